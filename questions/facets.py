"""What else could be filtered by, and how many questions each choice would leave."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Count
from django.urls import reverse

from prep.models import Guide, Location
from questions.filters import Filters
from questions.models import Appearance, Question, Tag
from questions.models.bank import QuestionQuerySet
from rounds.loop import Loop


@dataclass(frozen=True)
class Option:
    """A filter that could be added, how many questions it would leave, and the address."""

    id: str
    label: str
    count: int
    address: str


@dataclass(frozen=True)
class Facets:
    """How many questions there are, and the options by group; a group that is set has none."""

    count: int
    groups: tuple[tuple[str, tuple[Option, ...]], ...]


def facets(
    guide: Guide, loop: Loop, filters: Filters, tags: Sequence[Tag], locations: Sequence[Location]
) -> Facets:
    """Count what is there, and what each further filter would leave, in three queries."""
    questions = filters.questions(guide)
    base = reverse("questions", args=[guide.key])
    statuses = filters.standing.statuses if filters.standing and not filters.status else []
    kinds: Counter[str] = Counter()
    by_status: Counter[str] = Counter()
    counts = {f"status_{n}": Count("pk", filter=one.condition) for n, one in enumerate(statuses)}
    by_kind = questions.order_by().values_list("kind").annotate(count=Count("pk"), **counts)
    for kind, count, *of_status in by_kind:
        kinds[kind] += count
        by_status.update(dict(zip((one.key for one in statuses), of_status, strict=True)))
    places = count_by_place(questions)
    by_tag = Counter(
        dict(Tag.objects.filter(questions__in=questions).values_list("pk").annotate(Count("pk")))
    )

    def option(name: str, label: str, count: int, added: Filters) -> Option:
        return Option(f"filter-{name}", label, count, added.address(base))

    rounds = [
        option(
            f"round-{stop.number}",
            f"{stop.number} {stop.round.name}",
            places["round", stop.round.pk, None],
            replace(filters, round=stop),
        )
        for stop in loop
        if not filters.round
    ]
    elsewhere = [
        option(
            f"location-{one.key}",
            one.name,
            places["location", None, one.pk],
            replace(filters, location=one),
        )
        for one in locations
        if not filters.location
    ]
    if not filters.common:
        common = option(
            "common", "Commonly asked", places["common", None, None], replace(filters, common=True)
        )
        elsewhere.insert(0, common)
    of_kind = [
        option(
            f"kind-{kind.value}", str(kind.label), kinds[kind.value], replace(filters, kind=kind)
        )
        for kind in Question.Kind
        if not filters.kind
    ]
    tagged = [
        option(
            f"tag-{tag.key}", tag.name, by_tag[tag.pk], replace(filters, tags=(*filters.tags, tag))
        )
        for tag in tags
        if tag not in filters.tags
    ]
    tagged.sort(key=lambda one: -one.count)
    standing = [
        option(f"status-{one.key}", one.label, by_status[one.key], replace(filters, status=one))
        for one in statuses
    ]
    groups = [
        ("Your practice", standing),
        ("Round", rounds),
        ("Also asked", elsewhere),
        ("Kind", of_kind),
        ("Tag", tagged),
    ]
    return Facets(
        sum(kinds.values()),
        tuple(
            (label, tuple(one for one in options if one.count))
            for label, options in groups
            if any(one.count for one in options)
        ),
    )


def count_by_place(questions: QuestionQuerySet) -> Counter[tuple[str, int | None, int | None]]:
    """How many of these questions are asked in each (place, round id, location id)."""
    appearances = Appearance.objects.published().filter(question__in=questions).order_by()
    rows = appearances.values_list("place", "round", "location").annotate(Count("pk"))
    return Counter({(place, found, location): count for place, found, location, count in rows})
