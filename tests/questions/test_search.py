"""Search gives the same questions on both databases, whatever is typed."""

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prep.content import State
from prep.derive import stamp
from prep.models import Guide, Location
from prep.transfer.loading import load_guide
from questions.models import Appearance, Question, SearchEntry, Tag
from questions.search import MAX_QUERY_WORDS, Segment, mark, query_words, score, words
from tests.conftest import LANTERN
from tests.questions.search_table import TABLE

pytestmark = pytest.mark.django_db


def found(guide: Guide, text: str) -> list[str]:
    questions = Question.objects.in_guide(guide).published().order_by("position")
    typed = query_words(text)
    keys = questions.search(typed, guide).values_list("key", flat=True) if typed else []
    return list(keys)


def test_the_table(peloton: Guide, lantern: Guide) -> None:
    assert len(TABLE) >= 60
    assert {text: " ".join(found(peloton, text)) for text in TABLE} == TABLE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=60) | st.text("aelrst -\"'*()^:&|!\\\0é🚴", max_size=30))
def test_any_text_finds_just_what_has_all_its_words(lantern: Guide, text: str) -> None:
    typed = query_words(text)
    expected = [
        question.key
        for question in Question.objects.order_by("position").with_tags().with_places()
        if typed
        and all(any(word.startswith(one) for word in question.entry().split()[1:]) for one in typed)
    ]
    assert found(lantern, text) == expected


@pytest.mark.parametrize("text", ["a" * 10_000, "a " * 5_000, "🚴" * 10_000, '"' * 10_000])
def test_very_long_text_is_no_error(lantern: Guide, text: str) -> None:
    assert len(query_words(text)) <= MAX_QUERY_WORDS
    assert isinstance(found(lantern, text), list)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Real-time ÉTÉ, naïve", ["real", "time", "ete", "naive"]),
        ("Straße ﬁne ½", ["strasse", "fine", "1", "2"]),
        ("cafe\u0301s", ["cafes"]),
        ("real-time", ["real", "time"]),
        ("_g1 it's", ["g1", "it", "s"]),
        ("日本語 данные", ["日本語", "данные"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_match_is_marked_as_it_stands_in_the_text() -> None:
    assert mark("Plan a Café-run", ["caf", "pl"]) == [
        Segment("Plan", True),
        Segment(" a ", False),
        Segment("Café", True),
        Segment("-run", False),
    ]
    assert mark("Plan", []) == [Segment("Plan", False)]
    assert mark("in real-time", ["realti"]) == [Segment("in ", False), Segment("real-time", True)]
    assert mark("real-time", ["real"]) == [Segment("real", True), Segment("-time", False)]


@given(st.text(max_size=80), st.lists(st.text("abcé", min_size=1, max_size=3), max_size=3))
def test_marking_loses_no_character(text: str, query: list[str]) -> None:
    assert "".join(segment.text for segment in mark(text, query)) == text


def test_a_whole_word_in_the_prompt_ranks_first() -> None:
    query = ["cache"]
    assert score(query, [(8, "a cache")]) > score(query, [(8, "cached")])
    assert score(query, [(8, "cached")]) > score(query, [(3, "cache")])
    assert score(["a", "b"], [(8, "a b")]) > score(["a", "b"], [(8, "a a a")])


# The index is right at once, whatever changes a question.


def test_after_a_save(lantern: Guide) -> None:
    question = Question.objects.get(key="storm-story")
    question.prompt = "Tell us about a typhoon."
    question.save()
    assert found(lantern, "typhoon") == ["storm-story"]
    assert found(lantern, "storm") == []


def test_after_a_save_of_what_belongs_to_it(lantern: Guide) -> None:
    place = Appearance.objects.get(key="harbour")
    place.wording = "What draws you to our pier?"
    place.save()
    tag = Tag.objects.get(key="graphs")
    tag.name = "Networks"
    tag.save()
    assert found(lantern, "pier") == ["why-ferries"]
    assert found(lantern, "networks") == ["three-islands", "shortest-crossing"]
    tag.state = State.RETIRED
    tag.save()
    assert found(lantern, "networks") == []


def test_after_a_place_moves_to_another_question(lantern: Guide) -> None:
    place = Appearance.objects.get(key="harbour")
    place.question = Question.objects.get(key="ten-years")
    place.save()
    assert found(lantern, "our") == ["ten-years"]


def test_after_what_only_the_guide_as_a_whole_tells(lantern: Guide) -> None:
    Location.objects.update(state=State.RETIRED)
    Question.objects.get(key="shortest-crossing").tags.clear()
    stamp(lantern)
    assert found(lantern, "our") == []
    assert found(lantern, "graphs") == ["three-islands"]


@pytest.mark.parametrize("state", [State.RETIRED, State.DRAFT])
def test_after_it_is_taken_back(lantern: Guide, state: State) -> None:
    question = Question.objects.get(key="storm-story")
    question.state = state
    question.save()
    assert not SearchEntry.objects.filter(question=question).exists()
    assert found(lantern, "storm") == []
    question.state = State.PUBLISHED
    question.save()
    assert found(lantern, "storm") == ["storm-story"]


def test_after_a_delete(lantern: Guide) -> None:
    Question.objects.get(key="storm-story").delete()
    assert found(lantern, "storm") == []


def test_after_a_load_and_after_loaddata_with_refresh(lantern: Guide) -> None:
    assert found(lantern, "sail island") == ["three-islands"]
    entries = set(SearchEntry.objects.values_list("words", flat=True))
    Question.objects.all().delete()
    Guide.objects.all().delete()
    call_command("loaddata", *sorted(map(str, LANTERN.glob("*.yaml"))), verbosity=0)
    again = Guide.objects.get()
    call_command("refresh", verbosity=0)
    assert found(again, "sail island") == ["three-islands"]
    strip = {words.split(" ", 1)[1] for words in entries}
    assert {
        w.split(" ", 1)[1] for w in SearchEntry.objects.values_list("words", flat=True)
    } == strip


def test_a_write_that_is_rolled_back_leaves_the_index_as_it_was(lantern: Guide) -> None:
    question = Question.objects.get(key="storm-story")
    question.prompt = "Tell us about a typhoon."
    with transaction.atomic():
        question.save()
        transaction.set_rollback(True)
    assert found(lantern, "typhoon") == []
    assert found(lantern, "storm") == ["storm-story"]


def test_a_guide_finds_its_own_questions_only(lantern: Guide, peloton: Guide) -> None:
    assert found(lantern, "graph") == ["three-islands", "shortest-crossing"]
    assert found(peloton, "graph") == ["shortest-path-between-users"]
    load_guide(LANTERN)
    assert found(lantern, "graph") == ["three-islands", "shortest-crossing"]
