"""Logged attempts and how they were judged. An attempt is never edited; it can be deleted."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Left
from django.utils import timezone

from prep.markdown import render
from prep.models import User
from questions.practice import reviews
from questions.practice.bands import Band
from questions.practice.models.drafts import Draft, Typed
from questions.practice.models.practices import Practice
from questions.practice.models.timers import MAX_SECONDS, Timer
from questions.practice.models.weaknesses import Weakness
from rounds.models import Point

# How long a deleted attempt can be brought back.
UNDO = timedelta(days=1)


@dataclass(frozen=True)
class Wording:
    """A criterion or a rejection reason as it read when the attempt was logged."""

    key: str
    text: str


class AnswerQuerySet(models.QuerySet["Answer"]):
    def of(self, user: User | None) -> Self:
        return self.filter(practice__user=user) if user else self.none()

    def kept(self) -> Self:
        """Those that are not deleted, newest first."""
        return self.filter(deleted_at=None)

    def in_memory(self) -> Self:
        """For reviews: bands and what they left in memory, without the texts."""
        return self.only("practice", "created", "band", "stability", "difficulty", "interval")

    def rated(self) -> Self:
        return self.exclude(band=None)

    def after(self, answer: "Answer") -> Self:
        """What comes after an answer in the order newest first."""
        return self.filter(created__lte=answer.created).exclude(
            created=answer.created, pk__gte=answer.pk
        )

    def in_brief(self) -> Self:
        """For lists: the first words of each in place of its texts."""
        return self.defer("text", "text_html", "criteria", "reasons").annotate(
            start=Left("text", 300)
        )

    def with_judgement(self) -> Self:
        """Each with its ratings and ticked reasons, in two further queries."""
        return self.prefetch_related("ratings", "ticked_reasons")


class Answer(models.Model):
    """One attempt: what was said, how long it took, and what it was judged by, as of then."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="answers")
    created = models.DateTimeField(default=timezone.now)
    # The page and text that it came from: sent twice, it is logged once.
    origin = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    text_html = models.TextField(blank=True, editable=False)
    aloud = models.BooleanField(default=False)
    seconds = models.PositiveIntegerField(null=True)
    allotted = models.PositiveIntegerField(null=True)
    prompt = models.TextField()
    round_key = models.CharField(max_length=80)
    round_name = models.CharField(max_length=120)
    criteria = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    band = models.PositiveSmallIntegerField(choices=Band, null=True)
    note = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True)
    # What was in memory after this attempt, and the days until it should come back (`reviews`).
    stability = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)
    interval = models.PositiveIntegerField(null=True)
    deleted_at = models.DateTimeField(null=True)

    start: str

    objects: ClassVar = models.Manager.from_queryset(AnswerQuerySet)()

    class Meta:
        ordering = ["-created", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "origin"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(band=None) | Q(band__gte=1, band__lte=4), name="answer_band"
            ),
            models.CheckConstraint(
                condition=Q(seconds=None) | Q(seconds__lte=MAX_SECONDS), name="answer_seconds"
            ),
            models.CheckConstraint(condition=Q(aloud=True) | ~Q(text=""), name="answer_something"),
        ]
        indexes = [
            models.Index(fields=["practice", "-created", "-id"], name="answer_newest"),
            models.Index(
                fields=["practice", "-created", "-id"],
                condition=Q(deleted_at__isnull=True, band__isnull=False),
                name="answer_newest_rated",
            ),
            models.Index(
                fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="answer_deleted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created:%Y-%m-%d %H:%M}, {self.practice}"

    @classmethod
    def log(
        cls,
        practice: Practice,
        typed: Typed,
        *,
        aloud: bool,
        seconds: int | None = None,
        allotted: int | None = None,
    ) -> "Answer":
        """Log an attempt with all that it is judged by as it reads now, and clear draft and clock.

        The time is that of the question's own clock, unless another one measured it (`seconds`, of
        those `allotted`). Sent twice from one page, it is logged once. A draft that another page
        saved meanwhile is left alone.
        """
        # Before the transaction: rendering may take a while, and SQLite has one writer at a time.
        text_html = render(typed.text)
        origin = hashlib.sha256(f"{typed.writer}\n{typed.text}".encode()).hexdigest()
        with transaction.atomic():
            practice = practice.locked()
            # Made where there is none, so that a save that arrives late is known to be late.
            draft, _ = Draft.objects.select_for_update().get_or_create(
                practice=practice, purpose=Draft.Purpose.ANSWER
            )
            if draft.text == typed.text or (
                draft.is_free_for(typed) and not draft.is_overtaking(typed)
            ):
                draft.put("", typed.writer, max(typed.sequence, draft.sequence))
            if earlier := practice.answers.filter(origin=origin).first():
                earlier.restore()
                return earlier
            question, judged_by = practice.subject, practice.subject.practice_round
            points = list(Point.objects.of_round(judged_by))
            timer = Timer.objects.filter(practice=practice).first()
            if timer and seconds is None:
                seconds, allotted = timer.elapsed(timezone.now()), timer.allotted
            answer = cls.objects.create(
                practice=practice,
                origin=origin,
                text=typed.text,
                text_html=text_html,
                aloud=aloud,
                seconds=seconds,
                allotted=allotted,
                prompt=question.prompt,
                round_key=judged_by.key,
                round_name=judged_by.name,
                criteria=wordings(points, Point.Kind.CRITERION),
                reasons=wordings(points, Point.Kind.REJECTION_REASON),
            )
            if timer:
                timer.delete()
            answer.relearn()
            practice.recount(1)
            return answer

    @transaction.atomic
    def rate(
        self,
        band: Band | None,
        ratings: Mapping[str, Band],
        ticked: Collection[str],
        note: str,
        note_was: str | None = None,
    ) -> None:
        """Judge the attempt, now or later, in place of how it was judged before.

        Keys that are not among the criteria and reasons of the attempt are left out. Raises
        NoteChanged where the note is no longer what the page showed, and Answer.DoesNotExist where
        the attempt was deleted meanwhile.
        """
        practice = self.practice.locked()
        there = practice.answers.kept().values_list("note", flat=True).get(pk=self.pk)
        if note_was is not None and there not in (note_was, note):
            raise NoteChanged(there)
        self.band, self.note, self.rated_at = band, note, timezone.now()
        self.save(update_fields=["band", "note", "rated_at"])
        self.count_ticks(-1)
        self.ratings.all().delete()
        self.ticked_reasons.all().delete()
        Rating.objects.bulk_create(
            Rating(answer=self, criterion=one.key, band=ratings[one.key])
            for one in self.criteria_then
            if one.key in ratings
        )
        TickedReason.objects.bulk_create(
            TickedReason(answer=self, reason=one.key)
            for one in self.reasons_then
            if one.key in ticked
        )
        self.count_ticks(1)
        self.relearn()
        practice.recount(0)

    @transaction.atomic
    def discard(self) -> None:
        """Delete the attempt; for a day it can be brought back."""
        practice = self.practice.locked()
        now = timezone.now()
        Answer.objects.of(practice.user).filter(deleted_at__lt=now - UNDO).delete()
        if practice.answers.kept().filter(pk=self.pk).update(deleted_at=now):
            self.count_ticks(-1)
            self.relearn()
            practice.recount(-1)

    @transaction.atomic
    def restore(self) -> None:
        practice = self.practice.locked()
        if practice.answers.filter(pk=self.pk).exclude(deleted_at=None).update(deleted_at=None):
            self.count_ticks(1)
            self.relearn()
            practice.recount(1)

    def count_ticks(self, more: int) -> None:
        """Keep the candidate's count of each ticked reason."""
        ticked = self.ticked_reasons.values_list("reason", flat=True)
        practice = self.practice
        Weakness.objects.tally(practice.user, practice.subject.guide, self.round_key, ticked, more)

    def relearn(self) -> None:
        """Work out anew what is in memory from this attempt on; what came before it stands."""
        kept = self.practice.answers.kept().in_memory()
        before = kept.after(self).first()
        memory = before.memory if before else None
        since = kept.filter(created__gte=self.created).exclude(created=self.created, pk__lt=self.pk)
        changed = list(since.reverse())
        for one in changed:
            memory = reviews.after(memory, one.created, one.band)
            one.stability, one.difficulty = memory.stability, memory.difficulty
            one.interval = memory.interval
        Answer.objects.bulk_update(changed, ["stability", "difficulty", "interval"], 500)

    @property
    def memory(self) -> reviews.Memory:
        return reviews.Memory(
            self.created, self.stability, self.difficulty, self.interval or reviews.UNRATED
        )

    @property
    def minutes(self) -> int:
        """Minutes it took, a begun one counted; 0 without a clock."""
        return -(-(self.seconds or 0) // 60)

    @property
    def allotted_minutes(self) -> int:
        return round((self.allotted or 0) / 60)

    @property
    def criteria_then(self) -> list[Wording]:
        return [Wording(**one) for one in self.criteria]

    @property
    def reasons_then(self) -> list[Wording]:
        return [Wording(**one) for one in self.reasons]


class NoteChanged(Exception):
    """The note on an attempt reads otherwise than the page that was sent knows."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


def wordings(points: Collection[Point], kind: str) -> list[dict[str, Any]]:
    return [{"key": one.key, "text": one.text} for one in points if one.kind == kind]


class Rating(models.Model):
    """The band of an attempt by one criterion, named by its key; the wording is the attempt's."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="ratings")
    criterion = models.CharField(max_length=80)
    band = models.PositiveSmallIntegerField(choices=Band)

    objects: ClassVar = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "criterion"], name="rating_once"),
            models.CheckConstraint(condition=Q(band__gte=1, band__lte=4), name="rating_band"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_band_display()}"


class TickedReason(models.Model):
    """A rejection reason that the candidate saw in an attempt of theirs."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="ticked_reasons")
    reason = models.CharField(max_length=80)

    objects: ClassVar = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "reason"], name="ticked_reason_once")
        ]

    def __str__(self) -> str:
        return self.reason
