"""When a question should come back: FSRS, as py-fsrs computes it, in terms of the four bands.

Pure: no database, no clock. Times are UTC, intervals whole days. FSRS is described at
https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

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


# The last days before the interview, in which every tried question comes back once more.
FINAL_WEEK = 7
# What a day may ask for by way of reviews; more than this is spread over the days after it.
DAY_MINUTES = 90


@dataclass(frozen=True)
class Tried:
    """A question that was tried, as of its last attempt. Days are the candidate's own."""

    key: int
    last: date
    interval: int
    band: int | None
    difficulty: float | None
    minutes: int
    attempts: int


@dataclass(frozen=True)
class Due:
    """A day on which a question should come back; `final` where that is the last pass."""

    day: date
    final: bool


def due(tried: Tried, today: date, interview: date | None) -> Due | None:
    """When a question should come back: where FSRS puts it, or before the interview.

    Before the interview each one has a last pass: on its own day of the final week, or of what is
    left of it. Once it came back in that week, it does so again only if FSRS asks for it in time.
    None where it need not come back, where no day is left, and on the day itself.
    """
    natural = tried.last + timedelta(days=tried.interval)
    if interview == today:
        return None
    if interview is None or interview < today:
        return Due(natural, final=False)
    week = interview - timedelta(days=FINAL_WEEK)
    if tried.last >= week and tried.attempts > 1:
        return Due(natural, final=False) if natural < interview else None
    first = max(week, tried.last + timedelta(days=1))
    days = (interview - first).days
    if days < 1:
        return None
    # A different day for each, so that the week is even.
    last_pass = first + timedelta(days=tried.key % days)
    return Due(min(natural, last_pass), final=natural >= last_pass)


@dataclass(frozen=True)
class Queue:
    """What is due, day by day from today on; `spread` where it is more than today can take."""

    today: tuple[Tried, ...]
    later: tuple[tuple[date, tuple[Tried, ...]], ...]
    # What is not due yet, soonest first.
    coming: tuple[tuple[Due, Tried], ...]

    @property
    def spread(self) -> bool:
        return bool(self.later)

    @property
    def waiting(self) -> int:
        return len(self.today) + sum(len(some) for _, some in self.later)


def queue(questions: Iterable[Tried], today: date, interview: date | None) -> Queue:
    """The reviews of a candidate as they stand on a day: hardest first, none after the interview.

    On the day of the interview there is nothing to review any more.
    """
    if interview == today:
        return Queue((), (), ())
    dated = [(found, one) for one in questions if (found := due(one, today, interview))]
    waiting = sorted((one for found, one in dated if found.day <= today), key=hardness)
    coming = sorted(
        ((found, one) for found, one in dated if found.day > today),
        key=lambda pair: (pair[0].day, hardness(pair[1])),
    )
    days = (interview - today).days if interview and interview > today else None
    first, *rest = split(waiting, days)
    later = tuple(
        (today + timedelta(days=number), some) for number, some in enumerate(rest, 1) if some
    )
    return Queue(first, later, tuple(coming))


def hardness(one: Tried) -> tuple[float, float, date, int]:
    """What sorts the hardest first: the worst band, then what FSRS finds most difficult."""
    return (one.band or 2.5, -(one.difficulty or 5), one.last, one.key)


def split(waiting: Sequence[Tried], days: int | None) -> list[tuple[Tried, ...]]:
    """In their order into days of DAY_MINUTES, or of more where there are only so many days."""
    load = sum(one.minutes for one in waiting)
    room = max(DAY_MINUTES, -(-load // days) if days else 0)
    parts: list[list[Tried]] = [[]]
    for one in waiting:
        full = parts[-1] and sum(other.minutes for other in parts[-1]) + one.minutes > room
        if full and (days is None or len(parts) < days):
            parts.append([])
        parts[-1].append(one)
    return [tuple(part) for part in parts]


def course(band: int, days: int) -> list[int]:
    """The days (0: today) on which a question comes back that always comes to this band.

    It is tried today, `days` before the interview, and on each day that is suggested.
    """
    start = datetime(2000, 1, 1, 12, tzinfo=UTC)
    today, interview = start.date(), start.date() + timedelta(days=days)
    memory = after(None, start, band)
    found: list[int] = []
    while True:
        tried = Tried(0, today, memory.interval, band, memory.difficulty, 10, len(found) + 1)
        coming = due(tried, today, interview)
        if coming is None:
            return found
        today = coming.day
        found.append((today - start.date()).days)
        memory = after(memory, start + timedelta(days=found[-1]), band)


REASONS = {
    None: "it is not rated yet",
    1: "it was a strong no hire",
    2: "it leaned no hire",
    3: "it leaned hire",
    4: "it was a strong hire",
}


def in_words(coming: Due, band: int | None, today: date) -> str:
    """Such as "in 4 days, because it leaned no hire"."""
    away = (coming.day - today).days
    when = {0: "today", 1: "tomorrow"}.get(max(away, 0), f"in {away} days")
    why = "for a last pass before the interview" if coming.final else f"because {REASONS[band]}"
    return f"{when}, {why}"
