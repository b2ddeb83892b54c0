"""The bank of a guide as one reads it: what is asked for, counted, in order, a page at a time."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from prep.models import Guide
from questions import search
from questions.filters import Filters
from questions.models import Question
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
    """A question in the list."""

    question: Question
    address: str
    prompt: tuple[Segment, ...]
    places: tuple[Place, ...]
    tags: tuple[tuple[Segment, ...], ...]
    # What it tests, where the text was found there and not in what one reads anyway.
    context: tuple[Segment, ...]
    # What the candidate who reads has done with it; "" for a visitor.
    standing: str = ""


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


def page(guide: Guide, loop: Loop, filters: Filters, count: int, after: str) -> Page:
    """The rows after a cursor, of `count`; one that fits nothing gives the first page, in words."""
    base = reverse("questions", args=[guide.key])
    questions = filters.questions(guide)
    if filters.standing:
        questions = filters.standing.marked(questions)
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
        rows=tuple(
            replace(
                row(one, guide, loop, filters.words),
                standing=filters.standing.words(one) if filters.standing else "",
            )
            for one in rows
        ),
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
    slugs = list(filters.questions(guide).values_list("slug", flat=True))
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
