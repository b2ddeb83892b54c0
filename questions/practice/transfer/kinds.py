"""What a single value of an export may be: checked without trust, and turned into Python's own."""

import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol
from zoneinfo import available_timezones

from prep.content import KEY
from prep.markdown import MAX_BYTES, size

# What no database keeps: NUL, and half a character.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# Room to reckon with zones and intervals on either side.
YEARS = range(1900, 3001)


class Kind(Protocol):
    @property
    def words(self) -> str:
        """How the documentation names it."""

    def read(self, value: Any) -> Any:
        """The value as Python has it. Raises ValueError with the reason."""


@dataclass(frozen=True)
class Text:
    """Characters of any kind, counted where there is a bound on them, and in bytes otherwise."""

    characters: int = 0
    required: bool = False
    bytes: int = MAX_BYTES

    @property
    def words(self) -> str:
        if self.characters:
            bound = f"{self.characters:,} characters"
        else:
            bound = f"{self.bytes // 1024:,} kB of UTF-8"
        return f"text, {'1 character to ' if self.required else 'at most '}{bound}"

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("must be a text")
        if UNSTORABLE.search(value):
            raise ValueError("holds a NUL or half a character")
        if self.required and not value.strip():
            raise ValueError("must not be empty")
        if self.characters and len(value) > self.characters:
            raise ValueError(f"has {len(value):,} characters, more than {self.characters:,}")
        if size(value) > self.bytes:
            raise ValueError(f"is {size(value):,} bytes long, more than {self.bytes:,}")
        return value


@dataclass(frozen=True)
class Exactly:
    value: str | int

    @property
    def words(self) -> str:
        return f"always {json.dumps(self.value)}"

    def read(self, value: Any) -> str | int:
        if type(value) is not type(self.value) or value != self.value:
            raise ValueError(f"must be {json.dumps(self.value)}, which this server reads")
        return self.value


@dataclass(frozen=True)
class Key:
    words: str = "key: small letters, digits and hyphens, at most 80 characters"

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or len(value) > 80 or not re.fullmatch(KEY, value):
            raise ValueError("must be a key of small letters, digits and hyphens")
        return value


@dataclass(frozen=True)
class Zone:
    words: str = "time zone such as Europe/Berlin"

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or value not in available_timezones():
            raise ValueError("must be a time zone such as Europe/Berlin")
        return value


@dataclass(frozen=True)
class Choice:
    values: tuple[str, ...]

    @property
    def words(self) -> str:
        return f"one of {', '.join(self.values)}"

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.values:
            raise ValueError(f"must be {self.words}")
        return value


@dataclass(frozen=True)
class Whole:
    low: int
    high: int

    @property
    def words(self) -> str:
        return f"whole number, {self.low:,} to {self.high:,}"

    def read(self, value: Any) -> int:
        # A truth value is a number to Python, not to the reader of a file.
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError("must be a whole number")
        if not self.low <= value <= self.high:
            raise ValueError(f"must be from {self.low:,} to {self.high:,}")
        return value


@dataclass(frozen=True)
class Number:
    low: float
    high: float

    @property
    def words(self) -> str:
        return f"number, {self.low:g} to {self.high:g}"

    def read(self, value: Any) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ValueError("must be a number")
        if not math.isfinite(value) or not self.low <= value <= self.high:
            raise ValueError(f"must be from {self.low:g} to {self.high:g}")
        return float(value)


@dataclass(frozen=True)
class Flag:
    words: str = "true or false"

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError("must be true or false")
        return value


@dataclass(frozen=True)
class Time:
    words: str = "time, UTC, such as 2026-11-23T09:30:00.000000Z"

    def read(self, value: Any) -> datetime:
        try:
            if not isinstance(value, str) or not STAMP.fullmatch(value):
                raise ValueError
            found = datetime.fromisoformat(value)
            if found.year not in YEARS:
                raise ValueError
        except ValueError:
            raise ValueError("must be a time in UTC such as 2026-11-23T09:30:00Z") from None
        return found


@dataclass(frozen=True)
class Day:
    words: str = "day such as 2026-11-23"

    def read(self, value: Any) -> date:
        try:
            if not isinstance(value, str) or not DAY.fullmatch(value):
                raise ValueError
            found = date.fromisoformat(value)
            if found.year not in YEARS:
                raise ValueError
        except ValueError:
            raise ValueError("must be a day such as 2026-11-23") from None
        return found


@dataclass(frozen=True)
class Maybe:
    kind: Kind

    @property
    def words(self) -> str:
        return f"{self.kind.words}; or null"

    def read(self, value: Any) -> Any:
        return None if value is None else self.kind.read(value)


def stamp(at: datetime) -> str:
    """A time as an export has it, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
