"""Who may do what: every address of the product x everyone x every method, in one table.

An address that is not listed fails. What is another's answers 404, to coaches and admins too.
"""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from prep.models import Guide, User
from questions.models import Question
from questions.practice.models import (
    Answer,
    Draft,
    Mock,
    MockQuestion,
    OwnQuestion,
    Practice,
    Rating,
    TickedReason,
    Timer,
)
from rounds.models import Round
from tests.questions.practice.desk import QUESTION, Desk, fields_of

pytestmark = pytest.mark.django_db

# allauth's and Django's own pages, which their own tests are about.
ELSEWHERE = ("accounts/", "admin/")
SECRET = "zx-secret"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
PEOPLE = ["visitor", "other", "owner", "coach", "admin"]
HERE = "guides/<slug:guide>/"
PRACTICE = f"{HERE}questions/<slug:slug>/practice/"
MOCKS = f"{HERE}rounds/<int:number>/mock/"

# Read by anyone, written by nobody.
SHARED = {
    "": 302,
    "guides/": 200,
    HERE: 200,
    f"{HERE}rounds/": 302,
    f"{HERE}rounds/<int:number>/": 200,
    f"{HERE}questions/": 200,
    f"{HERE}questions/<slug:slug>/": 200,
    f"{HERE}dsa/": 200,
    f"{HERE}plan/": 200,
    "healthz": 200,
    "favicon.ico": 302,
}
# Everyone has a page of their own there, where nothing of another's shows: (GET, POST).
OWN = {
    PRACTICE: (200, 405),
    f"{PRACTICE}draft/": (405, 302),
    f"{PRACTICE}timer/": (405, 302),
    f"{PRACTICE}note/": (405, 302),
    f"{PRACTICE}bookmark/": (405, 302),
    f"{PRACTICE}answers/": (200, 302),
    "me/questions/": (200, 422),
    f"{HERE}plan/interview/": (405, 302),
    # By then everyone has something: no import goes on top of it, and no tick deletes it.
    "me/data/": (200, 405),
    "me/data/export/": (200, 405),
    "me/data/import/": (405, 409),
    "me/data/deletion/": (200, 422),
    MOCKS: (200, 302),
}
# Of one attempt, or one mock: (GET, POST) for its owner; 404 for anyone else where the method is
# known at all.
OWNERS = {
    f"{PRACTICE}answers/comparison/": (200, 405),
    f"{PRACTICE}answers/<int:pk>/": (200, 405),
    f"{PRACTICE}answers/<int:pk>/judgement/": (405, 302),
    f"{PRACTICE}answers/<int:pk>/deletion/": (405, 302),
    f"{PRACTICE}answers/<int:pk>/restoration/": (405, 302),
    "me/questions/<int:pk>/": (200, 422),
    "me/questions/<int:pk>/deletion/": (405, 302),
    f"{MOCKS}<int:pk>/": (200, 405),
    f"{MOCKS}<int:pk>/step/": (405, 302),
    f"{MOCKS}<int:pk>/end/": (405, 302),
    f"{MOCKS}<int:pk>/judgement/": (405, 302),
}
# The same of a question of one's own, where there is nothing for anyone else.
MINE = "me/questions/<int:own>/practice/"
OWNERS |= {
    route.replace(PRACTICE, MINE): statuses
    for route, statuses in {**OWN, **OWNERS}.items()
    if route.startswith(PRACTICE)
}
# A day of one's own, where one has practised; elsewhere one is led to where that begins.
DAY = "today/"


