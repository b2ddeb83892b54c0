"""The documented shape of an export: docs/export.md says the same, and a test compares the two.

Guides, rounds and questions go by their keys, which servers share; what is the candidate's own
goes by a number that counts within the file. No primary key leaves a server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prep.markdown import MAX_BYTES
from questions.models import Question
from questions.practice.bands import Band
from questions.practice.forms import NOTE_CHARACTERS, VERSIONS
from questions.practice.models import Draft
from questions.practice.models.timers import MAX_SECONDS
from questions.practice.transfer.kinds import (
    Choice,
    Day,
    Exactly,
    Flag,
    Key,
    Kind,
    Maybe,
    Number,
    Text,
    Time,
    Whole,
    Zone,
)

FILE = "prep.json"
FORMAT = "prep-export"
VERSION = 1
# How many entries a list of the whole file may have, and one within an entry.
MOST, MOST_WITHIN = 50_000, 500
# FSRS has no upper bound for a stability, in days; beyond this it means nothing.
STABILITY = 1e9
# A draft can hold several that were brought together, each as long as an answer may be.
DRAFT_BYTES = 3 * MAX_BYTES


class Wrong(Exception):
    """What is wrong with an entry: pairs of a field, named from the entry on, and a reason."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{field}: {reason}" for field, reason in found))
        self.found = found


@dataclass(frozen=True)
class Record:
    """An object with exactly these fields, in any order."""

    name: str
    fields: Mapping[str, "Kind | List"]

    def read(self, value: Any) -> dict[str, Any]:
        """The values as Python has them. Raises Wrong."""
        if not isinstance(value, dict):
            raise Wrong([("", f"must be an object: {self.name}")])
        found = [(name[:80], "unknown field") for name in value if name not in self.fields]
        read: dict[str, Any] = {}
        for name, kind in self.fields.items():
            if name not in value:
                found.append((name, "missing field"))
                continue
            try:
                read[name] = kind.read(value[name])
            except ValueError as error:
                found.append((name, str(error)))
            except Wrong as wrong:
                found += [(f"{name}{field}", reason) for field, reason in wrong.found]
        if found:
            raise Wrong(found)
        return read


@dataclass(frozen=True)
class List:
    """A list within an entry; no two of its objects share the value of `unique`."""

    of: Record
    unique: str

    @property
    def words(self) -> str:
        return f"list of {self.of.name}, at most {MOST_WITHIN}"

    def read(self, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            raise ValueError("must be a list")
        if len(value) > MOST_WITHIN:
            raise ValueError(f"has {len(value):,} entries, more than {MOST_WITHIN}")
        read: list[dict[str, Any]] = []
        seen: set[Any] = set()
        for index, one in enumerate(value):
            try:
                entry = self.of.read(one)
            except Wrong as wrong:
                raise Wrong(
                    [
                        (f"[{index}]{'.' if field else ''}{field}", reason)
                        for field, reason in wrong.found
                    ]
                ) from None
            if entry[self.unique] in seen:
                again = f"there twice: {str(entry[self.unique])[:80]!r}"
                raise Wrong([(f"[{index}].{self.unique}", again)])
            seen.add(entry[self.unique])
            read.append(entry)
        return read


NUMBER = Whole(1, MOST)
BAND = Whole(min(Band), max(Band))
NAME = Text(80, required=True)

PROFILE = Record("profile", {"email": Maybe(Text(254)), "time_zone": Zone()})
ROUND_DATE = Record("round date", {"round": Key(), "date": Day()})
CANDIDACY = Record(
    "candidacy",
    {"guide": Key(), "interview_date": Maybe(Day()), "round_dates": List(ROUND_DATE, "round")},
)
OWN_QUESTION = Record(
    "own question",
    {
        "number": NUMBER,
        "guide": Key(),
        "round": Key(),
        "prompt": Text(2_000, required=True),
        "kind": Choice(tuple(Question.Kind.values)),
        "minutes": Whole(1, 24 * 60),
        "created": Time(),
    },
)
DRAFT = Record(
    "draft",
    {
        "purpose": Choice(tuple(Draft.Purpose.values)),
        "text": Text(bytes=DRAFT_BYTES),
        "rival": Text(bytes=DRAFT_BYTES),
        "version": Whole(0, VERSIONS),
        "saved_at": Time(),
    },
)
PRACTICE = Record(
    "practice",
    {
        "number": NUMBER,
        "guide": Maybe(Key()),
        "question": Maybe(Key()),
        "own_question": Maybe(NUMBER),
        "bookmarked_at": Maybe(Time()),
        "touched_at": Time(),
        "drafts": List(DRAFT, "purpose"),
    },
)
WORDING = Record("wording", {"key": NAME, "text": Text(1_000)})
RATING = Record("rating", {"criterion": NAME, "band": BAND})
TICKED_REASON = Record("ticked reason", {"reason": NAME})
ANSWER = Record(
    "answer",
    {
        "number": NUMBER,
        "practice": NUMBER,
        "created": Time(),
        "origin": Text(64, required=True),
        "text": Text(),
        "aloud": Flag(),
        "seconds": Maybe(Whole(0, MAX_SECONDS)),
        "allotted": Maybe(Whole(0, MAX_SECONDS)),
        "prompt": Text(),
        "round_key": Text(80),
        "round_name": Text(120),
        "criteria": List(WORDING, "key"),
        "reasons": List(WORDING, "key"),
        "band": Maybe(BAND),
        "note": Text(NOTE_CHARACTERS),
        "rated_at": Maybe(Time()),
        "ratings": List(RATING, "criterion"),
        "ticked_reasons": List(TICKED_REASON, "reason"),
        "stability": Maybe(Number(0, STABILITY)),
        "difficulty": Maybe(Number(0, 10)),
        "interval": Maybe(Whole(0, 36_500)),
    },
)
MOCK_QUESTION = Record(
    "mock question",
    {
        "position": Whole(0, 2**31 - 1),
        "question": Key(),
        "left_at": Maybe(Time()),
        "answer": Maybe(NUMBER),
    },
)
MOCK = Record(
    "mock",
    {
        "guide": Key(),
        "round": Key(),
        "started_at": Time(),
        "allotted": Whole(1, MAX_SECONDS),
        "finished_at": Maybe(Time()),
        "questions": List(MOCK_QUESTION, "position"),
    },
)

# The file is one object with these members, in this order: each refers to earlier ones alone,
# so that it is written and read entry by entry.
HEAD: Mapping[str, Kind] = {
    "format": Exactly(FORMAT),
    "version": Exactly(VERSION),
    "exported_at": Time(),
}
LISTS: Mapping[str, Record] = {
    "candidacies": CANDIDACY,
    "own_questions": OWN_QUESTION,
    "practices": PRACTICE,
    "answers": ANSWER,
    "mocks": MOCK,
}
MEMBERS = (*HEAD, "profile", *LISTS)
RECORDS = (
    *(PROFILE, CANDIDACY, ROUND_DATE, OWN_QUESTION, PRACTICE, DRAFT),
    *(ANSWER, WORDING, RATING, TICKED_REASON, MOCK, MOCK_QUESTION),
)
