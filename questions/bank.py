"""The bank of a guide as one reads it: what is asked for, counted, in order, a page at a time."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Count
from django.urls import reverse

from prep.models import Guide, Location
from questions import search
from questions.filters import Filters
from questions.models import Appearance, Question, Tag
from questions.models.bank import QuestionQuerySet
from questions.search import MAX_RANKED, Segment
from rounds.loop import Loop

PAGE = 50
FIRST_RANKED = (
    "The first {ranked} of {count} are ranked here. Sorted by loop order, one can page through all."
)
NO_SUCH_PAGE = "That page is not there any more; this is the first one."


@dataclass(frozen=True)
class Place:
    """Where a question is asked, and its wording there if that is another one."""

    label: str
    hue: int | None
    wording: tuple[Segment, ...]


@dataclass(frozen=True)
class Row:
    """A question in the list. Its last column is the place for a candidate's status."""

    question: Question
    address: str
    prompt: tuple[Segment, ...]
    places: tuple[Place, ...]
    tags: tuple[tuple[Segment, ...], ...]
    # What it tests, where the text was found there and not in what one reads anyway.
    context: tuple[Segment, ...]


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


@dataclass(frozen=True)
class Page:
    """A page of rows; the addresses are "" where they lead nowhere."""

    rows: tuple[Row, ...]
    next: str
    first: str
    notices: tuple[str, ...]


@dataclass(frozen=True)
class Across:
    """What was found in all guides: rows with their guide, out of `count`, or of more than that."""

    rows: tuple[tuple[Guide, Row], ...]
    count: int
    more: bool


def found(guide: Guide, filters: Filters) -> QuestionQuerySet:
    """The questions that meet every condition, in no order of interest."""
    questions = Question.objects.in_guide(guide).published()
    if filters.text:
        words = filters.words
        questions = questions.search(words, guide) if words else questions.none()
    if filters.round:
        questions = questions.asked(Appearance.objects.in_round(filters.round.round))
    if filters.common:
        questions = questions.asked(Appearance.objects.common())
    if filters.location:
        questions = questions.asked(Appearance.objects.at(filters.location))
    if filters.kind:
        questions = questions.of_kind(filters.kind)
    return questions.tagged(filters.tags)


def facets(
    guide: Guide, loop: Loop, filters: Filters, tags: Sequence[Tag], locations: Sequence[Location]
) -> Facets:
    """Count what is there, and what each further filter would leave, in three queries."""
    questions = found(guide, filters)
    base = reverse("questions", args=[guide.key])
    kinds = Counter(dict(questions.order_by().values_list("kind").annotate(Count("pk"))))
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
    groups = [("Round", rounds), ("Also asked", elsewhere), ("Kind", of_kind), ("Tag", tagged)]
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


def page(guide: Guide, loop: Loop, filters: Filters, count: int, after: str) -> Page:
    """The rows after a cursor, of `count`; one that fits nothing gives the first page, in words."""
    base = reverse("questions", args=[guide.key])
    questions = found(guide, filters)
    if filters.ranked:
        start, rows = ranked_page(questions, filters.words, after)
    else:
        start, rows = sorted_page(questions, filters.sort or "loop", after)
    more = rows[PAGE:]
    rows = rows[:PAGE]
    notices = [NO_SUCH_PAGE] if after and not start else []
    if filters.ranked and count > MAX_RANKED:
        notices.append(FIRST_RANKED.format(ranked=MAX_RANKED, count=count))
    cursor = ""
    if more:
        last = rows[-1]
        cursor = str(last.pk) if filters.ranked else f"{last.rank}-{last.pk}"
    return Page(
        rows=tuple(row(one, guide, loop, filters.words) for one in rows),
        next=filters.address(base, after=cursor) if cursor else "",
        first=filters.address(base) if start else "",
        notices=tuple(notices),
    )


def across(text: str) -> Across:
    """The best answers to a text in every guide, one page of them."""
    words = search.query_words(text)
    questions = Question.objects.published().select_related("guide").order_by("pk")
    hits: list[Question] = []
    if words:
        hits = list(questions.search(words).with_tags().with_places()[: MAX_RANKED + 1])
    best = by_score(hits[:MAX_RANKED], words)[:PAGE]
    guides = list({one.guide_id: one.guide for one in best}.values())
    loops = dict(zip(guides, Loop.of_each(guides), strict=True))
    rows = tuple((one.guide, row(one, one.guide, loops[one.guide], words)) for one in best)
    return Across(rows, min(len(hits), MAX_RANKED), len(hits) > MAX_RANKED)


def surprise(guide: Guide, filters: Filters) -> str | None:
    """The slug of any one question that meets every condition; None where there is none."""
    slugs = list(found(guide, filters).values_list("slug", flat=True))
    return secrets.choice(slugs) if slugs else None


def sorted_page(questions: QuestionQuerySet, sort: str, after: str) -> tuple[bool, list[Question]]:
    """Whether the cursor held, and the rows after it, one more than a page has."""
    ordered = questions.ranked_by(sort).with_tags().with_places()
    parts = after.split("-")
    if len(parts) == 2 and all(is_number(part) for part in parts):
        rank, pk = map(int, parts)
        rows = list(ordered.after(rank, pk)[: PAGE + 1])
        if rows:
            return True, rows
    return False, list(ordered[: PAGE + 1])


def ranked_page(
    questions: QuestionQuerySet, words: Sequence[str], after: str
) -> tuple[bool, list[Question]]:
    """As `sorted_page`, the best answers first, of the MAX_RANKED that are looked at."""
    ordered = questions.ranked_by("loop").with_tags().with_places()
    best = by_score(list(ordered[:MAX_RANKED]), words)
    ids = [str(question.pk) for question in best]
    if after in ids[:-1]:
        start = ids.index(after) + 1
        return True, best[start : start + PAGE + 1]
    return False, best[: PAGE + 1]


def by_score(questions: list[Question], words: Sequence[str]) -> list[Question]:
    """The best answers first; among equals the order stays."""
    return sorted(questions, key=lambda one: -search.score(words, one.searched()))


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63


def row(question: Question, guide: Guide, loop: Loop, words: Sequence[str]) -> Row:
    """A question as the list shows it, with what matched marked; needs tags and places."""
    places = []
    for place in question.places:
        stop = loop.of_round(place.round_id)
        label = f"Round {stop.number}" if stop else place.get_place_display()
        label = place.location.name if place.location else label
        wording = tuple(search.mark(place.wording, words))
        places.append(Place(label, stop.hue if stop else None, wording))
    context = search.mark(question.tests, words) if words else []
    return Row(
        question=question,
        address=reverse("question", args=[guide.key, question.slug]),
        prompt=tuple(search.mark(question.prompt, words)),
        places=tuple(places),
        tags=tuple(tuple(search.mark(tag.name, words)) for tag in question.tag_list),
        context=tuple(context) if any(segment.hit for segment in context) else (),
    )
