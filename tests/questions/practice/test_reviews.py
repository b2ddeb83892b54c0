"""Reviews as properties: before the day, in the final week, hardest first, always the same."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from questions.practice import reviews
from questions.practice.bands import Band
from questions.practice.reviews import DAY_MINUTES, FINAL_WEEK, Due, Memory, Tried

TODAY = date(2027, 3, 1)
DAYS = st.integers(1, 120)
BANDS = st.sampled_from([None, 1, 2, 3, 4])


@st.composite
def questions(draw: st.DrawFn) -> Tried:
    return Tried(
        key=draw(st.integers(1, 10_000)),
        last=TODAY - timedelta(days=draw(st.integers(0, 200))),
        interval=draw(st.integers(1, 400)),
        band=draw(BANDS),
        difficulty=draw(st.none() | st.floats(1, 10)),
        minutes=draw(st.integers(1, 60)),
        attempts=draw(st.integers(1, 20)),
    )


HISTORIES = st.lists(st.tuples(st.integers(0, 30), BANDS), min_size=1, max_size=12)


def replay(history: list[tuple[int, int | None]]) -> list[Memory]:
    """What each attempt leaves, given the days since the one before, and the bands."""
    at, memory, found = datetime(2027, 1, 1, 9, 30, tzinfo=UTC), None, []
    for days, band in history:
        at += timedelta(days=days, hours=1)
        memory = reviews.after(memory, at, band)
        found.append(memory)
    return found


@given(questions(), DAYS)
def test_nothing_is_due_on_the_day_of_the_interview_or_after(one: Tried, days: int) -> None:
    interview = TODAY + timedelta(days=days)
    found = reviews.due(one, TODAY, interview)
    assert found is None or found.day < interview


@given(questions(), DAYS)
def test_a_tried_question_always_returns_in_the_final_week(one: Tried, days: int) -> None:
    interview = TODAY + timedelta(days=days)
    week = interview - timedelta(days=FINAL_WEEK)
    day, last, attempts = TODAY, one.last, one.attempts
    returned = []
    while day < interview:
        now = Tried(one.key, last, one.interval, one.band, one.difficulty, one.minutes, attempts)
        found = reviews.due(now, day, interview)
        if found and found.day <= day and day > last:
            returned.append(day)
            last, attempts = day, attempts + 1
        day += timedelta(days=1)
    had_its_pass = one.last >= week and one.attempts > 1
    tomorrow_is_the_day = one.last == interview - timedelta(days=1)
    assert any(day >= week for day in returned) or had_its_pass or tomorrow_is_the_day


@given(questions())
def test_without_a_date_fsrs_alone_decides(one: Tried) -> None:
    natural = Due(one.last + timedelta(days=one.interval), final=False)
    assert reviews.due(one, TODAY, None) == natural
    assert reviews.due(one, TODAY, TODAY - timedelta(days=1)) == natural


@given(st.lists(questions(), max_size=40, unique_by=lambda one: one.key), st.none() | DAYS)
def test_a_queue_holds_everything_once_and_the_hardest_first(
    some: list[Tried], days: int | None
) -> None:
    interview = TODAY + timedelta(days=days) if days else None
    queue = reviews.queue(some, TODAY, interview)
    waiting = [*queue.today, *(one for _, part in queue.later for one in part)]
    assert waiting == sorted(waiting, key=reviews.hardness)
    dated = {one: found for one in some if (found := reviews.due(one, TODAY, interview))}
    assert set(waiting) == {one for one, found in dated.items() if found.day <= TODAY}
    assert {one for _, one in queue.coming} == set(dated) - set(waiting)
    coming = [found.day for found, _ in queue.coming]
    assert coming == sorted(coming)
    # No day takes more than it can, unless one question does, or too few days are left.
    load = sum(one.minutes for one in waiting)
    days_left = days or 10**6
    for part in (queue.today, *(part for _, part in queue.later)):
        assert (
            sum(one.minutes for one in part) <= DAY_MINUTES
            or len(part) == 1
            or load > DAY_MINUTES * days_left / 2
        )
    assert all(interview is None or day < interview for day, _ in queue.later)
    assert bool(queue.today) == bool(waiting)


@given(HISTORIES)
def test_the_same_history_gives_the_same_dates(history: list[tuple[int, int | None]]) -> None:
    assert replay(history) == replay(history)


@given(HISTORIES, st.data())
def test_a_rating_edited_in_later_changes_only_what_follows(
    history: list[tuple[int, int | None]], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(history) - 1))
    edited = list(history)
    edited[number] = (history[number][0], data.draw(BANDS))
    assert replay(edited)[:number] == replay(history)[:number]


@given(HISTORIES)
def test_an_unrated_attempt_comes_back_in_two_days_and_changes_nothing_else(
    history: list[tuple[int, int | None]],
) -> None:
    *_, before = replay(history)
    after = reviews.after(before, before.at + timedelta(days=3), None)
    assert after.interval == 2
    assert (after.stability, after.difficulty) == (before.stability, before.difficulty)


@pytest.mark.parametrize("known", [False, True])
def test_a_better_band_never_comes_back_sooner(known: bool) -> None:
    before = replay([(0, 3), (5, 3)])[-1] if known else None
    at = datetime(2027, 2, 1, tzinfo=UTC)
    intervals = [reviews.after(before, at, band).interval for band in Band]
    assert intervals == sorted(intervals)


def test_on_the_day_itself_nothing_is_left_to_do() -> None:
    one = Tried(1, TODAY - timedelta(days=9), 3, 1, 5.0, 10, 2)
    assert reviews.queue([one], TODAY, TODAY) == reviews.Queue((), (), ())


@pytest.mark.parametrize(
    ("away", "band", "final", "said"),
    [
        (4, 2, False, "in 4 days, because it leaned no hire"),
        (1, 1, False, "tomorrow, because it was a strong no hire"),
        (0, 4, False, "today, because it was a strong hire"),
        (-3, None, False, "today, because it is not rated yet"),
        (9, 3, True, "in 9 days, for a last pass before the interview"),
    ],
)
def test_dates_are_suggested_in_words(away: int, band: int | None, final: bool, said: str) -> None:
    coming = Due(TODAY + timedelta(days=away), final)
    assert reviews.in_words(coming, band, TODAY) == said


def test_the_table_in_the_docs_is_true() -> None:
    text = (settings.BASE_DIR / "docs" / "reviews.md").read_text()
    rows = re.findall(r"^\| (\d+) days \| (.*) \| (.*) \| (.*) \| (.*) \|$", text, re.MULTILINE)
    shown = {int(days): cells for days, *cells in rows}
    assert shown == {
        days: [told(reviews.course(band, days), days) for band in Band] for days in (49, 14, 3)
    }


def told(found: list[int], days: int) -> str:
    return "every day" if found == list(range(1, days)) else ", ".join(map(str, found))
