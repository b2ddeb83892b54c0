"""Loading a guide again and again: what is created, updated, kept and retired."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from prep.content import Content, State, content_models
from prep.models import Guide, Location, Tip
from prep.transfer import loading
from prep.transfer.documents import FixtureError
from prep.transfer.loading import LoadResult, load_guide
from questions.models import Appearance, Question
from rounds.models import Round
from studyplan.models import Task
from tests.conftest import LANTERN, PELOTON

pytestmark = pytest.mark.django_db

Written = Callable[..., Path]

GUIDE = (LANTERN / "guide.yaml").read_text()
PLAN = (LANTERN / "plan.yaml").read_text()
ITEMS = 41


def counts(result: LoadResult) -> tuple[int, ...]:
    lists = (result.created, result.updated, result.unchanged, result.kept, result.retired)
    return tuple(map(len, lists))


def test_a_first_load_creates_and_a_second_changes_nothing() -> None:
    assert counts(load_guide(LANTERN)) == (ITEMS, 0, 0, 0, 0)
    version = Guide.objects.get().version
    assert counts(load_guide(LANTERN)) == (0, 0, ITEMS, 0, 0)
    assert Guide.objects.get().version == version


def test_references_are_resolved(lantern: Guide) -> None:
    question = Question.objects.get(key="three-islands")
    assert question.slug == "plan-three-islands"
    assert question.practice_round.name == "Timetable Design"
    assert [tag.name for tag in question.tags.all()] == ["Tides", "Graphs"]
    assert [other.key for other in question.related.all()] == ["shortest-crossing"]
    pitfall = question.pitfalls.get()
    assert pitfall.reason is not None
    assert pitfall.reason.text == "Passengers left on an island"
    assert Task.objects.get(key="read-tides").tip == Tip.objects.get(key="sail-once")


def test_a_change_in_the_fixture_updates_and_gives_a_new_version(
    lantern: Guide, written: Written
) -> None:
    changed = GUIDE.replace("Why ferries?", "Why boats?").replace("tags: [tides]", "tags: [graphs]")
    result = load_guide(written(guide=changed, plan=PLAN))
    assert result.updated == ["question why-ferries"]
    question = Question.objects.get(key="why-ferries")
    assert question.prompt == "Why boats?"
    assert [tag.key for tag in question.tags.all()] == ["graphs"]
    assert Guide.objects.get().version != lantern.version


def test_an_edit_made_here_is_kept(lantern: Guide, written: Written) -> None:
    question = Question.objects.get(key="why-ferries")
    question.prompt = "Why our boats?"
    question.save()
    assert counts(load_guide(LANTERN)) == (0, 0, ITEMS - 1, 1, 0)
    result = load_guide(written(guide=GUIDE.replace("Why ferries?", "Why boats?"), plan=PLAN))
    assert result.kept == ["question why-ferries"]
    question.refresh_from_db()
    assert question.prompt == "Why our boats?"
    # Written back to the fixture, the edit is no edit any more, and a later change comes through.
    load_guide(written(guide=GUIDE.replace("Why ferries?", "Why our boats?"), plan=PLAN))
    result = load_guide(written(guide=GUIDE.replace("Why ferries?", "Why boats?"), plan=PLAN))
    assert result.updated == ["question why-ferries"]


def test_an_edit_of_tags_is_an_edit(lantern: Guide) -> None:
    Question.objects.get(key="why-ferries").tags.clear()
    assert load_guide(LANTERN).kept == ["question why-ferries"]


def test_what_vanishes_is_retired_and_comes_back(lantern: Guide, written: Written) -> None:
    start, end = GUIDE.index("  - key: shortest-crossing"), GUIDE.index("  - key: ten-years")
    without = (GUIDE[:start] + GUIDE[end:]).replace("    related: [shortest-crossing]\n", "")
    without = without.replace("key: ten-years\n", "key: ten-years\n    position: 5\n")
    result = load_guide(written(guide=without, plan=PLAN))
    assert result.retired == [
        "question shortest-crossing",
        "appearance shortest-crossing/timetable-design",
    ]
    assert Question.objects.get(key="shortest-crossing").state == State.RETIRED
    assert counts(load_guide(written(guide=without, plan=PLAN))) == (0, 0, ITEMS - 2, 0, 0)
    assert load_guide(LANTERN).updated == [
        "question three-islands",
        "question shortest-crossing",
        "appearance shortest-crossing/timetable-design",
    ]
    assert Question.objects.get(key="shortest-crossing").state == State.PUBLISHED


def test_an_edited_item_that_vanishes_and_returns_keeps_its_edit(
    lantern: Guide, written: Written
) -> None:
    Tip.objects.filter(key="sail-once").update(text="Take the evening ferry.")
    without = GUIDE.replace("  - key: sail-once\n", "  - key: sail-twice\n")
    load_guide(written(guide=without, plan=PLAN.replace("tip: sail-once", "tip: sail-twice")))
    tip = Tip.objects.get(key="sail-once")
    assert (tip.state, tip.text) == (State.RETIRED, "Take the evening ferry.")
    assert load_guide(LANTERN).kept == ["tip sail-once"]
    tip.refresh_from_db()
    assert (tip.state, tip.text) == (State.PUBLISHED, "Take the evening ferry.")


def test_a_new_key_may_take_over_the_address_and_place_of_a_vanished_one(
    lantern: Guide, written: Written
) -> None:
    renamed = GUIDE.replace("- key: ten-years", "- key: future\n    slug: ten-years")
    result = load_guide(written(guide=renamed, plan=PLAN))
    assert result.created == ["question future", "appearance future/common"]
    assert Question.objects.published().get(slug="ten-years").key == "future"


def test_what_was_written_here_is_left_alone(lantern: Guide) -> None:
    Tip.objects.create(guide=lantern, key="our-own", position=9, text="Ask for the log book.")
    assert counts(load_guide(LANTERN)) == (0, 0, ITEMS, 0, 0)
    assert Tip.objects.get(key="our-own").state == State.PUBLISHED


def test_a_failure_half_way_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(guide: Guide) -> str:
        raise RuntimeError("the power went")

    monkeypatch.setattr(loading, "stamp", fail)
    with pytest.raises(RuntimeError):
        load_guide(LANTERN)
    assert not any(model.objects.exists() for model in content_models())


def test_two_guides_do_not_touch_each_other(lantern: Guide) -> None:
    def rows() -> list[list[Content]]:
        return [list(model.objects.in_guide(lantern)) for model in content_models()]

    before = rows()
    load_guide(PELOTON)
    load_guide(PELOTON)
    assert rows() == before
    assert Round.objects.in_guide(lantern).count() == 2
    assert Appearance.objects.in_guide(lantern).count() == 7


def test_two_questions_may_swap_their_addresses(lantern: Guide, written: Written) -> None:
    swapped = GUIDE.replace("slug: plan-three-islands", "slug: storm-story").replace(
        "- key: storm-story\n", "- key: storm-story\n    slug: plan-three-islands\n"
    )
    result = load_guide(written(guide=swapped, plan=PLAN))
    assert result.updated == ["question storm-story", "question three-islands"]
    assert Question.objects.published().get(slug="storm-story").key == "three-islands"
    assert Question.objects.published().get(slug="plan-three-islands").key == "storm-story"


def test_a_clash_with_what_was_edited_here_is_told_and_changes_nothing(
    lantern: Guide, written: Written
) -> None:
    question = Question.objects.get(key="ten-years")
    question.slug = "future"
    question.save()
    wanted = GUIDE.replace("key: storm-story\n", "key: storm-story\n    slug: future\n").replace(
        "Why ferries?", "Why boats?"
    )
    with pytest.raises(FixtureError, match="question storm-story: clashes with what was edited"):
        load_guide(written(guide=wanted, plan=PLAN))
    assert Question.objects.get(key="why-ferries").prompt == "Why ferries?"
    assert Question.objects.get(key="ten-years").slug == "future"


@pytest.mark.parametrize("change", ["a field came", "a field went"])
def test_a_change_of_the_model_is_no_edit(lantern: Guide, written: Written, change: str) -> None:
    for tip in Tip.objects.all():
        if change == "a field came":
            del tip.loaded["source"]
        else:
            tip.loaded["colour"] = "red"
        tip.save()
    changed = GUIDE.replace("Bring a map", "Bring a chart")
    assert load_guide(written(guide=changed, plan=PLAN)).updated == ["tip bring-a-map"]


def test_what_was_hidden_here_stays_hidden(lantern: Guide, written: Written) -> None:
    Tip.objects.filter(key="sail-once").update(state=State.DRAFT)
    without = GUIDE.replace("  - key: sail-once\n", "  - key: sail-twice\n")
    plan = PLAN.replace("tip: sail-once", "tip: sail-twice")
    assert load_guide(written(guide=without, plan=plan)).retired == []
    assert load_guide(LANTERN).kept == ["tip sail-once"]
    assert Tip.objects.get(key="sail-once").state == State.DRAFT


def test_a_field_without_a_value_is_an_absent_one(written: Written) -> None:
    bare = GUIDE.replace("    opener: |\n      It opens with the **weather**.\n", "    opener:\n")
    bare = bare.replace("    tests: Whether you see the bottleneck.\n", "    tests:\n    state:\n")
    load_guide(written(guide=bare.replace("  position: 2\n", "  position:\n"), plan=PLAN))
    assert Round.objects.get(key="quayside-chat").opener == ""
    assert Question.objects.get(key="three-islands").state == State.PUBLISHED


def test_values_stand_as_they_are_written(written: Written) -> None:
    odd = GUIDE.replace("level: T3", "level: 10:30").replace("text: Wear boots.", "text: 1.10")
    load_guide(written(guide=odd, plan=PLAN))
    assert Guide.objects.get().level == "10:30"
    assert Location.objects.get().points.get(key="boots").text == "1.10"


def test_the_command_reports_in_words(lantern: Guide, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_guide", str(LANTERN))
    assert capsys.readouterr().out == (
        f"lantern-ferries: 0 created, 0 updated, {ITEMS} unchanged, "
        "0 kept (edited here), 0 retired\n"
    )


def test_the_command_lists_every_problem(written: Written) -> None:
    folder = written(guide=GUIDE.replace("minutes: 90", "minutes: 0"), plan=PLAN)
    with pytest.raises(CommandError) as caught:
        call_command("load_guide", str(folder))
    assert str(caught.value) == (
        f"{folder} was not loaded, and nothing was changed:\n"
        "  guide.yaml: round timetable-design: minutes: "
        "Ensure this value is greater than or equal to 1."
    )
