import io
import json
import re
import struct
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from prep.models import Guide, User
from questions.models import Question
from questions.practice.models import (
    Answer,
    Mock,
    OwnQuestion,
    Practice,
    TickedReason,
    Timer,
    Weakness,
)
from questions.practice.transfer import checking, exporting, importing, reading, shape
from questions.practice.transfer.exporting import export
from questions.practice.transfer.importing import NotEmpty, import_into
from questions.practice.transfer.pages import Names, quoted, safe
from tests.questions.practice.desk import many
from tests.questions.practice.world import TEXT, fill, kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(db: None) -> User:
    return User.objects.create_user("grace@example.org")


@pytest.fixture
def full(lantern: Guide, candidate: User) -> dict[str, Any]:
    """The document of a candidate with something of everything."""
    fill(candidate, lantern)
    document: dict[str, Any] = read(exported(candidate))
    return document


def exported(user: User) -> bytes:
    return b"".join(export(user))


def read(data: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read("prep.json"))


def zipped(document: Any, name: str = "prep.json") -> io.BytesIO:
    text = document if isinstance(document, str | bytes) else json.dumps(document)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    made.seek(0)
    return made


def told(user: User, upload: io.BytesIO) -> list[str]:
    """The problems of a file that is refused; nothing of it may be there."""
    before = kept(user)
    imported = import_into(user, upload, "mine.zip")
    assert imported.counts == {}
    assert kept(user) == before
    return [str(one) for one in imported.problems]


def test_nothing_differs(lantern: Guide, candidate: User, other: User) -> None:
    fill(candidate, lantern)
    imported = import_into(other, io.BytesIO(exported(candidate)))
    assert imported.problems == []
    assert imported.counts == {
        "profile": 1,
        "candidacies": 1,
        "own_questions": 2,
        "practices": 5,
        "answers": 7,
        "mocks": 2,
    }
    assert kept(other) == kept(candidate)
    # What was deleted stays behind, and so does the clock.
    assert Answer.objects.of(candidate).count() == 8
    assert Answer.objects.of(other).count() == 7
    assert Timer.objects.filter(practice__user=other).count() == 0


def test_what_is_compared_is_there(lantern: Guide, candidate: User) -> None:
    fill(candidate, lantern)
    assert {name for name, value in kept(candidate).items() if not value} == set()
    assert [one.answer_id is None for one in Mock.objects.all()[0].items.all()] == []
    assert [one.answer_id is None for one in Mock.objects.all()[1].items.all()] == [
        *(True, True, False, True)
    ]


def test_a_second_export_is_the_same(lantern: Guide, candidate: User, other: User) -> None:
    fill(candidate, lantern)
    first = read(exported(candidate))
    import_into(other, io.BytesIO(exported(candidate)))
    other.refresh_from_db()
    second = read(exported(other))
    for document in (first, second):
        del document["exported_at"], document["profile"]["email"]
    assert second == first


def test_an_empty_account_too(lantern: Guide, candidate: User, other: User) -> None:
    assert import_into(other, io.BytesIO(exported(candidate))).problems == []
    assert kept(other) == kept(candidate)


def test_html_is_made_anew(full: dict[str, Any], other: User) -> None:
    full["answers"][0]["text"] = "<script>alert(1)</script> **bold**"
    assert import_into(other, zipped(full)).problems == []
    answer = Answer.objects.of(other).order_by("pk")[0]
    assert "<script>" not in answer.text_html
    assert "<strong>bold</strong>" in answer.text_html


# What a file holds


