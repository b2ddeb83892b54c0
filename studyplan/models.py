"""The study plan of a guide: phases, their weeks, and the tasks of each week."""

from collections.abc import Iterator
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Max, Min, Q

from prep.content import Content, ContentQuerySet, KeyPath, Rows, State
from prep.models import Guide, Tip
from questions.models import Question
from rounds.models import Round


class PhaseQuerySet(ContentQuerySet["Phase"]):
    def with_span(self) -> Self:
        """Each with its first and last week's number as `first_week` and `last_week`, or None."""
        published = Q(weeks__state=State.PUBLISHED)
        return self.annotate(
            first_week=Min("weeks__number", filter=published),
            last_week=Max("weeks__number", filter=published),
        )


class Phase(Content):
    parent = "guide"
    collections = {"phases": {}}
    ordered_within = ("guide",)
    markdown = ("description",)

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="phases")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    description = models.TextField()
    description_html = models.TextField(editable=False, blank=True)

    first_week: int | None
    last_week: int | None

    objects: ClassVar = models.Manager.from_queryset(PhaseQuerySet)()

    class Meta:
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="phase_key")]

    def __str__(self) -> str:
        return self.title

    @property
    def span(self) -> str:
        """ "Weeks 1-2", "Week 7" or "", with an en dash; needs `with_span()`."""
        if self.first_week is None:
            return ""
        if self.first_week == self.last_week:
            return f"Week {self.first_week}"
        return f"Weeks {self.first_week}\N{EN DASH}{self.last_week}"


class Week(Content):
    """A week of the plan; the numbers run from 1 through all phases without a gap."""

    parent = "phase"
    collections = {"weeks": {}}

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="weeks")
    number = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "key"], name="week_key"),
            models.UniqueConstraint(
                fields=["phase", "number"],
                condition=~Q(state=State.RETIRED),
                name="week_number_once",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="week_number",
                violation_error_message="number must be 1 or more",
            ),
        ]

    def __str__(self) -> str:
        return f"Week {self.number}: {self.title}"

    @classmethod
    def check_fixture(cls, rows: Rows) -> Iterator[tuple[KeyPath, str]]:
        shown = [row for row in rows.items() if row[1]["state"] == State.PUBLISHED]
        expected = 1
        for path, fields in sorted(shown, key=lambda row: int(row[1]["number"])):
            number = fields["number"]
            if number != expected:
                wrong = "twice in the plan" if number < expected else "after a gap"
                yield path, f"week {number} stands {wrong}: week {expected} was to come"
            expected = number + 1


class TaskQuerySet(ContentQuerySet["Task"]):
    def with_links(self) -> Self:
        return self.select_related("question", "round", "tip")


class Task(Content):
    class Kind(models.TextChoices):
        READ = "read", "Read"
        PRACTICE = "practice", "Practice"
        WRITE = "write", "Write"
        MOCK = "mock", "Mock"
        REFLECT = "reflect", "Reflect"

    class Priority(models.TextChoices):
        CORE = "core", "Core"
        USEFUL = "useful", "Useful"
        EXTRA = "extra", "Extra"

    parent = "week"
    collections = {"tasks": {}}
    ordered_within = ("week",)

    week = models.ForeignKey(Week, models.CASCADE, related_name="tasks")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=Kind)
    minutes = models.PositiveIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)]
    )
    priority = models.CharField(max_length=10, choices=Priority)
    question = models.ForeignKey(
        Question, models.SET_NULL, null=True, blank=True, related_name="tasks"
    )
    round = models.ForeignKey(Round, models.SET_NULL, null=True, blank=True, related_name="tasks")
    tip = models.ForeignKey(Tip, models.SET_NULL, null=True, blank=True, related_name="tasks")

    objects: ClassVar = models.Manager.from_queryset(TaskQuerySet)()

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["week", "key"], name="task_key"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=24 * 60),
                name="task_minutes",
                violation_error_message="minutes must be from 1 to 1440",
            ),
            models.CheckConstraint(
                condition=Q(question__isnull=True, round__isnull=True)
                | Q(question__isnull=True, tip__isnull=True)
                | Q(round__isnull=True, tip__isnull=True),
                name="task_one_link",
                violation_error_message="a task links to a question, a round or a tip, not several",
            ),
        ]

    def __str__(self) -> str:
        return self.title
