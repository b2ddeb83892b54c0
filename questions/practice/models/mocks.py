"""A mock of one round: several questions in sequence under one clock, judged together."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar, Self

from django.db import models, transaction
from django.db.models import Count, Max, Prefetch, Q
from django.utils import timezone

from prep.models import User
from questions.models import Question
from questions.practice.models.answers import Answer
from questions.practice.models.drafts import Typed
from questions.practice.models.practices import Practice
from questions.practice.models.timers import MAX_SECONDS, face
from rounds.models import Round


class MockQuerySet(models.QuerySet["Mock"]):
    def of(self, user: User | None) -> Self:
        return self.filter(user=user) if user else self.none()

    def of_round(self, found: Round) -> Self:
        return self.filter(round=found)

    def open(self) -> Self:
        """Those under way: at most one of a candidate and round."""
        return self.filter(finished_at=None)

    def finished(self) -> Self:
        return self.exclude(finished_at=None)

    def counted(self) -> Self:
        """Each with how many questions it asked, and how many of them have an attempt."""
        kept = Q(items__answer__isnull=False, items__answer__deleted_at=None)
        return self.annotate(asked=Count("items"), answered=Count("items", filter=kept))

    @transaction.atomic
    def bring(self, guest: User, user: User) -> None:
        """Move a guest's mocks to an account; where both have one under way, the guest's ends."""
        taken = list(self.of(user).open().values_list("round", flat=True))
        self.of(guest).open().filter(round__in=taken).update(finished_at=timezone.now())
        self.of(guest).update(user=user)


class Mock(models.Model):
    """A run through one round. The clock starts once and is not paused, as in the interview."""

    user = models.ForeignKey(User, models.CASCADE, related_name="mocks")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    allotted = models.PositiveIntegerField(help_text="Seconds.")
    finished_at = models.DateTimeField(null=True)

    asked: int
    answered: int

    objects: ClassVar = models.Manager.from_queryset(MockQuerySet)()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(allotted__gte=1, allotted__lte=MAX_SECONDS), name="mock_allotted"
            ),
            models.UniqueConstraint(
                fields=["user", "round"], condition=Q(finished_at=None), name="mock_open_once"
            ),
        ]
        indexes = [models.Index(fields=["user", "round", "-started_at", "-id"], name="mock_newest")]

    def __str__(self) -> str:
        return f"{self.round}, {self.started_at:%Y-%m-%d %H:%M}"

    @classmethod
    @transaction.atomic
    def start(cls, user: User, found: Round, questions: Sequence[Question], minutes: int) -> "Mock":
        """Ask these questions, in this order, from now on. Starting again resumes the open one.

        Raises ValueError where there is nothing to ask.
        """
        if not questions:
            raise ValueError("a mock asks one question at least")
        # Two tabs that start at the same moment are one after the other.
        User.objects.select_for_update().get(pk=user.pk)
        if under_way := cls.objects.of(user).of_round(found).open().first():
            return under_way
        mock = cls.objects.create(user=user, round=found, allotted=minutes * 60)
        MockQuestion.objects.bulk_create(
            MockQuestion(mock=mock, position=position, question=question)
            for position, question in enumerate(questions, 1)
        )
        return mock

    @cached_property
    def places(self) -> "list[MockQuestion]":
        """Its questions in order, as of the first look, each with its attempt unless deleted."""
        answers = Answer.objects.kept().defer("text").with_judgement()
        items = self.items.select_related("question__practice_round", "question__guide")
        return list(items.prefetch_related(Prefetch("answer", answers)))

    @property
    def current(self) -> "MockQuestion | None":
        """The first question that was not left; None once it is over."""
        if self.finished_at:
            return None
        return next((one for one in self.places if one.left_at is None), None)

    def place(self, position: int) -> "MockQuestion | None":
        return next((one for one in self.places if one.position == position), None)

    @transaction.atomic
    def advance(self, item: "MockQuestion", typed: Typed, *, aloud: bool) -> Answer:
        """Log an attempt at a question, with the time since the one before was left, and leave it.

        Sent twice, it is logged once. A question that was left already, as after Back, keeps the
        attempt it has: another text is an attempt of its own. Without one, it gets this.
        """
        since = self.held()
        item.refresh_from_db()
        timed: dict[str, int] = {}
        if item.left_at is None and self.finished_at is None:
            spent = int((timezone.now() - since).total_seconds())
            timed["seconds"] = min(max(0, spent), MAX_SECONDS)
            timed["allotted"] = item.question.minutes * 60
        practice = Practice.objects.opened(self.user, item.question)
        answer = Answer.log(practice, typed, aloud=aloud, **timed)
        if item.answer_id is None and not hasattr(answer, "mock_question"):
            item.answer = answer
            item.save(update_fields=["answer"])
        self.leave(item)
        return answer

    @transaction.atomic
    def pass_over(self, item: "MockQuestion") -> None:
        """Leave a question without an attempt."""
        self.held()
        item.refresh_from_db()
        self.leave(item)

    @transaction.atomic
    def finish(self) -> None:
        """End it, early or not; twice is no error."""
        self.held()
        self.close()

    def held(self) -> datetime:
        """Hold this row until the transaction ends; since when the question before is left."""
        held = Mock.objects.select_for_update().get(pk=self.pk)
        self.user_id, self.finished_at = held.user_id, held.finished_at
        # What was looked at before may be out of date.
        self.__dict__.pop("places", None)
        last = self.items.aggregate(last=Max("left_at"))["last"]
        return last or self.started_at

    def leave(self, item: "MockQuestion") -> None:
        if item.left_at is None and self.finished_at is None:
            item.left_at = timezone.now()
            item.save(update_fields=["left_at"])
        if not self.items.filter(left_at=None).exists():
            self.close()

    def close(self) -> None:
        if self.finished_at is None:
            self.finished_at = timezone.now()
            self.save(update_fields=["finished_at"])

    @property
    def deadline(self) -> datetime:
        return self.started_at + timedelta(seconds=self.allotted)

    @property
    def left(self) -> int:
        """Whole seconds to go; negative once the time is up."""
        return self.allotted - int((timezone.now() - self.started_at).total_seconds())

    @property
    def clock(self) -> str:
        return face(self.left)

    @property
    def minutes(self) -> int:
        """The time it has."""
        return round(self.allotted / 60)

    @property
    def used_minutes(self) -> int:
        """The time it took, a begun minute counted; up to now while it is under way."""
        end = self.finished_at or timezone.now()
        return -(-int((end - self.started_at).total_seconds()) // 60)


class MockQuestion(models.Model):
    """A question's place in a mock; with an answer once it was logged, or passed over."""

    mock = models.ForeignKey(Mock, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    # When it was left for the next one, and with what; a deleted attempt leaves its place empty.
    left_at = models.DateTimeField(null=True)
    answer = models.OneToOneField(Answer, models.SET_NULL, null=True, related_name="mock_question")

    objects: ClassVar = models.Manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["mock", "position"], name="mock_position"),
            models.UniqueConstraint(fields=["mock", "question"], name="mock_question_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.question}"
