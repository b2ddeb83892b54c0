"""One Markdown file for each attempt, to be read anywhere; it is not read back."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from questions.practice.bands import Band
from questions.practice.models import Answer

# Names that Windows keeps for devices, whatever the ending.
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
# What YAML would not take as it is, within a JSON string that is otherwise YAML too.
ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Names:
    """`answers/<guide>/<question>/<date-time>.md`, in UTC, each name once."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    def of(self, answer: Answer, own_numbers: Mapping[int, int]) -> str:
        practice = answer.practice
        if practice.question:
            guide, question = practice.question.guide.key, practice.question.slug
        else:
            guide, question = "own-questions", f"question-{own_numbers[practice.own_id or 0]}"
        stem = f"answers/{safe(guide)}/{safe(question)}/{answer.created:%Y-%m-%d-%H%M%S}"
        # To some systems, names that differ in case alone are one.
        self.taken[stem.lower()] += 1
        number = self.taken[stem.lower()]
        return f"{stem}-{number}.md" if number > 1 else f"{stem}.md"


def safe(part: str) -> str:
    """A folder's name on every system; addresses hold letters, digits, hyphens and underscores."""
    part = re.sub(r"[^A-Za-z0-9_-]", "-", part)[:80] or "-"
    return f"{part}-" if DEVICES.fullmatch(part) else part


def page(answer: Answer) -> str:
    """Front matter that any YAML reader takes, then the text as it was written."""
    bands = {one.criterion: Band(one.band).label for one in answer.ratings.all()}
    ticked = {one.reason for one in answer.ticked_reasons.all()}
    matter: dict[str, Any] = {
        "question": answer.prompt,
        "date": answer.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "round": answer.round_name,
        "minutes": answer.minutes if answer.seconds is not None else None,
        "aloud": answer.aloud,
        "band": Band(answer.band).label if answer.band else None,
        "criteria": {one.text: bands[one.key] for one in answer.criteria_then if one.key in bands},
        "reasons": [one.text for one in answer.reasons_then if one.key in ticked],
        "note": answer.note,
    }
    lines = [f"{name}: {quoted(value)}\n" for name, value in matter.items()]
    return f"---\n{''.join(lines)}---\n\n{answer.text}\n"


def quoted(value: Any) -> str:
    """JSON, which is YAML as well, with what YAML refuses written as escapes."""
    text = json.dumps(value, ensure_ascii=False)
    return ODD.sub(lambda odd: f"\\u{ord(odd[0]):04x}", text)
