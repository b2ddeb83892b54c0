"""What a visitor asks of the bank, as it stands in the address: text, filters, order, page."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, Self

from django.db.models import Q
from django.http import QueryDict
from django.utils.http import urlencode

from prep.models import Guide, Location
from questions.models import Appearance, Question, Tag
from questions.models.bank import QuestionQuerySet
from questions.search import MAX_QUERY_CHARACTERS, query_words
from rounds.loop import Loop, Stop

SORTS = {"loop": "Loop order", "difficulty": "Difficulty", "minutes": "Minutes"}


def searched_text(query: QueryDict) -> str:
    """What is searched for; more than this many characters narrow nothing down."""
    return query.get("q", "").replace("\x00", "").strip()[:MAX_QUERY_CHARACTERS]


@dataclass(frozen=True)
class Status:
    """A candidate's standing towards a question that one can filter by, such as "Not tried"."""

    key: str
    label: str
    condition: Q = field(compare=False)


class Standing(Protocol):
    """What is known of the candidate who reads, from where their practice is kept."""

    @property
    def statuses(self) -> Sequence[Status]: ...

    def marked(self, questions: QuestionQuerySet) -> QuestionQuerySet:
        """Fetch with each question what `words` needs."""

    def words(self, question: Question) -> str:
        """What a row says of it; "" where there is nothing to say."""


@dataclass(frozen=True)
class Filters:
    """The conditions that all hold at once; None, "" or nothing where one is not set."""

    text: str = ""
    round: Stop | None = None
    common: bool = False
    location: Location | None = None
    kind: Question.Kind | None = None
    tags: tuple[Tag, ...] = ()
    status: Status | None = None
    sort: str = ""
    # None for a visitor, of whom nothing is known.
    standing: Standing | None = field(default=None, compare=False)
    # What was asked for and does not exist here, in words.
    notices: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def read(
        cls,
        query: QueryDict,
        loop: Loop,
        locations: Sequence[Location],
        tags: Sequence[Tag],
        standing: Standing | None = None,
    ) -> Self:
        """Take what is known from the address; what is not becomes a notice, never an error."""
        notices: list[str] = []

        def unknown(name: str, value: str) -> None:
            notices.append(f"There is no {name} “{value[:60]}” in this guide; it was left out.")

        found = cls(text=searched_text(query), standing=standing)
        if value := query.get("round", ""):
            numbers = {str(stop.number): stop for stop in loop}
            stop = numbers.get(value)
            found = replace(found, round=stop)
            if stop is None:
                unknown("round", value)
        if value := query.get("location", ""):
            location = next((one for one in locations if one.key == value), None)
            found = replace(found, location=location)
            if location is None:
                unknown("location", value)
        if value := query.get("kind", ""):
            if value in Question.Kind.values:
                found = replace(found, kind=Question.Kind(value))
            else:
                unknown("kind", value)
        if value := query.get("status", ""):
            statuses = standing.statuses if standing else []
            status = next((one for one in statuses if one.key == value), None)
            found = replace(found, status=status)
            if status is None and standing:
                unknown("status", value)
            elif status is None:
                notices.append("What you tried is known here once you practise or sign in.")
        if value := query.get("sort", ""):
            if value in SORTS:
                found = replace(found, sort=value)
            else:
                unknown("order", value)
        by_key = {tag.key: tag for tag in tags}
        wanted = list(dict.fromkeys(filter(None, query.getlist("tag"))))
        for value in wanted[len(tags) :]:
            unknown("tag", value)
            break
        for value in wanted[: len(tags)]:
            if value not in by_key:
                unknown("tag", value)
        return replace(
            found,
            common=query.get("common") == "yes",
            tags=tuple(by_key[value] for value in wanted if value in by_key),
            notices=tuple(notices[:5]),
        )

    def questions(self, guide: Guide) -> QuestionQuerySet:
        """The questions of a guide that meet every condition, in no order of interest."""
        questions = Question.objects.in_guide(guide).published()
        if self.text:
            words = self.words
            questions = questions.search(words, guide) if words else questions.none()
        if self.round:
            questions = questions.asked(Appearance.objects.in_round(self.round.round))
        if self.common:
            questions = questions.asked(Appearance.objects.common())
        if self.location:
            questions = questions.asked(Appearance.objects.at(self.location))
        if self.kind:
            questions = questions.of_kind(self.kind)
        if self.status:
            questions = questions.filter(self.status.condition)
        return questions.tagged(self.tags)

    @property
    def words(self) -> tuple[str, ...]:
        return query_words(self.text)

    @property
    def ranked(self) -> bool:
        """Whether the best answer to the text comes first, rather than a chosen order."""
        return bool(self.words) and not self.sort

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values as they stand in an address."""
        found = [
            ("q", self.text),
            ("round", str(self.round.number) if self.round else ""),
            ("common", "yes" if self.common else ""),
            ("location", self.location.key if self.location else ""),
            ("kind", self.kind.value if self.kind else ""),
            *(("tag", tag.key) for tag in self.tags),
            ("status", self.status.key if self.status else ""),
            ("sort", self.sort),
        ]
        return [(name, value) for name, value in found if value]

    def address(self, base: str, **more: str) -> str:
        """The address of this view of the bank."""
        pairs = [*self.pairs(), *more.items()]
        return f"{base}?{urlencode(pairs)}" if pairs else base

    def sorts(self, base: str) -> list[tuple[str, str, bool]]:
        """The orders to choose from: (label, address, whether it is the one)."""
        offered = {"": "Best match", **SORTS} if self.words else {"": SORTS["loop"], **SORTS}
        if not self.words:
            del offered["loop"]
        return [
            (label, replace(self, sort=sort).address(base), sort == self.sort)
            for sort, label in offered.items()
        ]

    def chips(self, base: str) -> list[tuple[str, str, bool]]:
        """What is set: (label, address of all of it but that, whether that is the text)."""
        chips: list[tuple[str, Filters]] = []
        if self.text:
            chips.append((f"“{self.text[:40]}”", replace(self, text="")))
        if self.round:
            name = f"Round {self.round.number}: {self.round.round.name}"
            chips.append((name, replace(self, round=None)))
        if self.common:
            chips.append(("Commonly asked", replace(self, common=False)))
        if self.location:
            chips.append((self.location.name, replace(self, location=None)))
        if self.kind:
            chips.append((str(self.kind.label), replace(self, kind=None)))
        if self.status:
            chips.append((self.status.label, replace(self, status=None)))
        for tag in self.tags:
            rest = tuple(other for other in self.tags if other != tag)
            chips.append((tag.name, replace(self, tags=rest)))
        return [(label, one.address(base), one.text != self.text) for label, one in chips]
