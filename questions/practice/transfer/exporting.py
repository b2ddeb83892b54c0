"""All of a candidate's data as one zip, made piece by piece while it is sent.

Only the ids of the rows are held, and a hundred rows at a time; between two pieces no query and no
transaction stays open, so that a slow download keeps nobody from writing.
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db.models import Model, QuerySet
from django.utils import timezone

from prep.models import Candidacy, User
from questions.practice.models import (
    Answer,
    Mock,
    MockQuestion,
    OwnQuestion,
    Practice,
    Rating,
    TickedReason,
)
from questions.practice.transfer.kinds import stamp
from questions.practice.transfer.pages import Attempt, Names, folder, page
from questions.practice.transfer.shape import FILE, FORMAT, VERSION

# A hundred answers of the longest kind are 25 MB.
BATCH = 100
# How much is sent at a time, in bytes.
PIECE = 64 * 1024
# Of zlib's nine: everything is packed twice, so that it should be quick rather than small.
LEVEL = 3

Row = TypeVar("Row", bound=Model)


class Sink:
    """What a zip is written to, as it comes; it can't go back, which zip files allow for."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.held = 0

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        self.held += len(data)
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self.parts, self.held = b"".join(self.parts), [], 0
        return taken


def export(user: User, now: datetime | None = None) -> Iterator[bytes]:
    """The zip of all that a candidate has, in pieces. Deleted attempts are not among it."""
    rows = Rows(user)
    now = now or timezone.now()
    sink = Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        with archive.open(entry(FILE, now), "w", force_zip64=True) as document:
            for text in written(rows, now):
                document.write(text.encode())
                if sink.held > PIECE:
                    yield sink.take()
        names = Names()
        for one in rows.answers():
            name = names.of(rows.folders[one.row.practice_id], one.row.created)
            archive.writestr(entry(name, one.row.created), page(one))
            if sink.held > PIECE:
                yield sink.take()
    yield sink.take()


def entry(name: str, at: datetime) -> ZipInfo:
    """Zip knows the years from 1980 on, and no zones: these are UTC."""
    year = min(max(at.year, 1980), 2107)
    info = ZipInfo(name, (year, at.month, at.day, at.hour, at.minute, at.second))
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def written(rows: "Rows", now: datetime) -> Iterator[str]:
    """The document in pieces of text: a member a line, an entry of a list a line."""
    head = {"format": FORMAT, "version": VERSION, "exported_at": stamp(now)}
    opening = "{\n"
    for name, value in {**head, "profile": profile(rows.user)}.items():
        yield f"{opening}{dumped(name)}: {dumped(value)}"
        opening = ",\n"
    for name, entries in rows.lists():
        yield f",\n{dumped(name)}: ["
        comma = ""
        for one in entries:
            yield f"{comma}\n{dumped(one)}"
            comma = ","
        yield "\n]"
    yield "\n}\n"


def dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


class Rows:
    """The candidate's rows in the order that they came, numbered as they are written."""

    def __init__(self, user: User) -> None:
        self.user = user
        # First the answers: what they hang from is there already when it is asked for.
        self.answer_ids = ids(Answer.objects.of(user).kept())
        self.practice_ids = ids(Practice.objects.of(user))
        self.own_numbers: dict[int, int] = {}
        self.practice_numbers: dict[int, int] = {}
        self.folders: dict[int, str] = {}
        # Of those alone that a mock names.
        self.answer_numbers: dict[int, int] = {}

    def lists(self) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
        yield "candidacies", map(candidacy, self.candidacies())
        yield "own_questions", self.own_questions()
        yield "practices", self.practices()
        yield "answers", self.numbered_answers()
        yield "mocks", self.mocks()

    def candidacies(self) -> Iterable[Candidacy]:
        found = Candidacy.objects.filter(user=self.user).select_related("guide").order_by("pk")
        return found.prefetch_related("round_dates")

    def own_questions(self) -> Iterator[dict[str, Any]]:
        rows = OwnQuestion.objects.select_related("guide", "practice_round")
        found = batches(rows, ids(OwnQuestion.objects.of(self.user)))
        for number, one in enumerate(found, 1):
            self.own_numbers[one.pk] = number
            yield own_question(one, number)

    def practices(self) -> Iterator[dict[str, Any]]:
        rows = Practice.objects.select_related("question__guide").prefetch_related("drafts")
        number = 0
        for one in batches(rows, self.practice_ids):
            # A question of one's own that was written since then is not in the file.
            if one.own_id is None or one.own_id in self.own_numbers:
                number += 1
                self.practice_numbers[one.pk] = number
                self.folders[one.pk] = folder(one.question, self.own_numbers.get(one.own_id or 0))
                yield practice(one, number, self.own_numbers)

    def answers(self) -> Iterator[Attempt]:
        """Those of the practices that are in the file."""
        for start in range(0, len(self.answer_ids), BATCH):
            keys = self.answer_ids[start : start + BATCH].tolist()
            judged = Rating.objects.filter(answer__in=keys).order_by("pk")
            ratings = grouped(judged.values_list("answer", "criterion", "band"))
            ticked = grouped(
                TickedReason.objects.filter(answer__in=keys)
                .order_by("pk")
                .values_list("answer", "reason")
            )
            # With prefetched rows, each would hold itself until the next collection of garbage.
            for one in Answer.objects.filter(pk__in=keys).defer("text_html").order_by("pk"):
                if one.practice_id in self.practice_numbers:
                    reasons = [reason for (reason,) in ticked[one.pk]]
                    yield Attempt(one, dict(ratings[one.pk]), reasons)

    def numbered_answers(self) -> Iterator[dict[str, Any]]:
        places = MockQuestion.objects.filter(mock__user=self.user).exclude(answer=None)
        in_mocks = set(places.values_list("answer", flat=True))
        for number, one in enumerate(self.answers(), 1):
            if one.row.pk in in_mocks:
                self.answer_numbers[one.row.pk] = number
            yield answer(one, number, self.practice_numbers[one.row.practice_id])

    def mocks(self) -> Iterator[dict[str, Any]]:
        rows = Mock.objects.select_related("round__guide").prefetch_related("items__question")
        for one in batches(rows, ids(Mock.objects.of(self.user))):
            yield mock(one, self.answer_numbers)


