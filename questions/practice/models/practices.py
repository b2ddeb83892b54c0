"""A candidate's practice of one question: what all drafts, answers and marks of it hang from."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models, transaction
from django.utils import timezone

from prep.models import Guide, User
from questions.models import Question
from questions.practice.bands import Band


class PracticeQuerySet(models.QuerySet["Practice"]):
    def of(self, user: User | None) -> Self:
        """The practices of one candidate; none of a visitor."""
        return self.filter(user=user) if user else self.none()

    def in_guide(self, guide: Guide) -> Self:
        return self.filter(question__guide=guide)

    def of_question(self, guide: Guide, slug: str) -> Self:
        """At most one of a candidate, with what the editor shows; retired questions included."""
        return (
            self.in_guide(guide)
            .filter(question__slug=slug)
            .select_related("question__practice_round", "timer")
        )

    def tried(self) -> Self:
        return self.filter(attempts__gt=0)

    def bookmarked(self) -> Self:
        return self.exclude(bookmarked_at=None)

    def in_band(self, band: Band) -> Self:
        """Those whose last rated attempt came to this band."""
        return self.filter(last_band=band)

    def opened(self, user: User, question: Question) -> "Practice":
        """The candidate's practice of a question, made at the first thing that is kept of it."""
        return self.get_or_create(user=user, question=question)[0]


class Practice(models.Model):
    """One row for each candidate and question. Its counters follow from the answers.

    `attempts` counts the answers that are not deleted; `last_at` is when the newest of them was
    logged, `last_band` the overall band of the newest that is rated.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="practices")
    # A question that someone practised is retired, never deleted.
    question = models.ForeignKey(Question, models.PROTECT, related_name="practices")
    attempts = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    last_band = models.PositiveSmallIntegerField(choices=Band, null=True)
    bookmarked_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = models.Manager.from_queryset(PracticeQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "question"], name="practice_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.question}"

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
        self.last_at = kept.values_list("created", flat=True).first()
        self.last_band = kept.rated().values_list("band", flat=True).first()
        self.touched_at = timezone.now()
        self.save(update_fields=["attempts", "last_at", "last_band", "touched_at"])
