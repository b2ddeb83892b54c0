"""One Markdown file for each attempt, to be read anywhere; it is not read back."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from questions.models import Question
from questions.practice.bands import Band
from questions.practice.models import Answer

# Names that Windows keeps for devices, whatever the ending.
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
# What YAML would not take as it is, within a JSON string that is otherwise YAML too.
ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Attempt:
    """An answer with how it was judged: bands by criterion, and ticked reasons, by their keys."""

    row: Answer
    ratings: Mapping[str, int]
    ticked: Sequence[str]


class Names:
    """`answers/<guide>/<question>/<date-time>.md`, in UTC, each name once."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    def of(self, folder: str, created: datetime) -> str:
        stem = f"answers/{folder}/{created:%Y-%m-%d-%H%M%S}"
        # To some systems, names that differ in case alone are one.
        self.taken[stem.lower()] += 1
        number = self.taken[stem.lower()]
        return f"{stem}-{number}.md" if number > 1 else f"{stem}.md"


def folder(question: Question | None, own_number: int | None) -> str:
    """For the attempts of a question of the bank, or else of one's own with that number."""
    if question is None:
        return f"own-questions/question-{own_number}"
    return f"{safe(question.guide.key)}/{safe(question.slug)}"


def safe(part: str) -> str:
    """A folder's name on every system; addresses hold letters, digits, hyphens and underscores."""
    part = re.sub(r"[^A-Za-z0-9_-]", "-", part)[:80] or "-"
    return f"{part}-" if DEVICES.fullmatch(part) else part


def page(attempt: Attempt) -> str:
    """Front matter that any YAML reader takes, then the text as it was written."""
    answer, ratings = attempt.row, attempt.ratings
    matter: dict[str, Any] = {
        "question": answer.prompt,
        "date": answer.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "round": answer.round_name,
        "minutes": answer.minutes if answer.seconds is not None else None,
        "aloud": answer.aloud,
        "band": Band(answer.band).label if answer.band else None,
        "criteria": {
            one.text: Band(ratings[one.key]).label
            for one in answer.criteria_then
            if one.key in ratings
        },
        "reasons": [one.text for one in answer.reasons_then if one.key in attempt.ticked],
        "note": answer.note,
    }
    lines = [f"{name}: {quoted(value)}\n" for name, value in matter.items()]
    return f"---\n{''.join(lines)}---\n\n{answer.text}\n"


def quoted(value: Any) -> str:
    """JSON, which is YAML as well, with what YAML refuses written as escapes."""
    return ODD.sub(lambda odd: f"\\u{ord(odd[0]):04x}", ENCODER.encode(value))


ENCODER = json.JSONEncoder(ensure_ascii=False)