def test_each_attempt_is_a_markdown_file(lantern: Guide, candidate: User) -> None:
    fill(candidate, lantern)
    with zipfile.ZipFile(io.BytesIO(exported(candidate))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        page = archive.read(names[1]).decode()
    slugs = list(Question.objects.in_guide(lantern).order_by("pk").values_list("slug", flat=True))
    here = "answers/lantern-ferries"
    assert names == [
        "prep.json",
        f"{here}/{slugs[0]}/2026-11-03-070000.md",
        f"{here}/{slugs[1]}/2026-11-03-070000.md",
        f"{here}/{slugs[1]}/2026-11-05-070000.md",
        f"{here}/{slugs[2]}/2026-11-03-070000.md",
        f"{here}/{slugs[2]}/2026-11-05-070000.md",
        f"{here}/{slugs[2]}/2026-11-07-070000.md",
        "answers/own-questions/question-2/2026-11-03-070000.md",
    ]
    _, matter, text = page.split("---\n", 2)
    answer = Answer.objects.of(candidate).order_by("pk")[0]
    assert text == f"\n{answer.text}\n"
    assert yaml.safe_load(matter) == {
        "question": answer.prompt,
        "date": "2026-11-03T07:00:00Z",
        "round": answer.round_name,
        "minutes": 0,
        "aloud": False,
        "band": "Leaning hire",
        "criteria": {one["text"]: "Strong no hire" for one in answer.criteria},
        "reasons": [one["text"] for one in answer.reasons][:2],
        "note": f"Note {TEXT}",
    }


@given(st.text())
def test_front_matter_is_yaml(text: str) -> None:
    assert yaml.safe_load(quoted(text)) == text


def test_two_attempts_of_one_second_have_two_names(candidate: User, question: Question) -> None:
    many(candidate, question, 12)
    with zipfile.ZipFile(io.BytesIO(exported(candidate))) as archive:
        names = archive.namelist()
    assert len(set(map(str.lower, names))) == 13


@pytest.mark.parametrize(
    ("part", "name"),
    [("con", "con-"), ("LPT1", "LPT1-"), ("../x", "---x"), ("é:?", "---"), ("", "-")],
)
def test_names_are_safe_everywhere(part: str, name: str) -> None:
    assert safe(part) == name
    assert Names().taken == {}


def test_the_documented_shape_is_the_one_that_is_read() -> None:
    text = (settings.BASE_DIR / "docs" / "export.md").read_text()
    tables = {}
    for section in text.split("\n### ")[1:]:
        title, _, body = section.partition("\n")
        tables[title] = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", body, re.MULTILINE))
    members = {name: kind.words for name, kind in shape.HEAD.items()}
    members["profile"] = "profile"
    for name, record in shape.LISTS.items():
        members[name] = f"list of {record.name}, at most {shape.MOST:,}"
    wanted = {"The document": members}
    for record in shape.RECORDS:
        wanted[record.name.capitalize()] = {
            name: kind.words for name, kind in record.fields.items()
        }
    assert tables == wanted


def test_the_documented_bounds_are_the_ones_that_hold() -> None:
    text = (settings.BASE_DIR / "docs" / "export.md").read_text()
    for what, bound in {
        "the zip file that is sent": f"{reading.MAX_UPLOAD // 1024**2} MB",
        "its list of files": f"{reading.MAX_CONTENTS // 1024**2} MB, about 60,000 files",
        "`prep.json`, unpacked": f"{reading.MAX_DOCUMENT // 1024**2} MB",
        "one entry of a list": f"{reading.MAX_ENTRY // 1024**2} million characters",
        "rendering all texts of a file": f"{checking.RENDERING} s",
        "different reasons that were ticked": f"{checking.REASONS:,}",
    }.items():
        assert f"| {what} | {bound} |" in text


def test_what_is_written_has_the_documented_fields(full: dict[str, Any]) -> None:
    assert list(full) == list(shape.MEMBERS)
    for name, record in shape.LISTS.items():
        for entry in full[name]:
            assert list(entry) != []
            record.read(entry)


# An account that is not empty


def test_an_account_that_is_not_empty_is_left_alone(
    full: dict[str, Any], lantern: Guide, question: Question, other: User
) -> None:
    makers: list[Callable[[], Any]] = [
        lambda: Practice.objects.opened(other, question),
        lambda: OwnQuestion.objects.create(
            user=other,
            guide=lantern,
            practice_round=question.practice_round,
            prompt="?",
            kind="coding",
            minutes=1,
        ),
        lambda: Mock.objects.create(user=other, round=question.practice_round, allotted=1),
        lambda: other.candidacies.create(guide=lantern),
    ]
    for make in makers:
        row = make()
        before = kept(other)
        with pytest.raises(NotEmpty):
            import_into(other, zipped(full))
        assert kept(other) == before
        row.delete()
    assert import_into(other, zipped(full)).problems == []


def test_what_came_while_the_file_was_read_is_left_alone(
    full: dict[str, Any], question: Question, other: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = checking.Check.run

    def meanwhile(check: checking.Check, upload: io.BytesIO, name: str) -> None:
        run(check, upload, name)
        Practice.objects.opened(other, question)

    monkeypatch.setattr(checking.Check, "run", meanwhile)
    with pytest.raises(NotEmpty):
        import_into(other, zipped(full))
    assert Practice.objects.of(other).count() == 1
    assert Answer.objects.of(other).count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_fails_half_way_leaves_nothing(
    full: dict[str, Any], other: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(importing.Writer, "mocks", fail)
    before = kept(other)
    with pytest.raises(OSError, match="the disk is full"):
        import_into(other, zipped(full))
    assert kept(other) == before
    assert importing.is_empty(other)
    assert Weakness.objects.of(other).count() == 0


# What is refused: a change to the document, and what is told of it.

LONG = "x" * (256 * 1024 + 1)
UNKNOWN = "this server has no guide 'nowhere': it has to be loaded first"
STAMP = "must be a time in UTC such as 2026-11-23T09:30:00Z"
SHAPES: list[tuple[list[str | int], Any, str]] = [
    (["format"], "other", 'format: must be "prep-export", which this server reads'),
    (["version"], 2, "version: must be 1, which this server reads"),
    (["version"], True, "version: must be 1, which this server reads"),
    (["exported_at"], "today", f"exported_at: {STAMP}"),
    (["profile", "time_zone"], "Mars/Phobos", "profile.time_zone: must be a time zone such as "),
    (["profile", "password"], "x", "profile.password: unknown field"),
    (["profile"], [], "profile: must be an object: profile"),
    (["candidacies"], {}, "candidacies: expected '[' in the JSON, and found '{'"),
    (["candidacies", 0], 1, "candidacies[0]: must be an object: candidacy"),
    (["candidacies", 0, "guide"], "nowhere", f"candidacies[0].guide: {UNKNOWN}"),
    (["candidacies", 0, "interview_date"], "2026-02-30", "must be a day such as 2026-11-23"),
    (["candidacies", 0, "round_dates", 0, "date"], None, "candidacies[0].round_dates[0].date: "),
    (["candidacies", 0, "round_dates", 0, "round"], "../x", "must be a key of small letters"),
    (["own_questions", 0, "number"], 2, "own_questions[0].number: must be 1: they count from 1"),
    (["own_questions", 0, "prompt"], " ", "own_questions[0].prompt: must not be empty"),
    (["own_questions", 0, "prompt"], "x" * 2001, "has 2,001 characters, more than 2,000"),
    (["own_questions", 0, "kind"], "riddle", "own_questions[0].kind: must be one of behavioral,"),
    (["own_questions", 0, "minutes"], 0, "own_questions[0].minutes: must be from 1 to 1,440"),
    (["own_questions", 0, "round"], "none", "has no round 'none': a newer version of the guide"),
    (["practices", 0, "question"], "none", "practices[0].question: this server's guide "),
    (["practices", 0, "question"], None, "practices[0].question: a practice has guide and"),
    (["practices", 0, "own_question"], 1, "practices[0].question: a practice has guide and"),
    (["practices", 4, "own_question"], 9, "practices[4].own_question: there is no own question 9"),
    (["practices", 1, "question"], "why-ferries", "practices[1].question: a second practice of"),
    (["practices", 0, "attempts"], 9, "practices[0].attempts: unknown field"),
    (["practices", 2, "drafts", 0, "purpose"], "x", "practices[2].drafts[0].purpose: must be one"),
    (["practices", 2, "drafts", 1, "purpose"], "answer", "drafts[1].purpose: there twice: 'ans"),
    (["practices", 2, "drafts", 0, "version"], -1, "practices[2].drafts[0].version: must be from"),
    (["practices", 2, "drafts"], "x", "practices[2].drafts: must be a list"),
    (["practices", 2, "drafts"], [{}] * 501, "practices[2].drafts: has 501 entries, more than"),
    (["answers", 0, "practice"], 99, "answers[0].practice: there is no practice 99"),
    (["answers", 0, "practice"], 10**30, "answers[0]: a number of 31 digits"),
    (["answers", 0, "created"], "2026-11-23T09:30:00+01:00", f"answers[0].created: {STAMP}"),
    (["answers", 0, "created"], "0001-01-01T00:00:00Z", f"answers[0].created: {STAMP}"),
    (["answers", 0, "created"], 1763890200, f"answers[0].created: {STAMP}"),
    (["answers", 0, "text"], LONG, "answers[0].text: is 262,145 bytes long, more than 262,144"),
    (["answers", 0, "text"], "a\0b", "answers[0].text: holds a NUL or half a character"),
    (["answers", 0, "text"], "\ud83d", "answers[0].text: holds a NUL or half a character"),
    (["answers", 0, "text"], "", "answers[0].text: must not be empty, unless it was answered"),
    (["answers", 0, "text"], None, "answers[0].text: must be a text"),
    (["answers", 0, "text_html"], "<b>", "answers[0].text_html: unknown field"),
    (["answers", 0, "aloud"], 1, "answers[0].aloud: must be true or false"),
    (["answers", 0, "seconds"], 86_401, "answers[0].seconds: must be from 0 to 86,400"),
    (["answers", 0, "seconds"], 1.5, "answers[0].seconds: must be a whole number"),
    (["answers", 0, "allotted"], True, "answers[0].allotted: must be a whole number"),
    (["answers", 0, "band"], 5, "answers[0].band: must be from 1 to 4"),
    (["answers", 0, "band"], "3", "answers[0].band: must be a whole number"),
    (["answers", 0, "note"], "x" * 10_001, "answers[0].note: has 10,001 characters, more than"),
    (["answers", 0, "criteria"], {}, "answers[0].criteria: must be a list"),
    (["answers", 0, "criteria", 0], "x", "answers[0].criteria[0]: must be an object: wording"),
    (["answers", 0, "criteria", 0, "key"], "", "answers[0].criteria[0].key: must not be empty"),
    (["answers", 0, "criteria"], [], "answers[0].ratings[0].criterion: is not among the answer's"),
    (["answers", 0, "reasons"], [], "answers[0].ticked_reasons[0].reason: is not among the"),
    (["answers", 0, "ratings", 0, "band"], 0, "answers[0].ratings[0].band: must be from 1 to 4"),
    (["answers", 0, "stability"], float("nan"), "answers[0]: NaN is no number"),
    (["answers", 0, "stability"], float("-inf"), "answers[0]: -Infinity is no number"),
    (["answers", 0, "stability"], -1, "answers[0].stability: must be from 0 to 1e+09"),
    (["answers", 0, "stability"], None, "answers[0].difficulty: stability and difficulty are"),
    (["answers", 0, "interval"], 40_000, "answers[0].interval: must be from 0 to 36,500"),
    (["mocks", 0, "round"], "none", "mocks[0].round: this server's guide 'lantern-ferries' has"),
    (["mocks", 0, "allotted"], 0, "mocks[0].allotted: must be from 1 to 86,400"),
    (["mocks", 0, "questions", 0, "question"], "none", "mocks[0].questions[0].question: this"),
    (["mocks", 0, "questions", 0, "answer"], 99, "mocks[0].questions[0].answer: there is no ans"),
    (["mocks", 0, "questions", 0, "answer"], 6, "answer: answer 6 is of another question"),
    (["mocks", 0, "questions", 1, "position"], 1, "mocks[0].questions[1].position: there twice"),
]


@pytest.mark.parametrize(("place", "value", "words"), SHAPES)
def test_another_shape_is_refused_by_file_and_field(
    full: dict[str, Any], other: User, place: list[str | int], value: Any, words: str
) -> None:
    inside: Any = full
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    first = told(other, zipped(full))[0]
    assert first.startswith("prep.json: ")
    assert words in first


def test_missing_fields_are_named(full: dict[str, Any], other: User) -> None:
    del full["answers"][2]["origin"], full["answers"][2]["band"]
    assert told(other, zipped(full)) == [
        "prep.json: answers[2].origin: missing field",
        "prep.json: answers[2].band: missing field",
    ]


def test_duplicates_are_refused(full: dict[str, Any], other: User) -> None:
    full["answers"][1]["origin"] = full["answers"][2]["origin"]
    full["candidacies"].append(full["candidacies"][0])
    full["mocks"].append(full["mocks"][0])
    assert told(other, zipped(full)) == [
        "prep.json: candidacies[1].guide: there twice: 'lantern-ferries'",
        "prep.json: answers[2].origin: a second answer of the same practice with this origin",
        "prep.json: mocks[2].questions[2].answer: answer 6 belongs to another mock question "
        "already",
    ]


def test_at_most_twenty_problems_are_told(full: dict[str, Any], other: User) -> None:
    full["answers"] = [{}] * 3
    problems = told(other, zipped(full))
    assert len(problems) == 20
    assert problems[0] == "prep.json: answers[0].number: missing field"


def test_a_question_never_published_is_not_there(full: dict[str, Any], other: User) -> None:
    Question.objects.filter(key="why-ferries").update(state="draft")
    assert "has no question 'why-ferries'" in told(other, zipped(full))[0]
    Question.objects.filter(key="why-ferries").update(state="retired")
    assert import_into(other, zipped(full)).problems == []


def test_texts_that_take_too_long_are_refused(
    full: dict[str, Any], other: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking.Check.__init__, "__defaults__", (0,))
    assert told(other, zipped(full)) == [
        "prep.json: answers[0].text: the texts up to here take more than 120 s to render"
    ]


# Files that mean harm, or were harmed


def test_documents_that_are_none(full: dict[str, Any], other: User) -> None:
    text = json.dumps(full)
    head = text[: text.index('"candidacies"')]
    cases = {
        "": "expected '{' in the JSON, and found the end",
        "[]": "expected '{' in the JSON, and found '['",
        text + "x": "something follows the document",
        text[:-1] + ', "more": 1}': "more members than the last one, mocks",
        text[:-1]: "expected '}' in the JSON, and found the end",
        text[: len(head) + 60]: "candidacies[0]: is not JSON: ",
        '{"version": 1}': "format: expected here, and found 'version': members have an order",
        head.rstrip(", ") + "}": "candidacies: missing: the members come in the order",
        head + '"candidacies": [' + "[" * 100_000: "candidacies[0]: is nested too deeply",
        head + '"candidacies": [' + '{"a":' * 100_000: "candidacies[0]: is nested too deeply",
        head + '"candidacies": [{"a": 1, "a": 2}': "candidacies[0]: has the field 'a' twice",
        head + '"candidacies": ["' + "x" * 7_000_000: "candidacies[0]: is not JSON, or longer than",
        head + '"candidacies": [' + "9" * 5_000: "candidacies[0]: a number of 5000 digits",
        b'{"format": "\xff': "prep.json: is not UTF-8",
    }
    for made, words in cases.items():
        problems = told(other, zipped(made))
        assert (words, words in problems[-1]) == (words, True), problems


def test_zips_that_are_none(full: dict[str, Any], other: User) -> None:
    good = zipped(full).getvalue()
    damaged = bytearray(good)
    damaged[len(good) // 2] ^= 255
    # The length that the zip's own list claims, and the place where that list would begin.
    end = good.rindex(b"PK\5\6")
    long = good[: end + 12] + struct.pack("<L", 2**31) + good[end + 16 :]
    cases = {
        b"": "mine.zip: is not a whole zip file",
        b"PK": "mine.zip: is not a whole zip file",
        good[:-30]: "mine.zip: is not a whole zip file",
        bytes(damaged): "the zip is damaged or cut off",
        long: "mine.zip: is not a whole zip file",
        zipped(full, "other.json").getvalue(): "mine.zip: holds no prep.json",
        zipped(full, "PREP.JSON").getvalue(): "mine.zip: holds no prep.json",
        zipped(full, "a/prep.json").getvalue(): "mine.zip: holds no prep.json",
        zipped("x", "inner.zip").getvalue(): "mine.zip: holds no prep.json",
    }
    for data, words in cases.items():
        problems = told(other, io.BytesIO(data))
        assert (words, words in problems[-1]) == (words, True), problems


def test_a_zip_that_is_cut_off_anywhere(full: dict[str, Any], other: User) -> None:
    good = zipped(full).getvalue()
    for length in range(0, len(good), max(1, len(good) // 40)):
        assert len(told(other, io.BytesIO(good[:length]))) == 1


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../x", "a/../../x", "..\\x", "C:\\x", "\\\\host\\x", "a/.."]
)
def test_names_that_lead_elsewhere_are_refused(
    full: dict[str, Any], other: User, name: str
) -> None:
    made = zipped(full)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(name, "x")
    made.seek(0)
    assert told(other, made) == [
        f"mine.zip: holds a file with a name that leads elsewhere: {name!r}"
    ]


def test_two_documents_are_refused(full: dict[str, Any], other: User) -> None:
    made = zipped(full)
    with zipfile.ZipFile(made, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("prep.json", "{}")
    made.seek(0)
    assert told(other, made) == ["mine.zip: holds prep.json 2 times"]


def test_other_ways_of_packing_are_refused(full: dict[str, Any], other: User) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("prep.json", json.dumps(full))
    assert "is packed in another way" in told(other, made)[0]
    data = bytearray(zipped(full).getvalue())
    for sign, offset in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        data[data.index(sign) + offset] |= 1
    assert "holds an encrypted prep.json" in told(other, io.BytesIO(bytes(data)))[0]


def test_a_bomb_takes_no_memory(
    full: dict[str, Any], other: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_DOCUMENT", 20 * 1024**2)
    bombs = [zipped("{" + " " * 30_000_000), zipped('{"format": "' + "x" * 30_000_000)]
    assert max(len(one.getvalue()) for one in bombs) < 60_000
    tracemalloc.start()
    assert told(other, bombs[0])[0].endswith("is longer than 20 MB")
    assert "longer than any entry may be" in told(other, bombs[1])[0]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40_000_000


def test_a_zip_of_a_million_files_takes_no_memory(other: User) -> None:
    entry = b"PK\1\2" + bytes(24) + struct.pack("<HHHHHLL", 1, 0, 0, 0, 0, 0, 0) + b"x"
    listed = entry * 200_000
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 65535, 65535, len(listed), 0, 0)
    tracemalloc.start()
    assert told(other, io.BytesIO(listed + end)) == [
        "mine.zip: is not a whole zip file: its list of contents is too long"
    ]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40_000_000


# However much there is


def test_an_export_holds_a_part_at_a_time(candidate: User, question: Question) -> None:
    """100 MB of texts, of which the export holds a batch at a time.

    Tracing is slow, so that these are fewer and longer than people's are: 10,000 of 10 kB peak at
    12 MB, of which the zip's own list of its files is the larger part.
    """
    many(candidate, question, 2_500, "A ferry that sails on time. " * 1_464)
    longest, pieces = 0, 0
    tracemalloc.start()
    for piece in export(candidate):
        longest, pieces = max(longest, len(piece)), pieces + 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"peak {peak / 1e6:.1f} MB, {pieces} pieces")  # shown with -s
    assert pieces > 5
    assert longest < 1_000_000
    assert peak < 20_000_000


def test_an_export_asks_once_for_each_batch(candidate: User, question: Question) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            exported(candidate)
        return len(queries)

    many(candidate, question, exporting.BATCH)
    one = asked()
    Answer.objects.all().delete()
    many(candidate, question, 3 * exporting.BATCH)
    # Answers with their ratings and ticked reasons, once for the document and once for the pages.
    assert (one, asked()) == (14, 14 + 2 * 2 * 3)


def test_an_import_asks_as_often_for_a_batch(
    candidate: User, other: User, question: Question
) -> None:
    many(candidate, question, 300)
    document = exported(candidate)
    third = User.objects.create_user("third@example.org")
    with CaptureQueriesContext(connection) as queries:
        import_into(other, io.BytesIO(document))
    three = len(queries)
    short = read(document)
    short["answers"] = short["answers"][:100]
    with CaptureQueriesContext(connection) as queries:
        import_into(third, zipped(short))
    # SQLite takes 49 attempts with one statement.
    assert three - len(queries) == {"sqlite": 6, "postgresql": 2}[connection.vendor]
    assert Practice.objects.get(user=other).attempts == 300
    assert TickedReason.objects.count() == 0
