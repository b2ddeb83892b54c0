"""What changed between two texts, word by word, in bounded time."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# difflib may look at each pair of equal parts once for every part: some 60 million such looks a
# second. What would take more than this counts as rewritten.
MAX_LOOKS = 30_000_000
WORDS = re.compile(r"\s*(?:\w+|[^\w\s]+)|\s+")


@dataclass(frozen=True)
class Change:
    """A stretch of text: "same" in both, "gone" from the older, or "new" in the newer."""

    kind: str
    text: str


def compare(old: str, new: str) -> list[Change]:
    """The stretches in reading order. Same and gone give the older text, same and new the newer."""
    lines = (old.splitlines(keepends=True), new.splitlines(keepends=True))
    return merged(by_line(*lines))


def by_line(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Whole lines first, so that only what differs between them is looked at word by word."""
    for same, before, after in stretches(old, new):
        if same:
            yield Change("same", "".join(before))
        else:
            words = (WORDS.findall("".join(before)), WORDS.findall("".join(after)))
            for alike, gone, come in stretches(*words):
                if alike:
                    yield Change("same", "".join(gone))
                else:
                    yield Change("gone", "".join(gone))
                    yield Change("new", "".join(come))


def stretches(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Alternately what is the same and what differs: (same, in the older, in the newer)."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    yield True, old[:start], new[:start]
    middle = old[start : len(old) - end], new[start : len(new) - end]
    if looks(*middle) > MAX_LOOKS:
        yield False, *middle
    else:
        matcher = SequenceMatcher(None, *middle)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            yield tag == "equal", middle[0][i1:i2], middle[1][j1:j2]
    yield True, old[len(old) - end :], new[len(new) - end :]


def looks(old: Sequence[str], new: Sequence[str]) -> int:
    """How much difflib may have to look at, at worst; as it does, the most frequent left out."""
    often = len(new) // 100 + 1 if len(new) >= 200 else len(new)
    counts = Counter(old)
    pairs = sum(counts[part] * n for part, n in Counter(new).items() if n <= often)
    return pairs * min(len(old), len(new))


def merged(changes: Iterator[Change]) -> list[Change]:
    """Neighbours of one kind as one; empty ones left out."""
    found: list[Change] = []
    for change in changes:
        if not change.text:
            continue
        if found and found[-1].kind == change.kind:
            found[-1] = Change(change.kind, found[-1].text + change.text)
        else:
            found.append(change)
    return found
