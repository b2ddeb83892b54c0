"""Each thing that can be wrong with a fixture is named with its file, its place and the reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from prep.models import Guide
from prep.transfer.documents import FixtureError
from prep.transfer.loading import load_guide
from tests.conftest import LANTERN

pytestmark = pytest.mark.django_db

Written = Callable[..., Path]

GUIDE = (LANTERN / "guide.yaml").read_text()
PLAN = (LANTERN / "plan.yaml").read_text()


def problems(folder: Path) -> list[str]:
    with pytest.raises(FixtureError) as caught:
        load_guide(folder)
    assert not Guide.objects.exists()
    return [str(problem) for problem in caught.value.problems]


# (what is replaced in the guide's document, by what, the problems that follow)
BROKEN = [
    (
        "minutes: 90",
        "minutes: 90.5",
        ["round timetable-design: minutes: “90.5” value must be an integer."],
    ),
    (
        "text: Wear boots.",
        'text: "Wear\\0boots."',
        ["location point harbour/boots: text holds a control character: '\\x00'"],
    ),
    ("text: Wear boots.", 'text: "  "', ["location point harbour/boots: missing field: text"]),
    (
        "key: ten-years",
        "key: ten-years\n    position: 1",
        ["question ten-years: same position as why-ferries: 1"],
    ),
    (
        "round: quayside-chat, position: 2",
        "round: cellar, position: 2",
        ["appearance storm-story/quayside-chat: unknown round 'cellar' in round"],
    ),
    ("    minutes: 30\n", "", ["round quayside-chat: missing field: minutes"]),
    ("  role: Timetable Engineer\n", "", ["guide lantern-ferries: missing field: role"]),
    (
        "prompt: Why ferries?",
        'prompt: ""',
        ["question why-ferries: missing field: prompt"],
    ),
    (
        "key: storm-story",
        "key: why-ferries",
        [
            "appearance why-ferries/quayside-chat: duplicate key 'quayside-chat', "
            "already used in guide.yaml",
            "question why-ferries: duplicate key 'why-ferries', already used in guide.yaml",
        ],
    ),
    (
        "minutes: 90",
        "minutes: [90]",
        ["round timetable-design: minutes must be a text or a number"],
    ),
    (
        "experience_min: 2",
        "experience_min: 20",
        ["guide lantern-ferries: experience_min must not exceed experience_max"],
    ),
    (
        "tags: [tides]",
        "tags: [tides, winds, tides]",
        [
            "question why-ferries: 'tides' stands 2 times in tags",
            "question why-ferries: unknown tag 'winds' in tags",
        ],
    ),
    ("tags: [tides]", "tags: tides", ["question why-ferries: tags must be a list of keys"]),
    (
        "reason: timetable-design/stranded",
        "reason: timetable-design/connections",
        [
            "pitfall three-islands/no-slack: "
            "reason can't be 'timetable-design/connections', which is a criterion"
        ],
    ),
    (
        "place: common, position: 2",
        "place: common, round: quayside-chat, position: 2",
        [
            "appearance ten-years/common: place: round needs a round, "
            "place: location a location, place: common neither"
        ],
    ),
    (
        "place: common, position: 2",
        "place: common, position: 1",
        ["appearance ten-years/common: same position as why-ferries/common: 1"],
    ),
    (
        "slug: plan-three-islands",
        "slug: why-ferries",
        ["question three-islands: same slug as why-ferries: why-ferries"],
    ),
    (
        "It sails between *three* islands.",
        "It sails <br> on.",
        ["guide lantern-ferries: overview: raw HTML is not allowed: <br>"],
    ),
    (
        "      ```\n    rubric",
        "    rubric",
        ["question three-islands: guidance: the code fence in line 3 is never closed"],
    ),
    (
        "rounds/1/).",
        "rounds/9/).",
        ["question three-islands: guidance: dead internal link: /guides/lantern-ferries/rounds/9/"],
    ),
    (
        "    prompt: Why ferries?\n",
        "    prompt: Why ferries?\n    colour: red\n",
        ["lantern-ferries questions[1]: unknown field: colour"],
    ),
    ("  - key: sail-once\n    text", "  - text", ["lantern-ferries tips[1]: missing field: key"]),
]


@pytest.mark.parametrize(("old", "new", "reasons"), BROKEN)
def test_a_broken_document(written: Written, old: str, new: str, reasons: list[str]) -> None:
    broken = GUIDE.replace(old, new, 1)
    assert broken != GUIDE
    assert problems(written(guide=broken)) == [f"guide.yaml: {reason}" for reason in reasons]


def test_wrong_values_are_said_in_words(written: Written) -> None:
    broken = (
        GUIDE.replace("key: tides\n        text", "key: The Tides\n        text")
        .replace("    difficulty: low\n    minutes: 30", "    difficulty: odd\n    minutes: 30")
        .replace("minutes: 90", "minutes: soon")
        .replace("salary_currency: EUR", "salary_currency: euro")
        .replace("[the first round](/guides/lantern-ferries/rounds/1/)", "the first round")
    )
    assert problems(written(guide=broken)) == [
        "guide.yaml: criterion seamanship/The Tides: key: must be lower-case words or figures "
        "joined by hyphens, such as system-design",
        "guide.yaml: guide lantern-ferries: salary_currency: must be an ISO 4217 code such as USD; "
        "Ensure this value has at most 3 characters (it has 4).",
        "guide.yaml: round quayside-chat: difficulty: Value 'odd' is not a valid choice.",
        "guide.yaml: round timetable-design: minutes: “soon” value must be an integer.",
    ]


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ((1, 3), "week afloat/week-2: week 3 stands after a gap: week 2 was to come"),
        ((2, 3), "week ashore/week-1: week 2 stands after a gap: week 1 was to come"),
        ((1, 1), "week afloat/week-2: week 1 stands twice in the plan: week 2 was to come"),
    ],
)
def test_a_plan_whose_weeks_have_gaps(
    written: Written, numbers: tuple[int, int], reason: str
) -> None:
    first, second = PLAN.split("number: 2")
    first = first.replace("number: 1", f"number: {numbers[0]}")
    plan = f"{first}number: {numbers[1]}{second}"
    assert problems(written(guide=GUIDE, plan=plan))[0] == f"plan.yaml: {reason}"


def test_a_task_links_to_one_thing(written: Written) -> None:
    plan = PLAN.replace(
        "            tip: sail-once", "            tip: sail-once\n            round: quayside-chat"
    )
    assert problems(written(guide=GUIDE, plan=plan)) == [
        "plan.yaml: task ashore/week-1/read-tides: "
        "a task links to a question, a round or a tip, not several"
    ]


def test_everything_wrong_is_told_at_once(written: Written) -> None:
    found = problems(
        written(
            guide=GUIDE.replace("minutes: 90", "minutes: 0").replace("Why ferries?", '""'),
            plan=PLAN.replace("question: storm-story", "question: calm-story"),
            stray="- just\n- a list\n",
            torn="guide: [",
        )
    )
    assert [problem.split(":")[0] for problem in found] == [
        "guide.yaml",
        "guide.yaml",
        "plan.yaml",
        "stray.yaml",
        "torn.yaml",
    ]


def test_an_unknown_list_names_the_known_ones(written: Written) -> None:
    assert problems(written(guide=GUIDE, more="guide: lantern-ferries\nrondos: []\n")) == [
        "more.yaml: unknown list 'rondos'; known are criteria_groups, locations, phases, profile, "
        "questions, rounds, tags, tips"
    ]


@pytest.mark.parametrize(
    "odd",
    [
        "? [a, b]\n: c\n",
        "tips: {a: b}\n",
        "tips: [[a]]\n",
        "tips: [{key: [a]}]\n",
        "tips: [{key: {a: b}}]\n",
        f"tips: [{{key: a, text: b, position: {'9' * 6000}}}]\n",
        "tips: [{key: a, text: {b: c}}]\n",
        "questions: [{key: a, tags: {b: c}, related: [[d]], practice_round: [e]}]\n",
        "source: [a]\ntips: [{key: a, text: b}]\n",
        "&a tips: [*a]\n",
        "profile: []\n",
        "rounds: 7\n",
        "[" * 5000,
    ],
)
def test_whatever_shape_a_document_has_is_a_problem_in_words(written: Written, odd: str) -> None:
    found = problems(written(guide=GUIDE, odd=f"guide: lantern-ferries\n{odd}"))
    assert any(problem.startswith("odd.yaml: ") for problem in found)


def test_a_field_that_stands_twice_is_named(written: Written) -> None:
    twice = GUIDE.replace("company: Lantern Ferries", "company: A\n  company: B")
    (problem,) = problems(written(guide=twice))
    assert problem.startswith("guide.yaml: not readable as YAML: 'company' stands twice in one")


def test_a_file_that_would_not_be_read_is_named(written: Written) -> None:
    folder = written(guide=GUIDE, plan=PLAN)
    (folder / "plan.yaml").rename(folder / "plan.yml")
    assert problems(folder) == ["plan.yml: not read: name it .yaml"]


@pytest.mark.parametrize("key", ["Lantern Ferries", "a/b"])
def test_a_guide_key_that_fits_no_address(written: Written, key: str) -> None:
    found = problems(written(guide=GUIDE.replace("lantern-ferries\n", f"{key}\n")))
    assert any("key: must be lower-case words" in problem for problem in found)


def test_an_empty_folder(tmp_path: Path) -> None:
    assert problems(tmp_path) == [f"{tmp_path}: there is no .yaml file here"]


def test_a_folder_without_a_profile(written: Written) -> None:
    assert "no document has a `profile`: the guide itself is missing" in problems(
        written(plan=PLAN)
    )


def test_documents_of_two_guides_do_not_mix(written: Written) -> None:
    found = problems(written(guide=GUIDE, plan=PLAN.replace("guide: lantern", "guide: candle")))
    assert "plan.yaml: phase ashore: belongs to another guide than 'lantern-ferries'" in found
