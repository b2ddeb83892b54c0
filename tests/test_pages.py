"""What holds of every page: strict HTML and policy, no session, no inline code, few queries."""

import re
from collections import Counter

import html5lib
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from prep.models import Guide
from questions.models import Appearance, Question
from rounds.models import Round
from tests.pages import addresses

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def check_markup(html: str, *, shared: bool = True) -> None:
    parser = html5lib.HTMLParser(strict=True)
    tree = parser.parse(html)
    elements = list(tree.iter())
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    inline = {
        name
        for element in elements
        for name in element.keys()  # noqa: SIM118
        if name == "style" or name.startswith(("on", "hx-on"))
    }
    assert inline == set()
    tags = Counter(re.sub(r"^\{.*\}", "", str(element.tag)) for element in elements)
    assert (tags["h1"], tags["main"], tags["style"]) == (1, 1, 0)
    # Pages that visitors share post nothing.
    forms = [element for element in elements if str(element.tag).endswith("}form")]
    assert {form.get("method") for form in forms} <= ({"get"} if shared else {"get", "post"})
    for element in elements:
        below = [re.sub(r"^\{.*\}", "", str(child.tag)) for child in element]
        # A heading is there because something stands below it, and a list because it holds items.
        assert not below or not re.fullmatch("h[2-6]", below[-1])
        assert below or not re.fullmatch(r"(\{.*\})?(ul|ol|dl)", str(element.tag))


@pytest.mark.parametrize("name", ["peloton", "lantern"])
def test_every_page_is_strict_html(
    client: Client, request: pytest.FixtureRequest, name: str
) -> None:
    for address in addresses(request.getfixturevalue(name)):
        response = client.get(address)
        assert response.status_code == 200, address
        check_markup(response.content.decode())


def test_error_pages_are_strict_html(client: Client) -> None:
    check_markup(client.get("/nowhere/").content.decode())
    client.raise_request_exception = False
    check_markup(client.get("/", headers={"host": "evil.example"}).content.decode())


def test_the_policy_stands_on_every_response(client: Client, peloton: Guide) -> None:
    asked = [
        *addresses(peloton),
        "/",
        "/healthz",
        "/favicon.ico",
        "/nowhere/",
        "/static/nowhere.css",
        "/guides/nowhere/",
    ]
    client.raise_request_exception = False
    responses = [client.get(address) for address in asked]
    responses += [client.post("/guides/"), client.get("/", headers={"host": "evil.example"})]
    for response in responses:
        assert set(response.headers["Content-Security-Policy"].split("; ")) == POLICY


def test_pages_are_the_same_for_everyone(client: Client, peloton: Guide) -> None:
    for address in addresses(peloton):
        response = client.get(address)
        assert response.cookies == {}
        assert {part.strip() for part in response.headers["Vary"].split(",")} == {
            "HX-Request",
            "HX-Target",
            "Accept-Encoding",
            "Cookie",  # The link at the top: "Sign in" for visitors, "Account" for others.
        }


def test_only_reading_is_answered(client: Client, lantern: Guide) -> None:
    for address in addresses(lantern):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200


def grow(guide: Guide, size: int) -> None:
    """More questions in the first round and in the list, up to `size` in all."""
    found = Round.objects.in_guide(guide)[0]
    for number in range(Question.objects.in_guide(guide).count(), size):
        question = Question.objects.create(
            guide=guide,
            key=f"more-{number}",
            position=number + 1,
            slug=f"more-{number}",
            prompt=f"Question {number}?",
            kind=Question.Kind.CODING,
            difficulty="low",
            minutes=5,
            practice_round=found,
        )
        question.tags.set(guide.tags.all())
        for place, where in [("round", found), ("common", None)]:
            Appearance.objects.create(
                question=question, key=place, place=place, round=where, position=number
            )
    assert Question.objects.in_guide(guide).count() == size


@pytest.mark.parametrize("size", [5, 50])
def test_a_page_costs_as_many_queries_with_5_questions_as_with_50(
    client: Client,
    lantern: Guide,
    django_assert_num_queries: DjangoAssertNumQueries,
    size: int,
) -> None:
    grow(lantern, size)
    for path, queries in [
        ("", 8),
        ("?location=harbour", 8),
        ("rounds/1/", 4),
        ("questions/", 9),
        ("questions/plan-three-islands/", 8),
        ("dsa/", 3),
        ("plan/", 4),
    ]:
        with django_assert_num_queries(queries, info=path):
            assert client.get(f"/guides/lantern-ferries/{path}").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_guides_costs_two_queries(
    client: Client,
    lantern: Guide,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(1, count):
        lantern.pk, lantern.key = None, f"guide-{number}"
        lantern._state.adding = True
        lantern.save()
    assert Guide.objects.count() == count
    with django_assert_num_queries(2):
        assert client.get("/guides/").status_code == 200
