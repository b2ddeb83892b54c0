"""The question bank: each question once, with every place where it is asked."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, Prefetch, Q, When
from django.db.models.functions import Cast
from django.urls import reverse

from prep.content import (
    Content,
    ContentQuerySet,
    Difficulty,
    KeyPath,
    Rows,
    Source,
    State,
)
from prep.models import Guide, Location
from questions import search
from questions.models.index import SearchEntry
from questions.models.tags import Tag
from rounds.models import Round


class QuestionQuerySet(ContentQuerySet["Question"]):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def practised_for(self, rounds: Iterable[int]) -> Self:
        """Those that are rated by the criteria of one of these rounds, given by id."""
        return self.filter(practice_round__in=rounds)

    def coding(self) -> Self:
        return self.of_kind(Question.Kind.CODING)

    def reported(self) -> Self:
        """What the guide says is asked, as opposed to the editors' own."""
        return self.filter(source=Source.GUIDE)

    def judged_by(self, found: Round) -> Self:
        """Those that are practised, and rated, in the terms of this round."""
        return self.filter(practice_round=found)

    def tagged(self, tags: Iterable[Tag]) -> Self:
        """Those that carry every one of these tags."""
        found = self
        for tag in tags:
            found = found.filter(tags=tag)
        return found

    def asked(self, appearances: "AppearanceQuerySet") -> Self:
        """Those that are asked in one of these places."""
        return self.filter(pk__in=appearances.published().values("question"))

    def ranked_by(self, sort: str) -> Self:
        """By a whole number `rank`, then the id: "loop", "difficulty" or "minutes"."""
        ranks = {
            # A big integer throughout: a smaller one would take no cursor beyond its range.
            "loop": ExpressionWrapper(
                Cast("practice_round__position", BigIntegerField()) * 2**31 + F("position"),
                output_field=BigIntegerField(),
            ),
            "difficulty": Case(
                *(When(difficulty=value, then=rank) for rank, value in enumerate(Difficulty))
            ),
            "minutes": F("minutes"),
        }
        return self.annotate(rank=ranks[sort]).order_by("rank", "pk")

    def after(self, rank: int, pk: int) -> Self:
        """What comes after a row of that rank and id; needs `ranked_by()`."""
        return self.filter(rank__gte=rank).exclude(rank=rank, pk__lte=pk)

    def related_to(self, question: "Question") -> Self:
        """What the editors set beside a question, whichever of the two names the other."""
        return self.filter(Q(pk__in=question.related.values("pk")) | Q(related=question)).distinct()

    def reindex(self) -> None:
        """Bring the search up to date with these questions."""
        SearchEntry.write({one.pk: one.entry() for one in self.with_tags().with_places()})

    def search(self, words: Sequence[str], guide: Guide | None = None) -> Self:
        """Those with a word that starts with each of these (`questions.search.query_words`)."""
        return self.filter(pk__in=search.matching(words, guide.pk if guide else None))

    def with_tags(self) -> Self:
        """Each with its published tags as `tag_list`, in one further query."""
        return self.prefetch_related(Prefetch("tags", Tag.objects.published(), to_attr="tag_list"))

    def with_places(self) -> Self:
        """Each with its published appearances as `places`, in one further query."""
        places = Appearance.objects.published().with_places()
        return self.prefetch_related(Prefetch("appearances", places, to_attr="places"))


