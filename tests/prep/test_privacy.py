import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from prep.models import Guide, User
from prep.privacy import PrivacyMiddleware

pytestmark = pytest.mark.django_db

PAGES = ["/guides/", "/guides/lantern-ferries/", "/guides/lantern-ferries/rounds/1/"]


@pytest.mark.parametrize("address", PAGES)
def test_pages_of_visitors_may_be_stored(client: Client, lantern: Guide, address: str) -> None:
    response = client.get(address)
    assert "Cache-Control" not in response.headers
    assert response.cookies == {}


@pytest.mark.parametrize("address", PAGES)
def test_pages_of_people_with_an_account_are_stored_nowhere(
    client: Client, lantern: Guide, address: str
) -> None:
    client.force_login(User.objects.create_user("ada@example.org"))
    for headers in ({}, {"hx-request": "true", "hx-target": "results"}):
        response = client.get(address, headers=headers)
        assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", PAGES)
def test_pages_of_guests_are_stored_nowhere(client: Client, lantern: Guide, address: str) -> None:
    session = SessionStore()
    session["guest"] = User.objects.create_guest().pk
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    response = client.get(address)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.context["user"].is_anonymous
    assert 'id="sign-in"' in response.content.decode()


def test_what_makes_someone_known_is_not_stored_either(client: Client) -> None:
    User.objects.create_user("ada@example.org", "lantern-ferry-9")
    entered = {"login": "ada@example.org", "password": "lantern-ferry-9"}
    response = client.post("/accounts/login/", entered)
    assert set(response.cookies) == {"sessionid", "csrftoken"}
    assert response.headers["Cache-Control"] == "private, no-store"


def test_failures_are_not_stored(rf: RequestFactory) -> None:
    response = PrivacyMiddleware(lambda request: HttpResponse(status=503))(rf.get("/"))
    assert response.headers["Cache-Control"] == "private, no-store"


def test_what_asks_for_nobody_costs_no_look_at_the_session(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(User.objects.create_user("ada@example.org"))
    with django_assert_num_queries(1):
        assert client.get("/healthz").json() == {"status": "ok"}
    with django_assert_num_queries(0):
        assert client.get("/nowhere/").status_code == 404
