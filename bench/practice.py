"""How practice grows: the same pages and insert with 1,000 and with 100,000 answers in all.

    .venv/bin/python bench/practice.py                                    SQLite
    DATABASE_URL=postgres://... .venv/bin/python bench/practice.py        PostgreSQL

Makes two databases of its own (files in a temporary folder, or `prep_growth_...` beside the named
one) and removes them. The second is a copy of the first with more answers: one candidate has 10,000
to one question there, the rest is spread. What is compared is run in turns on both, so that a
busy machine slows both alike. Prints medians, and their ratio within this run.
"""

import os
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
NAME = f"prep_growth_{secrets.token_hex(6)}"
NAMED = os.environ.get("DATABASE_URL", "").strip()
ON_POSTGRESQL = NAMED.startswith("postgres")
folder = tempfile.TemporaryDirectory(prefix="prep-growth-")
own = {
    "DJANGO_SETTINGS_MODULE": "prep.settings",
    "DATA_DIR": folder.name,
    "SECRET_KEY": secrets.token_urlsafe(64),
    "DEBUG": "false",
    "REDIS_URL": "",
    "DATABASE_URL": urlunsplit(urlsplit(NAMED)._replace(path=f"/{NAME}")) if ON_POSTGRESQL else "",
}
os.environ |= own

import django

django.setup()

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.test.utils import setup_test_environment
from django.utils import timezone
from psycopg import sql

from prep.candidates import GUEST
from prep.models import User
from questions.models import Question
from questions.practice.models import Answer, Practice, Typed

SIZES = (1_000, 100_000)
EACH = 50
MANY = 10_000
RUNS = 201
WARM = 20
TEXT = "A paragraph of an answer, about as long as one writes it, with *some* Markdown. " * 12


def rows(practice: Practice, start: int, stop: int) -> Iterator[Answer]:
    """Answers a minute apart, every third rated, every 50th deleted."""
    now = timezone.now()
    for number in range(start, stop):
        yield Answer(
            practice=practice, created=now - timedelta(minutes=number + 1), origin=f"o{number}",
            text=TEXT, text_html=TEXT, prompt="p", round_key="r", round_name="r",
            band=number % 4 + 1 if number % 3 == 0 else None,
            seconds=number % 3600, deleted_at=now if number % 50 == 49 else None,
        )  # fmt: skip


def fill(candidates: list[tuple[User, Question]], start: int, stop: int) -> None:
    for user, question in candidates:
        practice, _ = Practice.objects.get_or_create(user=user, question=question)
        Answer.objects.bulk_create(rows(practice, start, stop), batch_size=500)
        practice.recount(practice.answers.kept().count() - practice.attempts)


def guests(count: int) -> list[User]:
    users = [User(email=None, password="!") for _ in range(count)]  # noqa: S106
    return User.objects.bulk_create(users, batch_size=500)


def spread(users: list[User], questions: list[Question]) -> list[tuple[User, Question]]:
    return [(user, questions[number % len(questions)]) for number, user in enumerate(users)]


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


