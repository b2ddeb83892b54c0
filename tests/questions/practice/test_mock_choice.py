"""What a mock asks: it fills the round and no more, with the most urgent questions first."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.practice.mock import Option, proposed, ranked

MINUTES = st.integers(1, 24 * 60)
BANDS = st.one_of(st.none(), st.integers(1, 4))


@st.composite
def options(draw: st.DrawFn) -> list[Option]:
    """Questions with ids of their own, in any order; nobody has rated what nobody tried."""
    found = []
    for question in draw(st.lists(st.integers(1, 10_000), unique=True, max_size=40)):
        attempts = draw(st.integers(0, 3))
        band = draw(BANDS) if attempts else None
        found.append(Option(question, draw(st.integers(1, 90)), attempts, band))
    return found


@given(MINUTES, options())
def test_it_fills_the_round_and_does_not_exceed_it(minutes: int, found: list[Option]) -> None:
    chosen = proposed(minutes, found)
    used = sum(option.minutes for option in chosen)
    assert used <= minutes or len(chosen) == 1
    assert bool(chosen) == bool(found)
    # Nothing that was left out would still have fitted.
    assert all(option in chosen or used + option.minutes > minutes for option in found)


@given(MINUTES, options())
def test_nothing_is_asked_twice_and_nothing_is_made_up(minutes: int, found: list[Option]) -> None:
    chosen = [option.question for option in proposed(minutes, found)]
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= {option.question for option in found}


@given(MINUTES, options())
def test_untried_questions_come_before_tried_ones(minutes: int, found: list[Option]) -> None:
    chosen = proposed(minutes, found)
    tried = [option.attempts > 0 for option in chosen]
    assert tried == sorted(tried)
    # A tried one never takes the time of an untried one.
    untried = sum(option.minutes for option in chosen if not option.attempts)
    for option in found:
        if not option.attempts and option not in chosen:
            assert untried + option.minutes > minutes


@given(MINUTES, options())
def test_of_the_tried_the_worst_comes_first(minutes: int, found: list[Option]) -> None:
    bands = [option.band or 0 for option in proposed(minutes, found) if option.attempts]
    assert bands == sorted(bands)


@given(MINUTES, options())
def test_the_same_history_proposes_the_same(minutes: int, found: list[Option]) -> None:
    assert proposed(minutes, iter(found)) == proposed(minutes, list(found))


@given(options())
def test_equally_urgent_ones_keep_the_order_of_the_loop(found: list[Option]) -> None:
    places = {option.question: place for place, option in enumerate(found)}
    inorder = ranked(found)
    for one, other in pairwise(inorder):
        if one.urgency == other.urgency:
            assert places[one.question] < places[other.question]


@pytest.mark.parametrize(
    ("minutes", "expected"), [(60, [3, 1, 4]), (30, [3, 4]), (9, [4]), (3, [3]), (44, [3, 1])]
)
def test_a_round_of_four_questions(minutes: int, expected: list[int]) -> None:
    found = [
        Option(1, 20, attempts=2, band=1),
        Option(2, 40, attempts=1, band=3),
        Option(3, 20),
        Option(4, 5, attempts=1, band=4),
    ]
    assert [option.question for option in proposed(minutes, found)] == expected
