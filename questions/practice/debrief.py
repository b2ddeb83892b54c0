"""What a finished mock came to, in figures. Pure: no database, no clock."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low

from questions.practice.bands import Band


@dataclass(frozen=True)
class Line:
    """One question of a mock. `seconds` is the time until it was left; None: it was not reached."""

    position: int
    prompt: str
    minutes: int
    seconds: int | None
    # None where there is no attempt: it was passed over, or not reached, or deleted since.
    band: Band | None = None
    answered: bool = False
    aloud: bool = False
    note: str = ""
    url: str = ""
    # Bands by the key of the criterion, and the wordings of what would have sunk it.
    ratings: tuple[tuple[str, Band], ...] = ()
    criteria: tuple[tuple[str, str], ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def used(self) -> int | None:
        """Minutes it took, a begun one counted."""
        return None if self.seconds is None else -(-self.seconds // 60)

    @property
    def over(self) -> int:
        """Minutes beyond its own."""
        return max(0, (self.used or 0) - self.minutes)


@dataclass(frozen=True)
class Row:
    """A criterion, with the band of each question in order, None where it has none."""

    criterion: str
    bands: tuple[Band | None, ...]


@dataclass(frozen=True)
class Debrief:
    lines: tuple[Line, ...]

    @property
    def answered(self) -> int:
        return sum(line.answered for line in self.lines)

    @property
    def asked_minutes(self) -> int:
        """What the questions were meant to take."""
        return sum(line.minutes for line in self.lines)

    @property
    def band(self) -> Band | None:
        """The middle of the overall bands; of two middle ones the lower, as an interviewer's doubt
        counts more than their hope. None where nothing is rated."""
        bands = [line.band for line in self.lines if line.band]
        return Band(median_low(bands)) if bands else None

    @property
    def rated(self) -> tuple[Line, ...]:
        """The questions that the table of criteria has a column for."""
        return tuple(line for line in self.lines if line.ratings)

    @property
    def rows(self) -> list[Row]:
        """The criteria that were rated at least once, as they read first, in their order."""
        wordings: dict[str, str] = {}
        for line in self.lines:
            for key, text in line.criteria:
                wordings.setdefault(key, text)
        bands = [dict(line.ratings) for line in self.rated]
        rows = [(text, tuple(one.get(key) for one in bands)) for key, text in wordings.items()]
        return [Row(text, found) for text, found in rows if any(found)]

    @property
    def sunk(self) -> list[tuple[str, int]]:
        """What would have sunk it, each with the number of questions, the most frequent first."""
        return Counter(reason for line in self.lines for reason in line.reasons).most_common()

    @property
    def notes(self) -> list[Line]:
        return [line for line in self.lines if line.note]


def spent(start: datetime, left: Sequence[datetime | None]) -> list[int | None]:
    """The seconds of each question, from when the one before was left; None where it never was."""
    found: list[int | None] = []
    for at in left:
        found.append(None if at is None else max(0, int((at - start).total_seconds())))
        start = at or start
    return found
