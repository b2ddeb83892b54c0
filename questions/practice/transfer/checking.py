"""Everything that can be wrong with an export, found before a row is written.

What is in order is put by, its texts rendered, so that the transaction that writes it is short.
"""

import json
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from typing import IO, Any

from prep.markdown import render
from prep.transfer.documents import Problem
from questions.practice.transfer import reading, shape
from questions.practice.transfer.shape import FILE, Wrong
from questions.practice.transfer.shelf import Shelf

# How many problems are told at once.
TOLD = 20
# Seconds that the texts of one file may take to render; 10,000 of usual length take a few.
RENDERING = 120
# Different reasons that one candidate may have ticked, guide, round and wording told apart.
REASONS = 10_000

Found = Iterator[tuple[str, str]]


class Enough(Exception):
    """More problems than are told."""


class Check:
    """One reading of one file. Each entry is held against those before it."""

    def __init__(self, spool: IO[str], rendering: float = RENDERING) -> None:
        self.spool = spool
        self.rendering = rendering
        self.problems: list[Problem] = []
        self.shelf = Shelf()
        self.guides: set[str] = set()
        # By number, counted from 1: the guide of an own question, and a practice's guide and key.
        self.own_guides: list[str] = [""]
        self.practices: list[tuple[str, str | None]] = [("", None)]
        self.practised: set[tuple[str, str | int]] = set()
        self.answers = array("i", [0])
        self.origins: set[tuple[int, str]] = set()
        self.in_mocks: set[int] = set()
        # How often each reason is ticked, by guide, round and reason.
        self.ticks: Counter[tuple[str, str, str]] = Counter()
        self.rules: dict[str, Callable[[dict[str, Any], int], Found]] = {
            "candidacies": self.candidacy,
            "own_questions": self.own_question,
            "practices": self.practice,
            "answers": self.answer,
            "mocks": self.mock,
        }

    def run(self, upload: IO[bytes], name: str) -> None:
        """Read an uploaded zip to its end, or until there are enough problems to tell."""
        file = name
        try:
            with reading.document(upload) as stream:
                file = FILE
                for place, value in reading.entries(stream):
                    self.entry(place, value)
        except reading.Unreadable as unreadable:
            self.problems.append(Problem(file, unreadable.field, unreadable.reason))
        except Enough:
            pass

    def entry(self, place: str, value: Any) -> None:
        name, _, index = place.rstrip("]").partition("[")
        if name in shape.HEAD:
            try:
                shape.HEAD[name].read(value)
            except ValueError as error:
                # Of another format or version: the rest would only say the same.
                raise reading.Unreadable(name, str(error)) from None
            return
        record = shape.LISTS.get(name, shape.PROFILE)
        try:
            read = record.read(value)
        except Wrong as wrong:
            self.tell(place, iter(wrong.found))
            self.keep_count(name)
            return
        html = ""
        if name in self.rules:
            found = list(self.rules[name](read, int(index) + 1))
            self.tell(place, iter(found))
        if name == "answers" and not self.problems:
            html = self.rendered(place, read["text"])
        if not self.problems:
            json.dump([name, value, html], self.spool)
            self.spool.write("\n")

    def tell(self, place: str, found: Found) -> None:
        """Raises Enough."""
        for field, reason in found:
            at = f"{place}.{field}" if field else place
            self.problems.append(Problem(FILE, at, reason))
            if len(self.problems) == TOLD:
                raise Enough

    def keep_count(self, name: str) -> None:
        """An entry that is wrong in itself still has a number that others refer to."""
        if name == "own_questions":
            self.own_guides.append("")
        elif name == "practices":
            self.practices.append(("", None))
        elif name == "answers":
            self.answers.append(0)

    def rendered(self, place: str, text: str) -> str:
        began = time.monotonic()
        html = render(text)
        self.rendering -= time.monotonic() - began
        if self.rendering < 0:
            why = f"the texts up to here take more than {RENDERING} s to render"
            raise reading.Unreadable(f"{place}.text", why)
        return html

    def candidacy(self, read: dict[str, Any], number: int) -> Found:
        if read["guide"] in self.guides:
            yield "guide", f"there twice: {read['guide']!r}"
        self.guides.add(read["guide"])
        yield from known("guide", self.shelf.guide, read["guide"])

    def own_question(self, read: dict[str, Any], number: int) -> Found:
        self.own_guides.append(read["guide"])
        yield from counted(read, number)
        yield from known("round", self.shelf.round, read["guide"], read["round"])

    def practice(self, read: dict[str, Any], number: int) -> Found:
        yield from counted(read, number)
        guide, question, own = read["guide"], read["question"], read["own_question"]
        self.practices.append((guide or "", question))
        if (guide is None) != (question is None) or (question is None) == (own is None):
            yield "question", "a practice has guide and question, or an own_question, not both"
            return
        if own is not None:
            if own >= len(self.own_guides):
                yield "own_question", f"there is no own question {own}"
                return
            self.practices[-1] = (self.own_guides[own], None)
        else:
            yield from known("question", self.shelf.question, guide, question)
        subject = (guide or "", question or own)
        if subject in self.practised:
            yield "question" if question else "own_question", "a second practice of the same"
        self.practised.add(subject)

    def answer(self, read: dict[str, Any], number: int) -> Found:
        yield from counted(read, number)
        practice = read["practice"]
        self.answers.append(practice)
        if practice >= len(self.practices):
            yield "practice", f"there is no practice {practice}"
            return
        if (practice, read["origin"]) in self.origins:
            yield "origin", "a second answer of the same practice with this origin"
        self.origins.add((practice, read["origin"]))
        if not read["aloud"] and not read["text"]:
            yield "text", "must not be empty, unless it was answered aloud"
        if (read["stability"] is None) != (read["difficulty"] is None):
            yield "difficulty", "stability and difficulty are both there, or both null"
        criteria = {one["key"] for one in read["criteria"]}
        for index, one in enumerate(read["ratings"]):
            if one["criterion"] not in criteria:
                yield f"ratings[{index}].criterion", "is not among the answer's criteria"
        reasons = {one["key"] for one in read["reasons"]}
        guide, _ = self.practices[practice]
        for index, one in enumerate(read["ticked_reasons"]):
            if one["reason"] not in reasons:
                yield f"ticked_reasons[{index}].reason", "is not among the answer's reasons"
            self.ticks[guide, read["round_key"], one["reason"]] += 1
        if len(self.ticks) > REASONS:
            yield "ticked_reasons", f"more than {REASONS:,} different reasons are ticked"

    def mock(self, read: dict[str, Any], number: int) -> Found:
        guide = read["guide"]
        yield from known("round", self.shelf.round, guide, read["round"])
        asked: set[str] = set()
        for index, one in enumerate(read["questions"]):
            place, key = f"questions[{index}]", one["question"]
            if key in asked:
                yield f"{place}.question", f"there twice: {key!r}"
            asked.add(key)
            yield from known(f"{place}.question", self.shelf.question, guide, key)
            if one["answer"] is not None:
                yield from self.mock_answer(f"{place}.answer", one["answer"], (guide, key))

    def mock_answer(self, place: str, number: int, question: tuple[str, str]) -> Found:
        if number >= len(self.answers):
            yield place, f"there is no answer {number}"
        elif self.practices[self.answers[number]] != question:
            yield place, f"answer {number} is of another question"
        elif number in self.in_mocks:
            yield place, f"answer {number} belongs to another mock question already"
        self.in_mocks.add(number)


def counted(read: dict[str, Any], number: int) -> Found:
    if read["number"] != number:
        yield "number", f"must be {number}: they count from 1"


def known(field: str, lookup: Callable[..., int], *keys: str) -> Found:
    try:
        lookup(*keys)
    except LookupError as error:
        yield field, str(error)
