"""A candidate's own questions: private, and practised like those of the bank."""

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from prep.models import Guide, User
from questions.models import Question
from rounds.models import Round


class OwnQuestionQuerySet(models.QuerySet["OwnQuestion"]):
    def of(self, user: User | None) -> Self:
        return self.filter(user=user) if user else self.none()


class OwnQuestion(models.Model):
    """A question that only its candidate sees: in no search, count, cache, admin page or dump.

    It is rated by the criteria of a round of the guide that it prepares for.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="own_questions")
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="+")
    practice_round = models.ForeignKey(
        Round, models.PROTECT, related_name="+", verbose_name="round"
    )
    prompt = models.TextField("question", max_length=2_000)
    kind = models.CharField(max_length=20, choices=Question.Kind)
    minutes = models.PositiveIntegerField(
        "minutes to answer", validators=[MinValueValidator(1), MaxValueValidator(24 * 60)]
    )
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = models.Manager.from_queryset(OwnQuestionQuerySet)()

    class Meta:
        ordering = ["-created", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=24 * 60), name="own_question_minutes"
            )
        ]

    def __str__(self) -> str:
        return self.prompt

    def get_absolute_url(self) -> str:
        return reverse("own_question", args=[self.pk])

    @transaction.atomic
    def discard(self) -> None:
        """Delete it with its attempts, and take what they ticked out of the counts."""
        if hasattr(self, "practice"):
            for answer in self.practice.locked().answers.kept():
                answer.count_ticks(-1)
        self.delete()