def routes(patterns: list[URLPattern | URLResolver], above: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if route.startswith(ELSEWHERE):
            continue
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def test_every_address_is_listed_once() -> None:
    listed = [*SHARED, *OWN, *OWNERS, DAY]
    assert sorted(routes(get_resolver().url_patterns)) == sorted(listed)


def expected(route: str, method: str, person: str) -> int:
    """The status that the table says."""
    owner = person == "owner"
    if route == DAY and method in ("GET", "HEAD"):
        return 200 if owner else 302
    get, post = OWN.get(route) or OWNERS.get(route) or (SHARED.get(route, 405), 405)
    status = {"GET": get, "HEAD": get, "POST": post}.get(method, 405)
    if route.startswith("me/data/") and status != 405 and person == "visitor":
        return 302
    if route in OWNERS and status != 405 and not owner:
        # Whoever is nobody is led to sign in, and what they sent is shown to them.
        if route.startswith(MINE) and person == "visitor":
            return 403 if method == "POST" else 302
        return 404
    return status


@pytest.fixture
def everyone(lantern: Guide) -> dict[str, Client]:
    people = {"visitor": Client()}
    for name in PEOPLE[1:]:
        user = User.objects.create_user(f"{name}@example.org")
        user.is_staff = name in ("coach", "admin")
        user.is_superuser = name == "admin"
        user.save()
        people[name] = Client()
        people[name].force_login(user)
    return people


@pytest.fixture
def attempts(everyone: dict[str, Client]) -> list[Answer]:
    """Two attempts of the owner's, with a draft, a note, a clock, a judgement and a mock.

    Before them, since they are newer, two attempts of a question of the owner's own.
    """
    client = everyone["owner"]
    desk = Desk(client)
    for number in (1, 2):
        desk.open().log(f"{SECRET} attempt {number}")
    attempts = list(Answer.objects.all())
    address = f"{QUESTION}practice/answers/{attempts[0].pk}/judgement/"
    client.post(address, {"band": 2, "note": f"{SECRET} for oneself", "note_was": ""})
    note = {**fields_of(desk.open().page, "note-form"), "text": f"{SECRET} note"}
    client.post(f"{desk.url}note/", note)
    desk.send("timer/", f"{SECRET} draft", action="start", minutes="9")
    own = {"prompt": f"{SECRET} question", "kind": "vision", "minutes": 5}
    client.post("/me/questions/", {**own, "practice_round": Round.objects.all()[0].pk})
    mine = Desk(client, f"/me/questions/{OwnQuestion.objects.get().pk}/")
    for number in (1, 2):
        mine.open().log(f"{SECRET} attempt {number}")
    storm = Question.objects.get(key="storm-story")
    client.post("/guides/lantern-ferries/rounds/1/mock/", {"questions": storm.pk})
    return list(Answer.objects.all())


def stored(user: User) -> list[object]:
    rows: list[object] = [list(Practice.objects.filter(user=user).values())]
    rows.append(list(Mock.objects.filter(user=user).values()))
    rows.append(list(MockQuestion.objects.filter(mock__user=user).values()))
    for model in (Draft, Timer, Answer):
        rows.append(list(model.objects.filter(practice__user=user).order_by("pk").values()))
    for part in (Rating, TickedReason):
        rows.append(list(part.objects.filter(answer__practice__user=user).values()))
    return rows


def address_of(route: str, attempts: list[Answer]) -> str:
    own = route.startswith("me/")
    newer, older = attempts[:2] if own else attempts[2:]
    question = OwnQuestion.objects.get().pk
    filled = {
        "questions/<int:pk>": f"questions/{question}",
        "<int:own>": str(question),
        "<slug:guide>": "lantern-ferries",
        "<slug:slug>": "storm-story",
        "<int:number>": "1",
        "mock/<int:pk>": f"mock/{Mock.objects.earliest('pk').pk}",
        "<int:pk>": str(newer.pk),
    }
    for name, value in filled.items():
        route = route.replace(name, value)
    return f"/{route}" + (f"?a={older.pk}&b={newer.pk}" if "comparison" in route else "")


@cache
def opened(client: Client, question: str) -> str:
    """A practice page, opened once and left open; "" where there is none."""
    response = client.get(f"{question}practice/")
    return response.content.decode() if response.status_code == 200 else ""


def content_of(response: Any) -> bytes:
    """What was answered, a zip file as what is in it."""
    if not response.streaming:
        return bytes(response.content)
    data = b"".join(response.streaming_content)
    if not data:
        return data
    with ZipFile(BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def asked(client: Client, method: str, route: str, attempts: list[Answer], *, known: bool) -> Any:
    """What an address answers; a POST sends all that any form of these pages would."""
    address = address_of(route, attempts)
    if method != "POST":
        return client.generic(method, address)
    question = address.split("practice/")[0] if "practice/" in address else QUESTION
    page = opened(client, question) or opened(client, QUESTION)
    fields = fields_of(page, "note-form" if "/note/" in address else "answer-form")
    more = {"text": "my own", "action": "start", "bookmarked": "yes", "item": "1"}
    chosen = {"questions": Question.objects.get(key="storm-story").pk}
    # Its owner's page knows the note that it shows.
    note = {"note_was": f"{SECRET} for oneself" if known else ""}
    return client.post(address, {**fields, **more, **chosen, **note})


@pytest.mark.parametrize("person", [name for name in PEOPLE if name != "owner"])
def test_nothing_of_anothers_is_seen_or_changed(
    everyone: dict[str, Client], attempts: list[Answer], person: str
) -> None:
    owner = User.objects.get(email="owner@example.org")
    before = stored(owner)
    client = everyone[person]
    for route in [DAY, *SHARED, *OWN, *OWNERS]:
        for method in METHODS:
            # A visitor who keeps something is a guest from then on.
            client = Client() if person == "visitor" else everyone[person]
            response = asked(client, method, route, attempts, known=False)
            case = (person, method, route)
            assert (*case, response.status_code) == (*case, expected(route, method, person))
            assert (*case, SECRET.encode() in content_of(response)) == (*case, False)
    for model in ("user", "practice", "draft", "answer", "rating"):
        response = client.get(f"/admin/prep/{model}/?q={SECRET}")
        assert SECRET.encode() not in response.content.replace(SECRET.encode() + b'"', b"")
    assert stored(owner) == before


def test_the_owner_reaches_it_all(everyone: dict[str, Client], attempts: list[Answer]) -> None:
    client = everyone["owner"]
    for route in [DAY, *SHARED, *OWN, *OWNERS]:
        for method in METHODS:
            response = asked(client, method, route, attempts, known=True)
            case = (method, route)
            assert (*case, response.status_code) == (*case, expected(route, method, "owner"))


def test_the_owner_sees_what_is_theirs(everyone: dict[str, Client], attempts: list[Answer]) -> None:
    client = everyone["owner"]
    page = Desk(client).page
    for part in ("draft", "note", "attempt 1", "attempt 2"):
        assert f"{SECRET} {part}" in page
    address = address_of(f"{PRACTICE}answers/<int:pk>/", attempts)
    shown = client.get(address).content.decode()
    assert f"{SECRET} attempt 2" in shown
    assert f"{SECRET} for oneself" in shown


def test_an_attempt_of_another_question_is_not_found(
    everyone: dict[str, Client], attempts: list[Answer]
) -> None:
    address = address_of(f"{PRACTICE}answers/<int:pk>/", attempts)
    other = address.replace("storm-story", "why-ferries")
    assert everyone["owner"].get(other).status_code == 404