def grouped(rows: Iterable[tuple[Any, ...]]) -> "defaultdict[int, list[tuple[Any, ...]]]":
    """Rows by their first column, without it."""
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *values in rows:
        found[key].append(tuple(values))
    return found


def ids(rows: "QuerySet[Any]") -> "array[int]":
    """Eight bytes each, whatever the rows hold."""
    return array("q", rows.order_by("pk").values_list("pk", flat=True).iterator())


def batches(rows: "QuerySet[Row]", keys: "array[int]") -> Iterator[Row]:
    for start in range(0, len(keys), BATCH):
        yield from rows.filter(pk__in=keys[start : start + BATCH].tolist()).order_by("pk")


def profile(user: User) -> dict[str, Any]:
    return {"email": user.email, "time_zone": user.time_zone}


def candidacy(row: Candidacy) -> dict[str, Any]:
    return {
        "guide": row.guide.key,
        "interview_date": row.interview_date and row.interview_date.isoformat(),
        "round_dates": [
            {"round": one.round_key, "date": one.date.isoformat()} for one in row.round_dates.all()
        ],
    }


def own_question(row: OwnQuestion, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "guide": row.guide.key,
        "round": row.practice_round.key,
        "prompt": row.prompt,
        "kind": row.kind,
        "minutes": row.minutes,
        "created": stamp(row.created),
    }


def practice(row: Practice, number: int, own_numbers: dict[int, int]) -> dict[str, Any]:
    return {
        "number": number,
        "guide": row.question and row.question.guide.key,
        "question": row.question and row.question.key,
        "own_question": own_numbers[row.own_id] if row.own_id else None,
        "bookmarked_at": maybe(row.bookmarked_at),
        "touched_at": stamp(row.touched_at),
        "drafts": [
            {
                "purpose": one.purpose,
                "text": one.text,
                "rival": one.rival,
                "version": one.version,
                "saved_at": stamp(one.saved_at),
            }
            for one in row.drafts.all()
        ],
    }


def answer(attempt: Attempt, number: int, practice_number: int) -> dict[str, Any]:
    row = attempt.row
    same = (
        *("origin", "text", "aloud", "seconds", "allotted", "prompt", "round_key", "round_name"),
        *("criteria", "reasons", "band", "note", "stability", "difficulty", "interval"),
    )
    return {
        "number": number,
        "practice": practice_number,
        "created": stamp(row.created),
        **{name: getattr(row, name) for name in same},
        "rated_at": maybe(row.rated_at),
        "ratings": [{"criterion": key, "band": band} for key, band in attempt.ratings.items()],
        "ticked_reasons": [{"reason": reason} for reason in attempt.ticked],
    }


def mock(row: Mock, answer_numbers: dict[int, int]) -> dict[str, Any]:
    return {
        "guide": row.round.guide.key,
        "round": row.round.key,
        "started_at": stamp(row.started_at),
        "allotted": row.allotted,
        "finished_at": maybe(row.finished_at),
        "questions": [
            {
                "position": one.position,
                "question": one.question.key,
                "left_at": maybe(one.left_at),
                "answer": answer_numbers.get(one.answer_id) if one.answer_id else None,
            }
            for one in row.items.all()
        ],
    }


def maybe(at: datetime | None) -> str | None:
    return stamp(at) if at else None
