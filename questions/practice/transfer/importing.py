"""An export comes into an empty account: as a whole, or not at all."""

import json
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import transaction

from prep.models import Candidacy, Guide, RoundDate, User
from prep.transfer.documents import Problem
from questions.practice.models import (
    Answer,
    Draft,
    Mock,
    MockQuestion,
    OwnQuestion,
    Practice,
    Rating,
    TickedReason,
    Weakness,
)
from questions.practice.transfer import shape
from questions.practice.transfer.checking import Check
from questions.practice.transfer.shelf import Shelf

BATCH = 100

Read = dict[str, Any]


class NotEmpty(Exception):
    """The account has something of its own already; nothing was read."""


@dataclass
class Imported:
    """How many of each came; or else what is wrong, and then nothing did."""

    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def is_empty(user: User) -> bool:
    kept = (user.practices, user.own_questions, user.mocks, user.candidacies)
    return not any(one.exists() for one in kept)


def import_into(user: User, upload: IO[bytes], name: str = "the file") -> Imported:
    """Bring an export into an account. Raises NotEmpty.

    The file is checked and rendered first, into a file of our own; only then does a transaction
    begin, which does nothing but write.
    """
    if not is_empty(user):
        raise NotEmpty
    with TemporaryFile("w+", encoding="utf-8") as spool:
        check = Check(spool)
        check.run(upload, name)
        if check.problems:
            return Imported(check.problems)
        spool.seek(0)
        return Imported(counts=write(user, spool, check))


@transaction.atomic
def write(user: User, spool: IO[str], check: Check) -> Counter[str]:
    # Another import, or a page that saves its first word, waits for this one or is seen by it.
    user = User.objects.select_for_update().get(pk=user.pk)
    if not is_empty(user):
        raise NotEmpty
    writer = Writer(user, check.shelf)
    for name, entries in groupby(spooled(spool), key=lambda one: one[0]):
        for batch in batches(entries):
            getattr(writer, name)(batch)
            writer.counts[name] += len(batch)
    writer.recount()
    guides = {one.key: one for one in Guide.objects.filter(key__in={key[0] for key in check.ticks})}
    for (guide, round_key, reason), ticks in check.ticks.items():
        Weakness.objects.tally(user, guides[guide], round_key, [reason], ticks)
    return writer.counts


def spooled(spool: IO[str]) -> Iterator[tuple[str, Read, str]]:
    for line in spool:
        name, value, html = json.loads(line)
        record = shape.LISTS.get(name, shape.PROFILE)
        yield name, record.read(value), html


def batches(entries: Iterator[tuple[str, Read, str]]) -> Iterator[list[tuple[Read, str]]]:
    batch: list[tuple[Read, str]] = []
    for _, read, html in entries:
        batch.append((read, html))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class Writer:
    """A method for each member of the document, given its entries a batch at a time."""

    def __init__(self, user: User, shelf: Shelf) -> None:
        self.user = user
        self.shelf = shelf
        self.counts: Counter[str] = Counter()
        # Ids by number, counted from 1; how many answers each practice has.
        self.own = array("q", [0])
        self.practice_ids = array("q", [0])
        self.answer_ids = array("q", [0])
        self.attempts: Counter[int] = Counter()

    def profile(self, batch: list[tuple[Read, str]]) -> None:
        self.user.time_zone = batch[0][0]["time_zone"]
        self.user.save(update_fields=["time_zone"])

    def candidacies(self, batch: list[tuple[Read, str]]) -> None:
        rows = [
            Candidacy(
                user=self.user,
                guide_id=self.shelf.guide(one["guide"]),
                interview_date=one["interview_date"],
            )
            for one, _ in batch
        ]
        Candidacy.objects.bulk_create(rows)
        RoundDate.objects.bulk_create(
            RoundDate(candidacy=row, round_key=each["round"], date=each["date"])
            for row, (one, _) in zip(rows, batch, strict=True)
            for each in one["round_dates"]
        )

    def own_questions(self, batch: list[tuple[Read, str]]) -> None:
        same = ("prompt", "kind", "minutes")
        rows = [
            OwnQuestion(
                user=self.user,
                guide_id=self.shelf.guide(one["guide"]),
                practice_round_id=self.shelf.round(one["guide"], one["round"]),
                **{name: one[name] for name in same},
            )
            for one, _ in batch
        ]
        OwnQuestion.objects.bulk_create(rows)
        # A new row is always given the time of now.
        for row, (one, _) in zip(rows, batch, strict=True):
            row.created = one["created"]
        OwnQuestion.objects.bulk_update(rows, ["created"])
        self.own.extend(row.pk for row in rows)

    def practices(self, batch: list[tuple[Read, str]]) -> None:
        rows = [
            Practice(
                user=self.user,
                question_id=self.shelf.question(one["guide"], one["question"])
                if one["question"]
                else None,
                own_id=self.own[one["own_question"]] if one["own_question"] else None,
                bookmarked_at=one["bookmarked_at"],
                touched_at=one["touched_at"],
            )
            for one, _ in batch
        ]
        Practice.objects.bulk_create(rows)
        self.practice_ids.extend(row.pk for row in rows)
        Draft.objects.bulk_create(
            Draft(practice=row, **draft)
            for row, (one, _) in zip(rows, batch, strict=True)
            for draft in one["drafts"]
        )

    def answers(self, batch: list[tuple[Read, str]]) -> None:
        apart = ("number", "practice", "ratings", "ticked_reasons")
        rows = [
            Answer(
                practice_id=self.practice_ids[one["practice"]],
                text_html=html,
                **{name: value for name, value in one.items() if name not in apart},
            )
            for one, html in batch
        ]
        Answer.objects.bulk_create(rows)
        self.answer_ids.extend(row.pk for row in rows)
        self.attempts.update(row.practice_id for row in rows)
        Rating.objects.bulk_create(
            Rating(answer=row, **rating)
            for row, (one, _) in zip(rows, batch, strict=True)
            for rating in one["ratings"]
        )
        TickedReason.objects.bulk_create(
            TickedReason(answer=row, **ticked)
            for row, (one, _) in zip(rows, batch, strict=True)
            for ticked in one["ticked_reasons"]
        )

    def mocks(self, batch: list[tuple[Read, str]]) -> None:
        same = ("started_at", "allotted", "finished_at")
        rows = [
            Mock(
                user=self.user,
                round_id=self.shelf.round(one["guide"], one["round"]),
                **{name: one[name] for name in same},
            )
            for one, _ in batch
        ]
        Mock.objects.bulk_create(rows)
        MockQuestion.objects.bulk_create(
            MockQuestion(
                mock=row,
                position=item["position"],
                question_id=self.shelf.question(one["guide"], item["question"]),
                left_at=item["left_at"],
                answer_id=self.answer_ids[item["answer"]] if item["answer"] else None,
            )
            for row, (one, _) in zip(rows, batch, strict=True)
            for item in one["questions"]
        )

    def recount(self) -> None:
        """The counters of a practice follow from its answers, whatever a file may say."""
        tried = Practice.objects.of(self.user).order_by("pk")
        for practice in tried:
            if practice.pk not in self.attempts:
                continue
            touched_at = practice.touched_at
            practice.recount(self.attempts[practice.pk])
            practice.touched_at = touched_at
            practice.save(update_fields=["touched_at"])
