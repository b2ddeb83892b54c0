"""The company profile, which everything else in a guide hangs from."""

from collections.abc import Iterator
from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse

from prep.content import Content, ContentQuerySet, Difficulty, Rows

CURRENCY_SIGNS = {"CAD": "CA$", "EUR": "€", "GBP": "£", "USD": "US$"}


class GuideQuerySet(ContentQuerySet["Guide"]):
    def after(self, key: str) -> Self:
        """Those that stand after the guide of this key; all of them where there is none."""
        found = self.filter(key=key).values_list("position", flat=True).first() if key else None
        if found is None:
            return self
        return self.filter(position__gte=found).exclude(position=found, key__lte=key)


class Guide(Content):
    """One company and role. Rounds and total minutes are derived from the loop, never typed."""

    collections = {"profile": {}}
    markdown = ("overview",)

    position = models.PositiveIntegerField(default=1, help_text="Order among the guides.")
    company = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    job_family = models.CharField(max_length=120)
    level = models.CharField(max_length=40)
    difficulty = models.CharField(max_length=10, choices=Difficulty)
    overview = models.TextField()
    overview_html = models.TextField(editable=False, blank=True)
    timeline_days = models.PositiveIntegerField(help_text="About how many days the process takes.")
    experience_min = models.PositiveIntegerField(help_text="Years.")
    experience_max = models.PositiveIntegerField(help_text="Years.")
    salary_min = models.PositiveIntegerField(help_text="A year, in the currency's whole units.")
    salary_max = models.PositiveIntegerField(help_text="A year, in the currency's whole units.")
    salary_currency = models.CharField(
        max_length=3,
        validators=[RegexValidator(r"\A[A-Z]{3}\Z", "must be an ISO 4217 code such as USD")],
    )
    version = models.CharField(
        max_length=64,
        editable=False,
        blank=True,
        help_text="A digest of everything in the guide: it changes when any of it does.",
    )

    objects: ClassVar = models.Manager.from_queryset(GuideQuerySet)()

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="guide_key"),
            models.CheckConstraint(
                condition=Q(experience_min__lte=F("experience_max")),
                name="guide_experience_range",
                violation_error_message="experience_min must not exceed experience_max",
            ),
            models.CheckConstraint(
                condition=Q(salary_min__lte=F("salary_max")),
                name="guide_salary_range",
                violation_error_message="salary_min must not exceed salary_max",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company}, {self.role}"

    @property
    def salary(self) -> str:
        """The range as one reads it: "US$180,000 to US$250,000"."""
        sign = CURRENCY_SIGNS.get(self.salary_currency, f"{self.salary_currency} ")
        return f"{sign}{self.salary_min:,} to {sign}{self.salary_max:,}"

    def get_absolute_url(self) -> str:
        return reverse("guide", args=[self.key])

    @classmethod
    def fixture_addresses(cls, rows: Rows) -> Iterator[str]:
        for (key,) in rows:
            yield from (reverse(name, args=[key]) for name in ("guide", "questions", "dsa", "plan"))


class CriteriaGroup(Content):
    parent = "guide"
    collections = {"criteria_groups": {}}
    ordered_within = ("guide",)

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="criteria_groups")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["position", "key"]
        verbose_name = "criteria group"
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="criteria_group_key")]

    def __str__(self) -> str:
        return self.name


class CriterionQuerySet(ContentQuerySet["Criterion"]):
    def with_groups(self) -> Self:
        """In the order of the groups, each criterion with its own."""
        return self.select_related("group").order_by(
            "group__position", "group__key", "position", "key"
        )


class Criterion(Content):
    """What the process as a whole is judged by; a round has criteria of its own."""

    parent = "group"
    collections = {"criteria": {}}
    ordered_within = ("group",)

    group = models.ForeignKey(CriteriaGroup, models.CASCADE, related_name="criteria")
    position = models.PositiveIntegerField()
    text = models.CharField(max_length=300)

    objects: ClassVar = models.Manager.from_queryset(CriterionQuerySet)()

    class Meta:
        ordering = ["position", "key"]
        verbose_name_plural = "criteria"
        constraints = [models.UniqueConstraint(fields=["group", "key"], name="criterion_key")]

    def __str__(self) -> str:
        return self.text


class Tip(Content):
    parent = "guide"
    collections = {"tips": {}}
    ordered_within = ("guide",)

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="tips")
    position = models.PositiveIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="tip_key")]

    def __str__(self) -> str:
        return self.text


class LocationQuerySet(ContentQuerySet["Location"]):
    def with_points(self) -> Self:
        """Each with its published points, in one further query: see `focus` and `tips`."""
        points = LocationPoint.objects.published()
        return self.prefetch_related(Prefetch("points", points, to_attr="published_points"))


class Location(Content):
    """A place, or remote, where the interview differs."""

    parent = "guide"
    collections = {"locations": {}}
    ordered_within = ("guide",)

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="locations")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120)

    published_points: "list[LocationPoint]"

    objects: ClassVar = models.Manager.from_queryset(LocationQuerySet)()

    class Meta:
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="location_key")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def fixture_addresses(cls, rows: Rows) -> Iterator[str]:
        for guide, key in rows:
            yield f"{reverse('guide', args=[guide])}?location={key}"

    @property
    def focus(self) -> "list[LocationPoint]":
        """What interviews there focus on; needs `with_points()`."""
        return [one for one in self.published_points if one.kind == LocationPoint.Kind.FOCUS]

    @property
    def tips(self) -> "list[LocationPoint]":
        """Tips for interviews there; needs `with_points()`."""
        return [one for one in self.published_points if one.kind == LocationPoint.Kind.TIP]


class LocationPoint(Content):
    class Kind(models.TextChoices):
        FOCUS = "focus", "Interview focus"
        TIP = "tip", "Tip"

    parent = "location"
    collections = {"focus": {"kind": Kind.FOCUS}, "tips": {"kind": Kind.TIP}}
    ordered_within = ("location", "kind")

    location = models.ForeignKey(Location, models.CASCADE, related_name="points")
    kind = models.CharField(max_length=10, choices=Kind)
    position = models.PositiveIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["kind", "position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["location", "key"], name="location_point_key")
        ]

    def __str__(self) -> str:
        return self.text
