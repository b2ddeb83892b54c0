"""When a question should come back: FSRS, as py-fsrs computes it, in terms of the four bands.

Pure: no database, no clock. Times are UTC, intervals whole days. FSRS is described at
https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from fsrs import Card, Rating, Scheduler, State

# Days until an attempt comes back that nobody has rated yet.
UNRATED = 2
RATINGS = {1: Rating.Again, 2: Rating.Hard, 3: Rating.Good, 4: Rating.Easy}
# No steps within a day, and no chance: the same history gives the same dates.
SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@dataclass(frozen=True)
class Memory:
    """What is left after an attempt at a time; without a stability nothing was rated so far."""

    at: datetime
    stability: float | None
    difficulty: float | None
    # Days from the attempt until the next.
    interval: int


def after(before: Memory | None, at: datetime, band: int | None) -> Memory:
    """The memory after an attempt in this band (1 to 4), or one that is not rated yet.

    `before` is the memory that the attempt before it left. An unrated one changes nothing but the
    date. Raises ValueError for a time that is not UTC.
    """
    known = before is not None and before.stability is not None
    if band is None:
        kept = (before.stability, before.difficulty) if before else (None, None)
        return Memory(at, *kept, UNRATED)
    card = Card(
        card_id=1,
        state=State.Review if known else State.Learning,
        stability=before.stability if before else None,
        difficulty=before.difficulty if before else None,
        last_review=before.at if before and known else None,
    )
    card, _ = SCHEDULER.review_card(card, RATINGS[band], at.astimezone(UTC))
    return Memory(at, card.stability, card.difficulty, (card.due - at).days)