class Bench:
    """Two databases behind one name: which one Django asks is switched between two runs."""

    def __init__(self, small: BaseDatabaseWrapper, large: BaseDatabaseWrapper) -> None:
        self.databases = (small, large)
        self.numbers = 0

    def medians(self, *actions: Callable[[], object]) -> list[float]:
        """Milliseconds on either database; two actions where they differ."""
        times: list[list[float]] = [[], []]
        for run in range(RUNS + WARM):
            for which, database in enumerate(self.databases):
                connections["default"] = database
                action = actions[which % len(actions)]
                start = time.perf_counter()
                action()
                if run >= WARM:
                    times[which].append(1000 * (time.perf_counter() - start))
        return [statistics.median(one) for one in times]

    def queries_of(self, action: Callable[[], object], database: BaseDatabaseWrapper) -> Any:
        """What a page reads, to be read again without Django's share."""
        connections["default"] = database
        asked: list[tuple[str, Any]] = []

        def note(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
            asked.append((statement, params))
            return execute(statement, params, many, context)

        with database.execute_wrapper(note):
            action()

        def read() -> None:
            with connection.cursor() as cursor:
                for statement, params in asked:
                    cursor.execute(statement, params)
                    cursor.fetchall()

        return read


def main() -> None:
    with two_databases() as prepare:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0)
        call_command("load_guide", str(BASE / "fixtures" / "peloton-distinguished-engineer"))
        questions = list(Question.objects.select_related("guide").order_by("pk"))
        users = guests(SIZES[0] // EACH)
        fill(spread(users, questions), 0, EACH)
        analyze()
        small, large = prepare()
        connections["default"] = large
        # The first goes on to 10,000 answers; what is left to 100,000 is others'.
        fill([(users[0], questions[0])], EACH, MANY)
        others = guests((SIZES[1] - MANY - SIZES[0] + EACH) // EACH)
        fill(spread(others, questions), 0, EACH)
        analyze()
        counts = []
        for database in (small, large):
            connections["default"] = database
            counts.append(Answer.objects.count())
        measure(Bench(small, large), counts, users, questions)


def measure(bench: Bench, counts: list[int], users: list[User], questions: list[Question]) -> None:
    setup_test_environment(debug=False)
    vendor = connection.vendor
    print(f"{vendor}, {counts[0]:,} and {counts[1]:,} answers, median of {RUNS}, whole views")
    people = ("50 answers to a question", 1), (f"{EACH} there, {MANY:,} here", 0)
    for who, number in people:
        print(f"  a candidate with {who}")
        user, question = users[number], questions[number]
        practice = f"{question.get_absolute_url()}practice/"
        clients, seconds = [], []
        for database in bench.databases:
            connections["default"] = database
            client = signed_in(user)
            clients.append(client)
            seconds.append(client.get(f"{practice}answers/").context["next"])
            if not seconds[-1].startswith("?after="):
                raise RuntimeError("there is no second page")
        for name, addresses in {
            "practice page": [practice] * 2,
            "first page of attempts": [f"{practice}answers/"] * 2,
            "next page of attempts": [f"{practice}answers/{one}" for one in seconds],
        }.items():
            views = [reading(*pair) for pair in zip(clients, addresses, strict=True)]
            show(name, bench.medians(*views))
            queries = [bench.queries_of(*pair) for pair in zip(views, bench.databases, strict=True)]
            show("  its queries alone", bench.medians(*queries))
        show("log an attempt", bench.medians(*[logging(one, practice) for one in clients]))
        show("  without the view", bench.medians(partial(log, user, question)))


def signed_in(user: User) -> Client:
    """As the guest who has this session."""
    client = Client(SERVER_NAME="localhost")
    session = client.session
    session[GUEST] = user.pk
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    return client


def reading(client: Client, address: str) -> Callable[[], object]:
    def read() -> None:
        if client.get(address).status_code != 200:
            raise RuntimeError(f"no page at {address}")

    return read


def logging(client: Client, practice: str) -> Callable[[], object]:
    def send() -> None:
        sent = {"text": TEXT, "version": 0, "writer": secrets.token_hex(16), "sequence": 2}
        if client.post(f"{practice}answers/", sent).status_code != 302:
            raise RuntimeError("not logged")

    return send


def log(user: User, question: Question) -> None:
    practice = Practice.objects.select_related("question__practice_round").get(
        user=user, question=question
    )
    Answer.log(practice, Typed(TEXT, 0, secrets.token_hex(16), 2), aloud=False)


def show(name: str, medians: list[float]) -> None:
    small, large = medians
    print(f"    {name:26} {small:7.2f} ms {large:7.2f} ms   {large / small:5.2f}x", flush=True)


Prepare = Callable[[], tuple[BaseDatabaseWrapper, BaseDatabaseWrapper]]


@contextmanager
def two_databases() -> Iterator[Prepare]:
    """The default one, empty; what this yields copies it, and gives both."""
    small = connections["default"]
    copied = f"{NAME}_large"
    made: list[BaseDatabaseWrapper] = [small]

    def prepare() -> tuple[BaseDatabaseWrapper, BaseDatabaseWrapper]:
        settings = dict(small.settings_dict)
        small.close()
        if ON_POSTGRESQL:
            administer("CREATE DATABASE {} TEMPLATE {}", copied, NAME)
            settings["NAME"] = copied
        else:
            settings["NAME"] = f"{small.settings_dict['NAME']}.large"
            shutil.copyfile(small.settings_dict["NAME"], settings["NAME"])
        large = small.__class__(settings, alias="default")
        made.append(large)
        return small, large

    if ON_POSTGRESQL:
        administer("CREATE DATABASE {}", NAME)
    try:
        yield prepare
    finally:
        for database in made:
            with suppress(Exception):
                database.close()
        if ON_POSTGRESQL:
            administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", copied)
            administer("DROP DATABASE {} WITH (FORCE)", NAME)
        folder.cleanup()


def administer(statement: str, *names: str) -> None:
    with psycopg.connect(NAMED, autocommit=True) as admin:
        admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


if __name__ == "__main__":
    main()
