"""What is confirmed outlives the server: SIGKILL for all its processes while 8 clients write.

    .venv/bin/python bench/kill.py [kills]                              SQLite
    DATABASE_URL=postgres://... .venv/bin/python bench/kill.py [kills]  PostgreSQL

Serves the product from a database of its own (a file in a temporary folder, or `prep_kill_...`
beside the named one, both removed at the end). Each client is a guest who saves drafts and logs
attempts; after each kill it sends again what it got no answer to. Ends with 1 where an answer or a
saved draft that was confirmed is missing, an answer is there twice, or a counter is wrong.
"""

import http.client
import os
import random
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import IO
from urllib.parse import urlencode, urlsplit, urlunsplit

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
NAME = f"prep_kill_{secrets.token_hex(6)}"
NAMED = os.environ.get("DATABASE_URL", "").strip()
ON_POSTGRESQL = NAMED.startswith("postgres")
folder = tempfile.TemporaryDirectory(prefix="prep-kill-")
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    PORT = probe.getsockname()[1]
own = {
    "DJANGO_SETTINGS_MODULE": "prep.settings",
    "DATA_DIR": folder.name,
    "SECRET_KEY": secrets.token_urlsafe(64),
    "SITE_URL": f"http://localhost:{PORT}",
    "PORT": str(PORT),
    "WORKERS": "2",
    "DEBUG": "false",
    "REDIS_URL": "",
    "DATABASE_URL": urlunsplit(urlsplit(NAMED)._replace(path=f"/{NAME}")) if ON_POSTGRESQL else "",
}
os.environ |= own

import django

django.setup()

import psycopg
from django.db import connection
from psycopg import sql

from questions.models import Question
from questions.practice.models import Answer, Draft, Practice

CLIENTS = 8
KILLS = 5
# How many answers are confirmed between a start and the next kill, which comes after so many
# seconds anyway; and how long anything may take at all.
BEFORE_KILL = (8, 60)
LONGEST = 8.0
PATIENCE = 60.0
FAILURES = (OSError, http.client.HTTPException)
FIELD = re.compile(r'name="(owner|writer|version|csrfmiddlewaretoken)" value="([^"]*)"')


@dataclass(frozen=True)
class Request:
    """A POST as it was first sent; sent again, it is the same to the byte."""

    path: str
    text: str
    body: str
    headers: dict[str, str]
    logs: bool


