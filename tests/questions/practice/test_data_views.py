import io
import json
import zipfile
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from prep.models import Guide, User
from questions.models import Question
from questions.practice.models import Practice
from questions.practice.transfer.exporting import export
from tests.questions.practice.desk import Desk, many, words
from tests.questions.practice.world import fill, kept

pytestmark = pytest.mark.django_db

DATA = "/me/data/"
AGAIN = "/accounts/reauthenticate/?next=%2Fme%2Fdata%2Fdeletion%2F"
PASSWORD = "a long enough phrase"


@pytest.fixture
def other(db: None) -> User:
    return User.objects.create_user("grace@example.org", PASSWORD)


@pytest.fixture
def empty(other: User) -> Client:
    client = Client()
    client.force_login(other)
    return client


def sent(client: Client, data: bytes, name: str = "prep.zip") -> Any:
    return client.post(f"{DATA}import/", {"file": SimpleUploadedFile(name, data)})


def signed_up(client: Client, email: str) -> User:
    """Signed in with a password, the way that leaves allauth's own rows."""
    user = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    response = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert response.status_code == 302
    return user


# The page


def test_what_there_is_in_figures(lantern: Guide, candidate: User, signed_in: Client) -> None:
    fill(candidate, lantern)
    response = signed_in.get(DATA)
    page = words(response)
    for label, figure in {
        "Attempts": 7,
        "Questions practised or marked": 5,
        "Questions of your own": 2,
        "Mocks": 2,
        "Interviews you prepare for": 1,
    }.items():
        assert f"<dt>{label}</dt><dd>{figure}</dd>" in page
    assert "import-form" not in page
    assert "This one is not empty" in page
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


def test_an_empty_account_is_offered_an_import(empty: Client) -> None:
    assert 'action="/me/data/import/" enctype="multipart/form-data"' in words(empty.get(DATA))


def test_the_account_leads_there(empty: Client) -> None:
    assert 'href="/me/data/"' in words(empty.get("/accounts/"))


def test_one_attempt_costs_as_much_as_many(
    candidate: User, signed_in: Client, question: Question, django_assert_num_queries: Any
) -> None:
    for count in (1, 30):
        Practice.objects.all().delete()
        many(candidate, question, count)
        with django_assert_num_queries(7):
            signed_in.get(DATA)


def test_a_visitor_is_asked_to_sign_in(lantern: Guide) -> None:
    client = Client()
    for method, path in [
        ("get", ""),
        ("get", "export/"),
        ("post", "import/"),
        ("get", "deletion/"),
        ("post", "deletion/"),
    ]:
        response = getattr(client, method)(DATA + path)
        assert response.status_code == 302
        assert response.headers["Location"] == "/accounts/login/?next=/me/data/"


# Export and import


