"""A mock of one round: several questions in sequence under one clock, judged together."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from prep.models import User
from questions.models import Question
from questions.practice.models.answers import Answer
from questions.practice.models.timers import MAX_SECONDS
from rounds.models import Round


class MockQuerySet(models.QuerySet["Mock"]):
    def of(self, user: User | None) -> Self:
        return self.filter(user=user) if user else self.none()

    def of_round(self, found: Round) -> Self:
        return self.filter(round=found)


class Mock(models.Model):
    """A run through one round. The clock starts once and is not paused, as in the interview."""

    user = models.ForeignKey(User, models.CASCADE, related_name="mocks")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    allotted = models.PositiveIntegerField(help_text="Seconds.")
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar = models.Manager.from_queryset(MockQuerySet)()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(allotted__gte=1, allotted__lte=MAX_SECONDS), name="mock_allotted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round}, {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def deadline(self) -> datetime:
        return self.started_at + timedelta(seconds=self.allotted)


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