class Question(Content):
    """A question of the bank. It is practised, and rated, in the terms of its practice round.

    The guide says what is asked, where, and under which tags (`tags_source`); the rest is the
    editors' own, whatever `source` says of the question itself.
    """

    class Kind(models.TextChoices):
        BEHAVIORAL = "behavioral", "Behavioral"
        SYSTEM_DESIGN = "system-design", "System design"
        CODING = "coding", "Coding"
        VISION = "vision", "Vision and strategy"

    parent = "guide"
    collections = {"questions": {}}
    ordered_within = ("guide",)
    markdown = (
        "guidance",
        "rubric_strong_no_hire",
        "rubric_leaning_no_hire",
        "rubric_leaning_hire",
        "rubric_strong_hire",
    )

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField(help_text="Order in the bank, within its round.")
    slug = models.SlugField(max_length=80, help_text="The question's address.")
    prompt = models.TextField()
    kind = models.CharField(max_length=20, choices=Kind)
    difficulty = models.CharField(max_length=10, choices=Difficulty)
    minutes = models.PositiveIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
        help_text="How long an answer should take.",
    )
    practice_round = models.ForeignKey(
        Round,
        models.PROTECT,
        related_name="practice_questions",
        help_text="Whose criteria rate it.",
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="questions")
    tags_source = models.CharField(max_length=10, choices=Source, default=Source.EDITORS)
    tests = models.TextField(blank=True, help_text="What the interviewer learns from it.")
    guidance = models.TextField(blank=True)
    guidance_html = models.TextField(editable=False, blank=True)
    rubric_strong_no_hire = models.TextField(blank=True)
    rubric_strong_no_hire_html = models.TextField(editable=False, blank=True)
    rubric_leaning_no_hire = models.TextField(blank=True)
    rubric_leaning_no_hire_html = models.TextField(editable=False, blank=True)
    rubric_leaning_hire = models.TextField(blank=True)
    rubric_leaning_hire_html = models.TextField(editable=False, blank=True)
    rubric_strong_hire = models.TextField(blank=True)
    rubric_strong_hire_html = models.TextField(editable=False, blank=True)
    related = models.ManyToManyField("self", symmetrical=False, blank=True)
    editors_note = models.TextField(blank=True, help_text="Why wordings are one question, or two.")

    rank: int
    tag_list: list[Tag]
    places: "list[Appearance]"

    objects: ClassVar = models.Manager.from_queryset(QuestionQuerySet)()

    class Meta:
        ordering = ["practice_round__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "key"], name="question_key"),
            models.UniqueConstraint(
                fields=["guide", "slug"],
                condition=~Q(state=State.RETIRED),
                name="question_slug",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=24 * 60),
                name="question_minutes",
                violation_error_message="minutes must be from 1 to 1440",
            ),
        ]

    def __str__(self) -> str:
        return self.prompt

    def get_absolute_url(self) -> str:
        return reverse("question", args=[self.guide.key, self.slug])

    @classmethod
    def prefill(cls, key: str) -> dict[str, Any]:
        return {"slug": key}

    @classmethod
    def check_fixture(cls, rows: Rows) -> Iterator[tuple[KeyPath, str]]:
        yield from super().check_fixture(rows)
        holders: dict[str, KeyPath] = {}
        for path, fields in rows.items():
            first = holders.setdefault(fields["slug"], path)
            if first is not path:
                yield path, f"same slug as {'/'.join(first[1:])}: {fields['slug']}"

    @classmethod
    def fixture_addresses(cls, rows: Rows) -> Iterator[str]:
        for (guide, _), fields in rows.items():
            yield reverse("question", args=[guide, fields["slug"]])

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        Question.objects.filter(pk=self.pk).reindex()

    @classmethod
    def derive_across(cls, guide: Guide) -> None:
        cls.objects.in_guide(guide).reindex()

    def searched(self) -> list[tuple[int, str]]:
        """The texts that it is found by, each with its weight; needs tags and places."""
        return [
            (8, self.prompt),
            *((6, place.wording) for place in self.places),
            *((3, tag.name) for tag in self.tag_list),
            (1, self.tests),
        ]

    def entry(self) -> str:
        """The distinct words that it is found by, separated by spaces; "" unless published."""
        if self.state != State.PUBLISHED:
            return ""
        texts = [text for _, text in self.searched()]
        found = [span.word for text in texts for span in search.findable(text)]
        return " ".join(dict.fromkeys([search.guide_word(self.guide_id), *found]))

    @property
    def rubric(self) -> list[tuple[str, str]]:
        """The bands that have a line, worst first: (band, HTML)."""
        lines = [
            ("Strong no hire", self.rubric_strong_no_hire_html),
            ("Leaning no hire", self.rubric_leaning_no_hire_html),
            ("Leaning hire", self.rubric_leaning_hire_html),
            ("Strong hire", self.rubric_strong_hire_html),
        ]
        return [(band, html) for band, html in lines if html]