def test_the_export_is_a_file_that_is_stored_nowhere(
    lantern: Guide, candidate: User, signed_in: Client
) -> None:
    fill(candidate, lantern)
    response: Any = signed_in.get(f"{DATA}export/")
    assert response.streaming
    data = b"".join(response.streaming_content)
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="prep-20')
    assert response.headers["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        document = json.loads(archive.read("prep.json"))
    assert len(document["answers"]) == 7
    assert "password" not in json.dumps(document)


def test_an_export_is_imported(lantern: Guide, candidate: User, other: User, empty: Client) -> None:
    fill(candidate, lantern)
    response = sent(empty, b"".join(export(candidate)))
    assert (response.status_code, response.headers["Location"]) == (302, DATA)
    assert "Imported: 7 attempts of 5 questions." in words(empty.get(DATA))
    assert kept(other) == kept(candidate)


def test_an_account_that_is_not_empty_is_told_so(
    lantern: Guide, candidate: User, signed_in: Client
) -> None:
    fill(candidate, lantern)
    before = kept(candidate)
    response = sent(signed_in, b"".join(export(candidate)))
    assert response.status_code == 409
    assert "Nothing was imported: this account has something in it already" in words(response)
    assert kept(candidate) == before


def test_problems_are_listed(empty: Client, other: User) -> None:
    response = sent(empty, b"not a zip", "holiday <b>.zip")
    assert response.status_code == 422
    assert "<li>holiday &lt;b&gt;.zip: is not a whole zip file" in words(response)
    assert "import-form" in words(response)


def test_no_file_is_told(empty: Client) -> None:
    response = empty.post(f"{DATA}import/")
    assert response.status_code == 422
    assert "Choose a file first" in words(response)


def test_what_is_too_large_is_not_read(empty: Client) -> None:
    class Unread(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("it was read")

    sent: dict[str, Any] = {
        "CONTENT_LENGTH": str(101 * 1024**2),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "wsgi.input": Unread(),
    }
    response = empty.generic("POST", f"{DATA}import/", **sent)
    assert response.status_code == 413
    assert "larger than the 100 MB" in words(response)


def test_another_site_can_import_nothing(other: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(other)
    assert sent(client, b"x").status_code == 403
    assert client.post(f"{DATA}deletion/", {"sure": "yes"}).status_code == 403
    assert User.objects.filter(pk=other.pk).exists()


# Deletion


def rows_by_model() -> dict[str, set[Any]]:
    return {
        model._meta.label: set(model._base_manager.values_list("pk", flat=True))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def test_everything_goes_and_nothing_of_others(lantern: Guide, other: User) -> None:
    fill(other, lantern)
    client, elsewhere = Client(), Client()
    before = rows_by_model()
    user = signed_up(client, "mine@example.org")
    assert elsewhere.post(
        "/accounts/login/", {"login": user.email or "", "password": PASSWORD}
    ).headers["Location"]
    Authenticator.objects.create(user=user, type="recovery_codes", data={})
    fill(user, lantern)
    assert UserSession.objects.filter(user=user).count() == 2

    asked = client.post(f"{DATA}deletion/", {"sure": "yes"})
    assert asked.headers["Location"] == AGAIN
    assert User.objects.filter(pk=user.pk).exists()
    client.post("/accounts/reauthenticate/", {"password": "wrong"})
    assert User.objects.filter(pk=user.pk).exists()
    # What was sent is done as soon as it is known who sent it.
    form = {"password": PASSWORD, "next": f"{DATA}deletion/"}
    response = client.post("/accounts/reauthenticate/", form)
    assert response.headers["Location"] == "/guides/"
    assert "Everything of yours is deleted, and you are signed out." in words(
        client.get("/guides/")
    )
    assert not User.objects.filter(pk=user.pk).exists()
    after = rows_by_model()
    assert {name: after[name] - before[name] for name in before if after[name] - before[name]} == {}
    assert after == before
    assert all(one.get_decoded().get(SESSION_KEY) != str(user.pk) for one in Session.objects.all())
    assert elsewhere.get("/accounts/").status_code == 302


def test_the_page_says_that_everything_is_gone(lantern: Guide, empty: Client, other: User) -> None:
    other.set_unusable_password()
    other.save()
    empty.force_login(other)
    response = empty.post(f"{DATA}deletion/", {"sure": "yes"}, follow=True)
    assert response.redirect_chain == [("/guides/", 302)]
    assert "Everything of yours is deleted, and you are signed out." in words(response)
    assert "Sign in" in words(response)


def test_the_page_before_asks_who_it_is(lantern: Guide) -> None:
    client = Client()
    signed_up(client, "mine@example.org")
    response = client.get(f"{DATA}deletion/")
    assert response.headers["Location"] == AGAIN
    form = {"password": PASSWORD, "next": f"{DATA}deletion/"}
    client.post("/accounts/reauthenticate/", form)
    page = client.get(f"{DATA}deletion/")
    assert page.status_code == 200
    assert "The account mine@example.org and all that is in it" in words(page)


def test_nothing_goes_without_the_tick(lantern: Guide) -> None:
    client = Client()
    user = signed_up(client, "mine@example.org")
    fill(user, lantern)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    before = kept(user)
    response = client.post(f"{DATA}deletion/")
    assert response.status_code == 422
    assert "Nothing was deleted: tick the box" in words(response)
    assert kept(user) == before


def test_a_guest_confirms_by_a_tick(lantern: Guide) -> None:
    client = Client()
    Desk(client).log("As a guest")
    guest = User.objects.guests().get()
    page = words(client.get(f"{DATA}deletion/"))
    assert "All that you wrote in this browser: 1 attempt of 1 question" in page
    assert client.post(f"{DATA}deletion/").status_code == 422
    response = client.post(f"{DATA}deletion/", {"sure": "yes"})
    assert response.headers["Location"] == "/guides/"
    assert not User.objects.filter(pk=guest.pk).exists()
    assert Practice.objects.count() == 0
    # A visitor again: the next word makes another guest.
    assert client.get(DATA).status_code == 302