@dataclass
class Client:
    """A guest at one question, and what the server has confirmed to them."""

    number: int
    path: str
    up: threading.Event
    ended: threading.Event
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    owner: str = ""
    logged: dict[str, str] = field(default_factory=dict)
    # What the draft may hold: the text last confirmed, and whatever was sent since.
    drafts: set[str] = field(default_factory=set)
    pending: Request | None = None
    saves: int = 0
    repeats: int = 0
    texts: int = 0
    problems: list[str] = field(default_factory=list)
    waiting: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        try:
            while True:
                if not self.up.is_set():
                    self.waiting.set()
                    if not self.up.wait(PATIENCE):
                        self.problems.append("the server did not come back")
                        return
                    self.waiting.clear()
                try:
                    if self.pending:
                        self.send(self.pending)
                    if self.ended.is_set():
                        return
                    self.attempt()
                except FAILURES as error:
                    if self.up.is_set():
                        # Between the kill and the note that it is coming there is no time to
                        # speak of: what fails while the server is up is a failure.
                        self.problems.append(f"while the server was up: {error!r}")
                        return
        except Exception as error:  # a thread's end must be told
            self.problems.append(repr(error))
        finally:
            self.waiting.set()

    def attempt(self) -> None:
        """Open the page, save a draft as one types, and log it; now and then twice."""
        page = self.open()
        if not self.owner:
            self.post(page, self.new_text(), sequence=2)
            page = self.open()
        text = self.new_text()
        for sequence in range(2, 5):
            text += f"\n\nParagraph {sequence} of *what comes to mind*, `and` more."
            self.post(page, text, sequence)
        self.post(page, text, 5, logs=True)
        if self.texts % 5 == 0:
            self.post(page, text, 5, logs=True)
            self.repeats += 1

    def new_text(self) -> str:
        self.texts += 1
        return f"Client {self.number}, text {self.texts}: {secrets.token_hex(8)}"

    def open(self) -> dict[str, str]:
        """The hidden fields of the editor."""
        status, _, html = self.exchange("GET", self.path)
        if status != 200:
            raise ValueError(f"the page answered {status}")
        form = html[html.index('id="answer-form"') : html.index('id="preview"')]
        page = dict(FIELD.findall(form))
        self.owner = page["owner"]
        return page

    def post(self, page: dict[str, str], text: str, sequence: int, *, logs: bool = False) -> None:
        body = urlencode({**page, "text": text, "sequence": sequence, "zone": "Europe/Vienna"})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if not logs:
            headers |= {"HX-Request": "true", "HX-Target": "answer-saved"}
        path = self.path + ("answers/" if logs else "draft/")
        self.send(Request(path, text, body, headers, logs))

    def send(self, request: Request) -> None:
        self.pending = request
        self.drafts.add("" if request.logs else request.text)
        status, location, html = self.exchange("POST", request.path, request.body, request.headers)
        self.pending = None
        if status != (302 if request.logs else 200) or (not request.logs and "Saved" not in html):
            raise ValueError(f"{request.path} answered {status}: {html[:500]}")
        if request.logs:
            if self.logged.setdefault(request.text, location) != location:
                self.problems.append(f"logged at {self.logged[request.text]} and {location}")
            self.drafts = {""}
        else:
            self.saves += 1
            self.drafts = {request.text}

    def exchange(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Status, Location and content; each over a connection of its own."""
        server = http.client.HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE / 2)
        try:
            cookies = "; ".join(f"{one.key}={one.value}" for one in self.cookies.values())
            server.request(method, path, body or None, {**(headers or {}), "Cookie": cookies})
            response = server.getresponse()
            for line in response.headers.get_all("Set-Cookie", []):
                self.cookies.load(line)
            return (
                response.status,
                response.headers.get("Location", ""),
                response.read().decode(),
            )
        finally:
            server.close()


class Server:
    """The product as `manage.py serve` runs it, in a process group of its own."""

    def __init__(self, output: IO[str]) -> None:
        self.output = output
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=BASE,
            stdout=self.output,
            stderr=self.output,
            start_new_session=True,
            text=True,
        )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.05)

    def answers(self) -> bool:
        server = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
        try:
            server.request("GET", "/healthz")
            return server.getresponse().status == 200
        except FAILURES:
            return False
        finally:
            server.close()

    def kill(self) -> int:
        """SIGKILL for every process at once; how many there were. Returns when none is left."""
        process, self.process = self.process, None
        if process is None:
            return 0
        family = members(process.pid)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while left := [one for one in family if alive(one)]:
            if time.monotonic() > deadline:
                raise RuntimeError(f"still running: {left}")
            time.sleep(0.005)
        return len(family)


def members(leader: int) -> list[int]:
    """The processes that descend from one, whatever group they are in, and those of its group."""
    parents: dict[int, tuple[int, int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (found := stat(int(name))):
            parents[int(name)] = (int(found[1]), int(found[2]))
    family = {leader}
    while more := {
        pid
        for pid, (parent, group) in parents.items()
        if (parent in family or group == leader) and pid not in family
    }:
        family |= more
    return sorted(family)


def stat(pid: int) -> list[str]:
    """State, parent, process group and so on; nothing where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def alive(pid: int) -> bool:
    """Whether it can still do anything: a zombie only waits to be counted."""
    return stat(pid)[:1] not in ([], ["Z"], ["X"])


@dataclass
class Found:
    """What the database holds against what was confirmed."""

    stored: int = 0
    unconfirmed: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def check(clients: list[Client]) -> Found:
    found = Found()
    rows = list(Answer.objects.values_list("text", "practice__user"))
    texts = Counter(text for text, _ in rows)
    drafts = list(Draft.objects.values_list("practice__user", "text"))
    found.stored = len(rows)
    found.twice = [text for text, count in texts.items() if count > 1]
    known: set[str] = set()
    for client in clients:
        known |= set(client.logged)
        found.lost += [text for text in client.logged if text not in texts]
        if client.pending and client.pending.logs:
            known.add(client.pending.text)
            found.unconfirmed += client.pending.text in texts
        elif client.pending:
            found.unconfirmed += any(text == client.pending.text for _, text in drafts)
        if client.owner:
            kept = [text for user, text in drafts if str(user) == client.owner]
        else:
            # Before its first save is answered a guest does not know who it is.
            kept = [text for _, text in drafts if text in client.drafts]
        if client.saves and not (len(kept) == 1 and kept[0] in client.drafts):
            found.lost.append(f"the draft of client {client.number}: {kept}")
    found.wrong += [
        f"an answer that nobody sent: {text[:80]!r}" for text in texts if text not in known
    ]
    for practice in Practice.objects.all():
        kept_answers = practice.answers.kept()
        counted = (kept_answers.count(), kept_answers.values_list("created", flat=True).first())
        if (practice.attempts, practice.last_at) != counted:
            found.wrong.append(f"counters of {practice.pk}: {practice.attempts}, not {counted[0]}")
    connection.close()
    return found


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    began = time.monotonic()
    bad = 0
    with database(), open(Path(folder.name) / "server.log", "w+") as output:
        server = Server(output)
        up, ended = threading.Event(), threading.Event()
        threads: list[threading.Thread] = []
        try:
            server.start()
            questions = Question.objects.select_related("guide").order_by("pk")[:CLIENTS]
            paths = [f"{one.get_absolute_url()}practice/" for one in questions]
            connection.close()
            clients = [Client(number, path, up, ended) for number, path in enumerate(paths)]
            threads = [threading.Thread(target=one.run, daemon=True) for one in clients]
            up.set()
            for thread in threads:
                thread.start()
            print(f"{connection.vendor}, {CLIENTS} clients, 2 workers, {kills} kills")
            print(
                "kill  after s  processes  answers  saves  unanswered  stored of them  lost  twice"
            )
            for kill in range(1, kills + 1):
                wait = write_a_while(clients)
                up.clear()
                killed = server.kill()
                for client in clients:
                    client.waiting.wait(PATIENCE)
                unanswered = sum(client.pending is not None for client in clients)
                server.start()
                found = check(clients)
                bad += report(found, clients)
                answers = sum(len(one.logged) for one in clients)
                print(
                    f"{kill:4}  {wait:7.2f}  {killed:9}  {answers:7}"
                    f"  {sum(one.saves for one in clients):5}  {unanswered:10}"
                    f"  {found.unconfirmed:14}  {len(found.lost):4}  {len(found.twice):5}",
                    flush=True,
                )
                if kill == kills:
                    ended.set()
                up.set()
            for thread in threads:
                thread.join(PATIENCE)
            found = check(clients)
            bad += report(found, clients)
            bad += sum(client.pending is not None for client in clients)
            confirmed = sum(len(client.logged) for client in clients)
            bad += found.stored != confirmed
            print(
                f"in the end {confirmed} answers confirmed, {found.stored} stored,"
                f" {sum(one.repeats for one in clients)} sent twice on purpose:"
                f" {'as it should be' if not bad else f'{bad} PROBLEMS'}"
                f" ({time.monotonic() - began:.0f} s)"
            )
        except BaseException:
            output.seek(0)
            print(output.read()[-3000:], file=sys.stderr)
            raise
        finally:
            ended.set()
            up.clear()
            server.kill()
            connection.close()
    return 1 if bad else 0


def write_a_while(clients: list[Client]) -> float:
    """Let the clients write until a random moment; how many seconds it took."""
    began = time.monotonic()
    enough = sum(len(one.logged) for one in clients) + random.randint(*BEFORE_KILL)  # noqa: S311
    while time.monotonic() - began < LONGEST:
        if sum(len(one.logged) for one in clients) >= enough:
            break
        time.sleep(0.01)
    # Not just after an answer: at any point between two of them.
    time.sleep(random.uniform(0, 0.2))  # noqa: S311
    return time.monotonic() - began


def report(found: Found, clients: list[Client]) -> int:
    """Print what is wrong; how much of it there is."""
    problems = [f"lost: {one}" for one in found.lost] + [f"twice: {one}" for one in found.twice]
    problems += found.wrong
    for client in clients:
        problems += [f"client {client.number}: {one}" for one in client.problems]
    for problem in problems:
        print(f"  {problem[:300]}", file=sys.stderr)
    return len(problems)


@contextmanager
def database() -> Iterator[None]:
    if not ON_POSTGRESQL:
        yield
        return
    name = sql.Identifier(NAME)
    with psycopg.connect(NAMED, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
    try:
        yield
    finally:
        with psycopg.connect(NAMED, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


if __name__ == "__main__":
    code = main()
    folder.cleanup()
    sys.exit(code)
