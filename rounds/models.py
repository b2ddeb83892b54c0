"""The interview loop: its rounds in order, and what each looks for, judges, advises and rejects."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from prep.content import Content, ContentQuerySet, Difficulty, Rows
from prep.models import Guide


class RoundQuerySet(ContentQuerySet["Round"]):
    def of_guides(self, guides: Sequence[Guide]) -> Self:
        """The published rounds of these guides, in the order of their loops."""
        return self.filter(guide__in=guides).published()

    def of_guide_key(self, key: str) -> Self:
        """The published rounds of one guide, each with that guide, in the order of its loop."""
        return self.filter(guide__key=key).published().select_related("guide")


class Round(Content):
    """One interview. Its number is its place in the loop (`rounds.loop`), not a column."""

    parent = "guide"
    collections = {"rounds": {}}
    ordered_within = ("guide",)
    markdown = ("description", "opener", "closing", "questions_to_ask")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="rounds")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=120)
    difficulty = models.CharField(max_length=10, choices=Difficulty)
    minutes = models.PositiveIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)]
    )
    interviewer = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    description = models.TextField()
    description_html = models.TextField(editable=False, blank=True)
    opener = models.TextField(blank=True, help_text="How the round tends to open.")
    opener_html = models.TextField(editable=False, blank=True)
    closing = models.TextField(blank=True, help_text="How to close it well.")
    closing_html = models.TextField(editable=False, blank=True)
    questions_to_ask = models.TextField(blank=True, help_text="What to ask the interviewer.")
    questions_to_ask_html = models.TextField(editable=False, blank=True)

    objects: ClassVar = models.Manager.from_queryset(RoundQuerySet)()

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "key"], name="round_key"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=24 * 60),
                name="round_minutes",
                violation_error_message="minutes must be from 1 to 1440",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def fixture_addresses(cls, rows: Rows) -> Iterator[str]:
        for number, (guide, _) in enumerate(rows, 1):
            yield reverse("round", args=[guide, number])


class PointQuerySet(ContentQuerySet["Point"]):
    def of_round(self, found: Round) -> Self:
        return self.filter(round=found).published()

    def rejection_reasons(self) -> Self:
        """Each with its round."""
        return self.filter(kind=Point.Kind.REJECTION_REASON).select_related("round")


class Point(Content):
    class Kind(models.TextChoices):
        LOOKS_FOR = "looks-for", "What interviewers look for"
        CRITERION = "criterion", "Evaluation criterion"
        TIP = "tip", "Preparation tip"
        REJECTION_REASON = "rejection-reason", "Common reason for rejection"

    parent = "round"
    collections = {
        "looks_for": {"kind": Kind.LOOKS_FOR},
        "criteria": {"kind": Kind.CRITERION},
        "tips": {"kind": Kind.TIP},
        "rejection_reasons": {"kind": Kind.REJECTION_REASON},
    }
    ordered_within = ("round", "kind")

    round = models.ForeignKey(Round, models.CASCADE, related_name="points")
    kind = models.CharField(max_length=20, choices=Kind)
    position = models.PositiveIntegerField()
    text = models.CharField(max_length=300)

    objects: ClassVar = models.Manager.from_queryset(PointQuerySet)()

    class Meta:
        ordering = ["kind", "position", "key"]
        constraints = [models.UniqueConstraint(fields=["round", "key"], name="point_key")]

    def __str__(self) -> str:
        return self.text
