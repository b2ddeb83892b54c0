"""What belongs to one question: the follow-ups to expect and the pitfalls."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.db import models

from prep.content import Content, ContentQuerySet, ContentT_co
from questions.models.bank import Question
from rounds.models import Point


class PartQuerySet(ContentQuerySet[ContentT_co]):
    def of_question(self, question: Question) -> Self:
        return self.filter(question=question)

    def of_reasons(self, reasons: Iterable[Point]) -> Self:
        """Pitfalls that feed one of these rejection reasons."""
        return self.filter(reason__in=reasons)


class FollowUp(Content):
    parent = "question"
    collections = {"follow_ups": {}}
    ordered_within = ("question",)

    question = models.ForeignKey(Question, models.CASCADE, related_name="follow_ups")
    position = models.PositiveIntegerField()
    text = models.TextField()

    objects: ClassVar = models.Manager.from_queryset(PartQuerySet["FollowUp"])()

    class Meta:
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="follow_up_key")]

    def __str__(self) -> str:
        return self.text


class Pitfall(Content):
    """A way to get it wrong, and the rejection reason that it would feed."""

    parent = "question"
    collections = {"pitfalls": {}}
    ordered_within = ("question",)

    question = models.ForeignKey(Question, models.CASCADE, related_name="pitfalls")
    position = models.PositiveIntegerField()
    text = models.TextField()
    reason = models.ForeignKey(
        Point,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="pitfalls",
        limit_choices_to={"kind": Point.Kind.REJECTION_REASON},
    )

    objects: ClassVar = models.Manager.from_queryset(PartQuerySet["Pitfall"])()

    class Meta:
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="pitfall_key")]

    def __str__(self) -> str:
        return self.text
