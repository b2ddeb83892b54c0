"""Which questions a mock of one round asks. Pure: no database, no clock, no chance."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """A question that a mock may ask, with what its candidate has made of it so far."""

    question: int
    minutes: int
    attempts: int = 0
    # The band of the last rated attempt, 1 to 4; None where none is rated.
    band: int | None = None

    @property
    def urgency(self) -> tuple[bool, int]:
        """Untried before tried, then the lowest band; an attempt that nobody rated says nothing
        yet, and comes before those that are known."""
        return self.attempts > 0, self.band or 0


def ranked(options: Iterable[Option]) -> list[Option]:
    """The most urgent first; equally urgent ones stay in the order they came in."""
    return sorted(options, key=lambda option: option.urgency)


def proposed(minutes: int, options: Iterable[Option]) -> list[Option]:
    """Questions that fill so many minutes without exceeding them, in the order to ask them.

    The most urgent that still fits is taken, again and again. Where every question is longer than
    the round, the most urgent one is asked alone: a mock needs something to ask.
    """
    urgent = ranked(options)
    chosen: list[Option] = []
    left = minutes
    for option in urgent:
        if option.minutes <= left:
            chosen.append(option)
            left -= option.minutes
    return chosen or urgent[:1]