class AppearanceQuerySet(ContentQuerySet["Appearance"]):
    def published(self) -> Self:
        """Besides the question, the place itself has to be there."""
        return (
            super()
            .published()
            .filter(
                Q(round=None) | Q(round__state=State.PUBLISHED),
                Q(location=None) | Q(location__state=State.PUBLISHED),
            )
        )

    def common(self) -> Self:
        return self.filter(place=Appearance.Place.COMMON)

    def at(self, location: Location) -> Self:
        return self.filter(location=location)

    def common_or_at(self, location: Location | None) -> Self:
        """What is commonly asked, and what is asked at one location: told apart by `place`."""
        common = Q(place=Appearance.Place.COMMON)
        return self.filter(common | Q(location=location) if location else common)

    def in_round(self, found: Round) -> Self:
        return self.filter(round=found)

    def of_question(self, question: Question) -> Self:
        """The places of one question: rounds first, then the common ones, then locations."""
        return self.filter(question=question).with_places()

    def with_places(self) -> Self:
        places = [Appearance.Place.ROUND, Appearance.Place.COMMON, Appearance.Place.LOCATION]
        order = Case(*(When(place=place, then=rank) for rank, place in enumerate(places)))
        return self.select_related("round", "location").order_by(
            order, "round__position", "location__position", "key"
        )

    def with_questions(self) -> Self:
        return self.select_related("question")

    def with_tags(self) -> Self:
        """Each question with its published tags as `tag_list`, in one further query."""
        tags = Prefetch("question__tags", Tag.objects.published(), to_attr="tag_list")
        return self.select_related("question").prefetch_related(tags)


class Appearance(Content):
    """A place where a question is asked: a round, the common questions, or a location."""

    class Place(models.TextChoices):
        ROUND = "round", "Round"
        COMMON = "common", "Commonly asked"
        LOCATION = "location", "Location"

    parent = "question"
    collections = {"appearances": {}}
    ordered_within = ("place", "round", "location")

    question = models.ForeignKey(Question, models.CASCADE, related_name="appearances")
    place = models.CharField(max_length=10, choices=Place)
    round = models.ForeignKey(
        Round, models.CASCADE, null=True, blank=True, related_name="appearances"
    )
    location = models.ForeignKey(
        Location, models.CASCADE, null=True, blank=True, related_name="appearances"
    )
    position = models.PositiveIntegerField(help_text="Order in that place.")
    wording = models.TextField(blank=True, help_text="Where it differs from the question's prompt.")

    objects: ClassVar = models.Manager.from_queryset(AppearanceQuerySet)()

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="appearance_key"),
            models.CheckConstraint(
                condition=Q(place="round", round__isnull=False, location__isnull=True)
                | Q(place="common", round__isnull=True, location__isnull=True)
                | Q(place="location", round__isnull=True, location__isnull=False),
                name="appearance_place",
                violation_error_message=(
                    "place: round needs a round, place: location a location, place: common neither"
                ),
            ),
            # Once in each place, so that two rows never show one question twice in a list.
            models.UniqueConstraint(
                fields=["question", "round"],
                condition=~Q(state=State.RETIRED),
                name="appearance_once_in_round",
            ),
            models.UniqueConstraint(
                fields=["question", "location"],
                condition=~Q(state=State.RETIRED),
                name="appearance_once_in_location",
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(place="common") & ~Q(state=State.RETIRED),
                name="appearance_once_common",
            ),
        ]

    def __str__(self) -> str:
        return self.prompt

    @classmethod
    def check_fixture(cls, rows: Rows) -> Iterator[tuple[KeyPath, str]]:
        yield from super().check_fixture(rows)
        seen: set[tuple[Any, ...]] = set()
        for path, fields in rows.items():
            place = (path[:-1], *(fields[name] for name in cls.ordered_within))
            if place in seen:
                yield path, "the question appears twice in this place"
            seen.add(place)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        before = Appearance.objects.filter(pk=self.pk).values_list("question_id", flat=True)
        concerned = [*before, self.question_id]
        super().save(*args, **kwargs)
        Question.objects.filter(pk__in=concerned).reindex()

    @property
    def prompt(self) -> str:
        """The question as it is worded here."""
        return self.wording or self.question.prompt
