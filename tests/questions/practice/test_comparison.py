from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from questions.practice.comparison import Change, compare

PIECES = st.sampled_from(["a", "b", "storm", "the", " ", "\n", "\n\n", ",", "…", "é", "\r", "\x0b"])
TEXTS = st.lists(PIECES, max_size=60).map("".join)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_the_changes(old: str, new: str) -> None:
    changes = compare(old, new)
    assert "".join(one.text for one in changes if one.kind != "new") == old
    assert "".join(one.text for one in changes if one.kind != "gone") == new
    assert all(one.text for one in changes)
    assert all(a.kind != b.kind for a, b in pairwise(changes))
    if old == new:
        assert changes == ([Change("same", old)] if old else [])


def test_a_changed_word_is_all_that_is_marked() -> None:
    old = "We had three teams.\nThey met daily.\n"
    assert compare(old, old.replace("three", "four")) == [
        Change("same", "We had"),
        Change("gone", " three"),
        Change("new", " four"),
        Change("same", " teams.\nThey met daily.\n"),
    ]


def test_texts_that_are_nothing_but_repetition_are_compared_too() -> None:
    old, new = "x\n" * 60_000, "y\nx\nx\n" * 30_000
    changes = compare(old, new)
    assert "".join(one.text for one in changes if one.kind != "gone") == new
