from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from prep.content import State
from prep.models import CriteriaGroup, Guide, Location, Tip
from questions.models import Question
from rounds.models import Round
from studyplan.models import Phase

pytestmark = pytest.mark.django_db

LANTERN = "/guides/lantern-ferries/"
PELOTON = "/guides/peloton-distinguished-engineer/"


@contextmanager
def database_down() -> Iterator[None]:
    def refuse(execute: object, sql: str, *rest: object) -> None:
        raise DatabaseError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        yield


def text(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


def test_home_leads_to_the_only_guide(client: Client, lantern: Guide) -> None:
    assert client.get("/").headers["Location"] == LANTERN


def test_home_leads_to_the_list_where_there_are_more(
    client: Client, lantern: Guide, peloton: Guide
) -> None:
    assert client.get("/").headers["Location"] == "/guides/"
    page = text(client, "/guides/")
    assert page.index("Peloton · Distinguished Engineer") < page.index("Lantern Ferries · Time")
    assert "5 rounds · 285 min" in page


def test_without_a_guide_the_list_says_how_to_load_one(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/guides/"
    assert "<code>manage.py load_guide</code>" in text(client, "/guides/")


@pytest.mark.parametrize("state", [State.DRAFT, State.RETIRED])
def test_a_guide_that_is_not_published_is_not_there(
    client: Client, lantern: Guide, state: State
) -> None:
    Guide.objects.update(state=state)
    for path in ("", "rounds/1/", "questions/", "questions/why-ferries/", "dsa/", "plan/"):
        assert client.get(LANTERN + path).status_code == 404
    assert "Lantern" not in text(client, "/guides/")


def test_the_profile_holds_every_part(client: Client, peloton: Guide) -> None:
    page = text(client, PELOTON)
    for fact in ("285 min", "About 14 days", "10 to 15 years", "US$180,000 to US$250,000", "L10"):
        assert f"<dd>{fact}</dd>" in page
    for heading in (
        "Process timeline",
        "Commonly asked questions",
        "Commonly asked DSA questions",
        "Overall evaluation criteria",
        "Preparation tips",
        "Location-based differences",
        "The study plan in brief",
    ):
        assert f">{heading}</h2>" in page
    for tip in Tip.objects.all():
        assert f'<li id="tip-{tip.key}">' in page
    assert page.count("/dsa/") == 1


def test_the_switch_of_locations_is_an_address(client: Client, peloton: Guide) -> None:
    first, remote = text(client, PELOTON), text(client, f"{PELOTON}?location=remote")
    assert "Interview focus: New York" in first
    assert "Interview focus: Remote" in remote
    named = text(client, f"{PELOTON}?location=new-york")
    # The way in leads back to the address as it was asked for.
    assert named.replace("%3Flocation%3Dnew-york", "") == first
    assert 'id="location-remote"' in first


def test_the_switch_swaps_just_its_own_part(client: Client, peloton: Guide) -> None:
    fragment = text(
        client,
        f"{PELOTON}?location=remote",
        **{"HX-Request": "true", "HX-Target": "locations"},
    )
    said, section = fragment.strip().split("\n", 1)
    assert said == '<div id="status" hx-swap-oob="innerHTML">Location: Remote</div>'
    assert section.strip().startswith('<section id="locations"')
    assert section.strip() in text(client, f"{PELOTON}?location=remote")


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true", "HX-Target": "locations", "HX-Boosted": "true"},
        {"HX-Request": "true", "HX-Target": "locations", "HX-History-Restore-Request": "true"},
        {"HX-Request": "true", "HX-Target": "elsewhere"},
        {"HX-Target": "locations"},
    ],
)
def test_any_other_request_gets_the_whole_page(
    client: Client, peloton: Guide, headers: dict[str, str]
) -> None:
    assert text(client, PELOTON, **headers).startswith("<!doctype html>")


def test_a_guide_of_bare_facts_has_no_empty_part(client: Client, lantern: Guide) -> None:
    for model in (CriteriaGroup, Location, Phase, Tip, Question, Round):
        model.objects.update(state=State.RETIRED)
    page = text(client, LANTERN)
    assert page.count("<h2") == 3  # the timeline, the facts, the contents
    assert "Start with round 1" not in page


def test_what_the_editors_added_is_marked(client: Client, lantern: Guide) -> None:
    page = text(client, LANTERN)
    mark = '<span class="editors">Editors</span>'
    assert f"Bring a map with your own notes on it. {mark}" in " ".join(page.split())
    assert f"Speaks clearly on the radio {mark}" in " ".join(page.split())


BAD = [
    "/guides/nowhere/",
    "/guides/UPPER_case/",
    f"/guides/{'long-' * 4000}/",
    f"{LANTERN}rounds/0/",
    f"{LANTERN}rounds/3/",
    f"{LANTERN}rounds/99999999999999999999/",
    f"{LANTERN}rounds/{'9' * 6000}/",
    f"{LANTERN}rounds/one/",
    f"{LANTERN}rounds/-1/",
    f"{LANTERN}questions/nothing/",
    f"{LANTERN}questions/three-islands/",
    f"{LANTERN}questions/why%00ferries/",
    f"{LANTERN}%00/",
    "/%00",
    "/guides/%ff%fe/",
    "/../../etc/passwd",
    f"{LANTERN}?location=atlantis",
    f"{LANTERN}?location=",
    f"{LANTERN}?location=%00",
    f"{LANTERN}?location={'x' * 9000}",
    f"{LANTERN}?location=harbour&location=nowhere",
]


@pytest.mark.parametrize("address", BAD, ids=lambda address: address[:50])
def test_a_bad_address_is_a_page_in_words(client: Client, lantern: Guide, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


@pytest.mark.parametrize("query", ["?colour=red", "?%00=%00", "?location", "?&&&", "?a[]=1&a[]=2"])
def test_a_parameter_that_means_nothing_is_ignored_or_not_found(
    client: Client, lantern: Guide, query: str
) -> None:
    for path in ("", "rounds/1/", "questions/", "plan/", "dsa/"):
        expected = 404 if query == "?location" and not path else 200
        assert client.get(f"{LANTERN}{path}{query}").status_code == expected


def test_an_error_reaches_htmx_as_a_line(client: Client) -> None:
    line = text(client, "/nowhere/", **{"HX-Request": "true", "HX-Target": "stepper"})
    assert line == ("The address may be mistyped, or what stood here was retired from its guide.")


def test_the_error_page_needs_no_database(client: Client) -> None:
    client.raise_request_exception = False
    with database_down():
        response = client.get("/guides/")
    assert response.status_code == 500
    assert "Nothing you saved before is lost" in response.content.decode()


def test_health(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response.headers["Cache-Control"]


def test_health_without_a_database(client: Client) -> None:
    with database_down():
        response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "no answer"}


def test_the_icon_of_clients_that_do_not_read_the_page(client: Client) -> None:
    icon = client.get("/favicon.ico", follow=True)
    assert icon.headers["Content-Type"] == "image/svg+xml"
    icon.close()
