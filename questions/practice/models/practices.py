"""A candidate's practice of one question: what all drafts, answers and marks of it hang from."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from prep.models import Guide, User
from questions.models import Question
from questions.practice.bands import Band
from questions.practice.models.own import OwnQuestion


class PracticeQuerySet(models.QuerySet["Practice"]):
    def of(self, user: User | None) -> Self:
        """The practices of one candidate; none of a visitor."""
        return self.filter(user=user) if user else self.none()

    def in_guide(self, guide: Guide) -> Self:
        """Those of the bank's questions and of the candidate's own for one guide."""
        return self.filter(Q(question__guide=guide) | Q(own__guide=guide))

    def of_question(self, guide: Guide, slug: str) -> Self:
        """At most one of a candidate, with what the editor shows; retired questions included."""
        return self.filter(question__guide=guide, question__slug=slug).select_related(
            "question__practice_round", "timer"
        )

    def on(self, question: Question) -> Self:
        """At most one of a candidate."""
        return self.filter(question=question).select_related("timer")

    def of_own(self, pk: int) -> Self:
        """At most one of a candidate: that of a question of their own."""
        return self.filter(own=pk).select_related("own__guide", "own__practice_round", "timer")

    def for_board(self) -> Self:
        """Each with what is practised, in one query; the most recently touched first."""
        return self.select_related("question", "own").order_by("-touched_at", "-pk")

    def questions(self) -> "models.QuerySet[Practice, Any]":
        """The ids of the bank's questions among them; own ones have none."""
        return self.exclude(question=None).values("question")

    def tried(self) -> Self:
        return self.filter(attempts__gt=0)

    def bookmarked(self) -> Self:
        return self.exclude(bookmarked_at=None)

    def in_band(self, band: Band) -> Self:
        """Those whose last rated attempt came to this band."""
        return self.filter(last_band=band)

    def opened(self, user: User, question: "Question | OwnQuestion") -> "Practice":
        """The candidate's practice of a question, made at the first thing that is kept of it."""
        if isinstance(question, OwnQuestion):
            return self.get_or_create(user=user, own=question)[0]
        return self.get_or_create(user=user, question=question)[0]


class Practice(models.Model):
    """One row for each candidate and question. Its counters follow from the answers.

    `attempts` counts the answers that are not deleted; `last_at` is when the newest of them was
    logged, `newest_band` its overall band, and `last_band` that of the newest that is rated.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="practices")
    # A question that someone practised is retired, never deleted.
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="practices")
    own = models.OneToOneField(OwnQuestion, models.CASCADE, null=True, related_name="practice")
    attempts = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    last_band = models.PositiveSmallIntegerField(choices=Band, null=True)
    # What the newest attempt left in memory, and when it should come back (`reviews`).
    newest_band = models.PositiveSmallIntegerField(choices=Band, null=True)
    stability = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)
    interval = models.PositiveIntegerField(null=True)
    bookmarked_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = models.Manager.from_queryset(PracticeQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "question"], name="practice_once"),
            models.CheckConstraint(
                condition=Q(question=None) ^ Q(own=None), name="practice_of_one_question"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.subject}"

    def address(self, guide: Guide) -> str:
        """Where it is practised; takes the guide, since a question alone would ask for it."""
        if self.question is None:
            return reverse("practice", kwargs={"own": self.own_id})
        return reverse("practice", kwargs={"guide": guide.key, "slug": self.question.slug})

    @property
    def subject(self) -> "Question | OwnQuestion":
        """What is practised: a question of the bank, or one of the candidate's own."""
        subject = self.question or self.own
        assert subject is not None, "the database holds one of the two"  # noqa: S101
        return subject

    def touch(self) -> None:
        self.touched_at = timezone.now()
        self.save(update_fields=["touched_at"])

    def bookmark(self, at: datetime | None) -> None:
        """Mark the question since `at`, or take the mark away; the first mark's time stays."""
        if at is None or self.bookmarked_at is None:
            self.bookmarked_at = at
        self.touched_at = timezone.now()
        self.save(update_fields=["bookmarked_at", "touched_at"])

    @transaction.atomic
    def locked(self) -> "Practice":
        """This row, held until the transaction ends, so that its counters stay exact."""
        return Practice.objects.select_for_update().get(pk=self.pk)

    def recount(self, more: int) -> None:
        """Bring the counters up to date after `more` answers came or, if negative, went."""
        kept = self.answers.kept()
        self.attempts += more
        newest = kept.in_memory().first()
        self.last_at = newest.created if newest else None
        self.newest_band = newest.band if newest else None
        self.stability = newest.stability if newest else None
        self.difficulty = newest.difficulty if newest else None
        self.interval = newest.interval if newest else None
        self.last_band = kept.rated().values_list("band", flat=True).first()
        self.touched_at = timezone.now()
        self.save()
