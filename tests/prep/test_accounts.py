"""Accounts as someone meets them: every way in and out, what is said, and what is limited."""

import re
import time
from typing import Any

import html5lib
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.messages import get_messages
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from prep.accounts import sessions
from prep.models import Guide, User
from tests.test_pages import check_markup

pytestmark = pytest.mark.django_db

ADA, PASSWORD, OTHER = "ada@example.org", "lantern-ferry-9", "harbour-light-7"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def fast_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def mailing(settings: Settings) -> None:
    """As with EMAIL_URL: mail reaches people, so addresses have to be confirmed."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = False


@pytest.fixture
def ada() -> User:
    user = User.objects.create_user(ADA, PASSWORD)
    EmailAddress.objects.create(user=user, email=ADA, primary=True, verified=True)
    return user


def sign_in(client: Client, email: str = ADA, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password})


def who(client: Client) -> str | None:
    """The address of who is signed in with this browser."""
    response = client.get("/accounts/")
    if response.status_code == 302:
        assert response.headers["Location"] == "/accounts/login/?next=/accounts/"
        return None
    return str(response.context["user"].email)


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def link_in_mail() -> str:
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def app_code(moment: float | None = None) -> str:
    """What an authenticator app with the secret of these tests shows."""
    return str(format_hotp_value(hotp_value(SECRET, int((moment or time.time()) // 30))))


# In and out


def test_signing_up_signs_in(client: Client) -> None:
    response = client.post("/accounts/signup/", {"email": "Ada@Example.org", "password1": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert who(client) == ADA
    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_guest) == (ADA, False, False)
    assert [message.to for message in mail.outbox] == [[ADA]]


def test_a_sign_up_that_fails_says_why_and_keeps_the_address(client: Client, ada: User) -> None:
    response = client.post("/accounts/signup/", {"email": "b@example.org", "password1": "12345678"})
    assert errors(response) == {
        "password1": ["This password is too common.", "This password is entirely numeric."]
    }
    assert response.context["form"]["email"].value() == "b@example.org"
    response = client.post("/accounts/signup/", {"email": "ADA@example.org", "password1": PASSWORD})
    assert errors(response) == {"email": ["There is an account with this e-mail address already."]}
    assert User.objects.count() == 1


def test_with_mail_a_sign_up_does_not_tell_whether_there_is_an_account(
    client: Client, ada: User, mailing: None
) -> None:
    entered = {"email": ADA, "password1": OTHER}
    taken = client.post("/accounts/signup/", entered)
    fresh = client.post("/accounts/signup/", {**entered, "email": "b@example.org"})
    assert taken.headers["Location"] == fresh.headers["Location"] == "/accounts/confirm-email/"
    assert [message.subject for message in mail.outbox] == [
        "You have an account at Prep",
        "Confirm your e-mail address for Prep",
    ]
    assert who(client) is None


def test_with_mail_the_link_confirms_and_signs_in(client: Client, mailing: None) -> None:
    client.post("/accounts/signup/?next=/guides/", {"email": ADA, "password1": PASSWORD})
    assert who(client) is None
    assert str(mail.outbox[-1].body).endswith("Prep, testserver")
    response = client.get(link_in_mail())
    assert not EmailAddress.objects.get().verified  # Opening it is not yet an answer.
    response = client.post(link_in_mail())
    assert (response.status_code, who(client)) == (302, ADA)
    assert EmailAddress.objects.get().verified


def test_signing_in_with_the_address_in_any_case(client: Client, ada: User) -> None:
    response = sign_in(client, "Ada@EXAMPLE.org")
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert who(client) == ADA


@pytest.mark.parametrize("email", [ADA, "nobody@example.org"])
def test_a_wrong_password_keeps_the_address_and_tells_nothing_else(
    client: Client, ada: User, email: str
) -> None:
    response = sign_in(client, email, "wrong-password")
    assert errors(response) == {
        "__all__": ["That e-mail address and password do not belong together."]
    }
    assert response.context["form"]["login"].value() == email
    check_markup(response.content.decode(), shared=False)
    assert who(client) is None


@pytest.mark.parametrize(
    ("next_url", "leads_to"),
    [("/guides/?q=a", "/guides/?q=a"), ("https://evil.example/", "/"), ("//evil.example/", "/")],
)
def test_signing_in_leads_back_but_nowhere_else(
    client: Client, ada: User, next_url: str, leads_to: str
) -> None:
    entered = {"login": ADA, "password": PASSWORD, "next": next_url}
    assert client.post("/accounts/login/", entered).headers["Location"] == leads_to


def test_signing_out(client: Client, ada: User) -> None:
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert who(client) == ADA
    response = client.post("/accounts/logout/")
    assert response.headers["Location"] == "/accounts/login/"
    assert told(response) == ["You are signed out."]
    assert who(client) is None


def test_a_guest_has_no_way_to_sign_in(client: Client) -> None:
    User.objects.create_guest()
    for email in ("", "None"):
        assert sign_in(client, email, "").status_code == 200
    client.post("/accounts/password/reset/", {"email": ""})
    assert (who(client), mail.outbox) == (None, [])


def test_a_closed_account_opens_no_page_any_more(client: Client, ada: User) -> None:
    sign_in(client)
    ada.is_active = False
    ada.save()
    assert who(client) is None
    assert sign_in(client).headers["Location"] == "/accounts/inactive/"


# Password and address


def test_the_link_in_the_mail_resets_the_password(client: Client, ada: User) -> None:
    response = client.post("/accounts/password/reset/", {"email": "ADA@example.org"})
    assert response.headers["Location"] == "/accounts/password/reset/done/"
    link = link_in_mail()
    form = client.get(link, follow=True)
    chosen = {"password1": OTHER, "password2": OTHER}
    response = client.post(form.redirect_chain[-1][0], chosen)
    assert (response.headers["Location"], who(client)) == ("/", ADA)
    assert mail.outbox[-1].subject == "Your password for Prep was changed"
    again = Client().get(link, follow=True)
    assert "<h1>This link does not work</h1>" in again.content.decode()
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), password=OTHER).status_code == 302


def test_a_reset_answers_the_same_whether_or_not_there_is_an_account(
    client: Client, ada: User
) -> None:
    for email in (ADA, "nobody@example.org"):
        response = client.post("/accounts/password/reset/", {"email": email})
        assert response.headers["Location"] == "/accounts/password/reset/done/"
    assert [message.subject for message in mail.outbox] == [
        "Choose a new password for Prep",
        "No account at Prep with this address",
    ]


def test_changing_the_password_signs_all_other_browsers_out(client: Client, ada: User) -> None:
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    chosen = {"oldpassword": "wrong", "password1": OTHER, "password2": OTHER}
    response = client.post("/accounts/password/change/", chosen)
    assert errors(response) == {"oldpassword": ["That is not your current password."]}
    response = client.post("/accounts/password/change/", {**chosen, "oldpassword": PASSWORD})
    assert response.headers["Location"] == "/accounts/"
    assert (who(client), who(elsewhere)) == (ADA, None)
    assert len(sessions.of(User.objects.get())) == 1


def test_an_address_changes_once_its_link_is_opened(client: Client, ada: User) -> None:
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    assert who(client) == ADA
    check_markup(client.get("/accounts/email/").content.decode(), shared=False)
    response = client.post(link_in_mail())
    assert (response.headers["Location"], who(client)) == ("/accounts/", "new@example.org")
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["new@example.org"]


def test_an_address_that_was_never_confirmed_stays_until_the_next_one_is(client: Client) -> None:
    for email in (ADA, "b@example.org"):
        client.post("/accounts/signup/", {"email": email, "password1": PASSWORD})
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        client.post("/accounts/email/", {"email": f"new-{email}", "action_add": ""})
        page = client.get("/accounts/email/").content.decode()
        assert f"You sign in with <b>{email}</b>, which is not confirmed yet." in page
        assert f"It changes to <b>new-{email}</b>" in page
        assert who(client) == email
        client.post("/accounts/email/", {"email": f"new-{email}", "action_remove": ""})
        assert [one.email for one in EmailAddress.objects.filter(user__email=email)] == [email]
        client.post("/accounts/logout/")


def test_the_address_of_another_account_is_not_confirmed_for_this_one(
    client: Client, ada: User
) -> None:
    User.objects.create_user("taken@example.org")
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"email": "taken@example.org", "action_add": ""})
    response = client.post(link_in_mail())
    assert told(response)[-1] == (
        "taken@example.org was not confirmed: it belongs to another account."
    )
    assert who(client) == ADA


def test_mail_that_cannot_be_sent_is_told(
    client: Client, ada: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # Nothing listens there.
    response = client.post("/accounts/password/reset/", {"email": ADA})
    assert told(response) == [
        "The e-mail to ada@example.org could not be sent. Try again in a few minutes."
    ]
    assert "account/email/password_reset_key was not sent" in caplog.text


# Sessions and the second factor


def test_sessions_are_listed_and_ended(client: Client, ada: User) -> None:
    phone, tablet = Client(headers={"user-agent": "Firefox/140 (Android)"}), Client()
    for browser in (client, phone, tablet):
        sign_in(browser)
    rows = client.get("/accounts/sessions/").context["rows"]
    assert [device for _, device in rows] == [
        "Another program",
        "Firefox on Android",
        "Another program",
    ]
    response = client.post("/accounts/sessions/", {"session": rows[1][0].pk})
    assert told(response) == ["1 session ended."]
    assert (who(client), who(phone), who(tablet)) == (ADA, None, ADA)
    client.post("/accounts/sessions/")
    assert (who(client), who(tablet)) == (ADA, None)


def test_nobody_ends_the_session_of_someone_else(client: Client, ada: User) -> None:
    User.objects.create_user("eve@example.org", PASSWORD)
    eve = Client()
    sign_in(client)
    sign_in(eve, "eve@example.org")
    [row] = client.get("/accounts/sessions/").context["rows"]
    response = eve.post("/accounts/sessions/", {"session": row[0].pk})
    assert (told(response), who(client)) == (["0 sessions ended."], ADA)


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_sessions_costs_the_same_for_1_and_for_30(
    client: Client, ada: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        browser = Client(REMOTE_ADDR="203.0.113.9")
        browser.force_login(ada)
        key = browser.cookies["sessionid"].value
        UserSession.objects.create(user=ada, session_key=key, ip="203.0.113.9", user_agent="")
    client.force_login(ada)
    with django_assert_num_queries(4):
        assert len(client.get("/accounts/sessions/").context["rows"]) == count


def test_an_authenticator_app_is_set_up_and_asked_for(client: Client, ada: User) -> None:
    sign_in(client)
    response = client.get("/accounts/2fa/totp/activate/")
    assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    check_markup(page.content.decode(), shared=False)
    secret = page.context["form"].secret
    assert f"<code>{secret}</code>" in page.content.decode()
    response = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert errors(response) == {
        "code": ["That code is not right. It may have run out: enter the newest one."]
    }
    shown = format_hotp_value(hotp_value(secret, int(time.time() // 30)))
    response = client.post("/accounts/2fa/totp/activate/", {"code": shown})
    assert response.headers["Location"] == "/accounts/2fa/recovery-codes/"
    for address in ("/accounts/2fa/", "/accounts/2fa/recovery-codes/", "/accounts/"):
        check_markup(client.get(address).content.decode(), shared=False)
    kept = client.get("/accounts/2fa/recovery-codes/download/")
    assert kept.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert len(re.findall(r"^\d{8}$", kept.content.decode(), re.MULTILINE)) == 10


@pytest.fixture
def protected(ada: User) -> User:
    TOTP.activate(ada, SECRET)
    RecoveryCodes.activate(ada)
    return ada


def test_the_code_of_the_app_is_the_second_step(client: Client, protected: User) -> None:
    response = sign_in(client)
    assert (response.headers["Location"], who(client)) == ("/accounts/2fa/authenticate/", None)
    page = client.get("/accounts/2fa/authenticate/")
    check_markup(page.content.decode(), shared=False)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert who(client) is None
    client.post("/accounts/2fa/authenticate/", {"code": app_code()})
    assert who(client) == ADA


def test_a_recovery_code_stands_in_for_the_app_once(client: Client, protected: User) -> None:
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap()
    code = codes.get_unused_codes()[0]
    for browser, signed_in in ((client, ADA), (Client(), None)):
        sign_in(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        assert who(browser) == signed_in


# Limits


def test_too_many_attempts_are_answered_429_in_words(client: Client) -> None:
    for _ in range(20):
        assert client.post("/accounts/login/", {}).status_code == 200
    response = client.post("/accounts/login/", {})
    assert response.status_code == 429
    assert "<h1>That was too often</h1>" in response.content.decode()
    check_markup(response.content.decode())
    response = client.post("/accounts/login/", {}, headers={"hx-request": "true"})
    assert (response.status_code, response.headers["Content-Type"]) == (429, "text/plain")
    assert response.content.decode() == (
        "There were many attempts in a short time, so this one was not made. "
        "Nothing was changed: wait a few minutes, then try again."
    )
    # It counts by address of the network, which nobody can make up.
    forged = Client(headers={"x-forwarded-for": "203.0.113.9"})
    assert forged.post("/accounts/login/", {}).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").post("/accounts/login/", {}).status_code == 200


def test_behind_one_proxy_what_it_adds_counts_and_nothing_before(
    client: Client, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(21):
        chain = f"203.0.113.{number}, 198.51.100.7"
        last = client.post("/accounts/login/", {}, headers={"x-forwarded-for": chain})
    assert last.status_code == 429
    other = {"x-forwarded-for": "203.0.113.1, 198.51.100.8"}
    assert client.post("/accounts/login/", {}, headers=other).status_code == 200


def test_guessing_one_password_is_stopped_wherever_it_comes_from(client: Client, ada: User) -> None:
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), password="wrong-password")
    response = sign_in(client)
    assert errors(response) == {
        "__all__": [
            "That was tried too often. Wait five minutes, then try again, or reset the password."
        ]
    }


@pytest.mark.parametrize(
    ("address", "entered", "limit"),
    [("/accounts/signup/", {}, 10), ("/accounts/password/reset/", {"email": ADA}, 5)],
)
def test_sign_ups_and_resets_are_limited(
    client: Client, address: str, entered: dict[str, str], limit: int
) -> None:
    for _ in range(limit):
        assert client.post(address, entered).status_code != 429
    assert client.post(address, entered).status_code == 429


def test_attempts_are_counted_where_every_process_sees_them(client: Client) -> None:
    client.post("/accounts/login/", {})
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        keys = [key for (key,) in cursor.fetchall()]
    assert keys == [":1:allauth:rl:allauth.account:login:20/60/ip:ip:127.0.0.1"]
    assert len(cache.get(keys[0].removeprefix(":1:"))) == 1


# The account page, and pages in general


def test_the_time_zone_is_kept_or_refused_with_what_was_typed(client: Client, ada: User) -> None:
    sign_in(client)
    response = client.post("/accounts/time-zone/", {"time_zone": "Europe/Berlin"})
    assert response.headers["Location"] == "/accounts/"
    response = client.post("/accounts/time-zone/", {"time_zone": "Mars/Olympus"})
    assert response.status_code == 422
    assert errors(response) == {
        "time_zone": ["'Mars/Olympus' is not a time zone such as Europe/Berlin."]
    }
    assert response.context["form"]["time_zone"].value() == "Mars/Olympus"
    check_markup(response.content.decode(), shared=False)
    ada.refresh_from_db()
    assert ada.time_zone == "Europe/Berlin"
    assert client.get("/accounts/time-zone/").status_code == 405
    assert Client().post("/accounts/time-zone/").status_code == 302


ENTRANCE = {
    "login/": "Sign in",
    "signup/": "Create an account",
    "password/reset/": "Reset the password",
    "password/reset/done/": "Look into your mail",
    "password/reset/key/1-nothing/": "This link does not work",
    "password/reset/key/done/": "Your password is changed",
    "confirm-email/": "Confirm your e-mail address",
    "confirm-email/nothing/": "Confirm your e-mail address",
    "inactive/": "This account is closed",
}
OWN = {
    "": "Your account",
    "logout/": "Sign out",
    "reauthenticate/": "Is it you?",
    "email/": "E-mail address",
    "password/change/": "Change password",
    "sessions/": "Sessions",
    "2fa/": "Second factor",
    "2fa/totp/activate/": "Set up an authenticator app",
    "2fa/webauthn/": "Passkeys",
    "2fa/webauthn/add/": "Add a passkey",
}
WITH_KEY = {
    "2fa/webauthn/": "Passkeys",
    "2fa/webauthn/keys/{key}/edit/": "Rename a passkey",
    "2fa/webauthn/keys/{key}/remove/": "Remove a passkey",
}
PROTECTED = {
    "2fa/reauthenticate/": "Is it you?",
    "2fa/totp/deactivate/": "Turn off the authenticator app",
    "2fa/recovery-codes/": "Recovery codes",
    "2fa/recovery-codes/generate/": "Make new recovery codes",
}


def check_page(client: Client, address: str, title: str) -> None:
    response = client.get(f"/accounts/{address}")
    assert response.status_code == 200, address
    html = response.content.decode()
    check_markup(html, shared=False)
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    assert tree.get("lang") == "en"
    assert [one.text for one in tree.iter("h1")] == [title]
    assert tree.findtext("head/title") == f"{title} · Prep"
    labelled = {label.get("for") for label in tree.iter("label")}
    inputs = [one for one in tree.iter("input") if one.get("type") != "hidden"]
    assert {one.get("id") for one in inputs} <= labelled, address
    assert response.headers["Cache-Control"] == "private, no-store"


def test_every_page_is_in_the_look_of_the_product(client: Client, ada: User) -> None:
    for address, title in ENTRANCE.items():
        check_page(client, address, title)
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for address, title in OWN.items():
        check_page(client, address, title)
    key = Authenticator.objects.create(
        user=ada, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}}
    )
    for address, title in WITH_KEY.items():
        check_page(client, address.format(key=key.pk), title)
    key.delete()
    TOTP.activate(ada, SECRET)
    RecoveryCodes.activate(ada)
    for address, title in PROTECTED.items():
        check_page(client, address, title)
    ada.set_unusable_password()
    ada.save()
    client.force_login(ada)
    check_page(client, "password/set/", "Set a password")


def test_a_field_is_tied_to_its_help_and_its_error(client: Client) -> None:
    response = client.post("/accounts/signup/", {"email": "nonsense", "password1": "short"})
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    found = {one.get("name"): one for one in tree.iter("input") if one.get("id")}
    told_by = {name: one.get("aria-describedby") for name, one in found.items()}
    assert told_by == {
        "email": "id_email_error",
        "password1": "id_password1_helptext id_password1_error",
    }
    assert {one.get("aria-invalid") for one in found.values()} == {"true"}
    ids = {one.get("id") for one in tree.iter("p")}
    assert set(" ".join(map(str, told_by.values())).split()) <= ids


def test_the_top_of_a_page_leads_in_and_then_to_the_account(
    client: Client, ada: User, lantern: Guide, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    link = '<a class="account" id="sign-in" href="/accounts/login/?next={}">Sign in</a>'
    page = client.get("/guides/?q=harbour&after=x").content.decode()
    assert page.count(link.format("%2Fguides%2F%3Fq%3Dharbour%26after%3Dx")) == 1
    sign_in(client)
    with django_assert_num_queries(2 + 2):  # the list of guides, and who asks
        page = client.get("/guides/").content.decode()
    assert page.count('<a class="account" href="/accounts/">Account</a>') == 1


def test_a_form_that_has_run_out_says_so(ada: User) -> None:
    response = sign_in(Client(enforce_csrf_checks=True))
    assert response.status_code == 403
    assert "<h1>This form has run out</h1>" in response.content.decode()
    check_markup(response.content.decode())


# The admin


def test_the_admin_has_the_same_door(client: Client, ada: User) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"
    sign_in(client)
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "<h1>That is not open to you</h1>" in response.content.decode()
    ada.is_staff = True
    ada.save()
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/prep/user/").status_code == 403


def test_the_first_admin_signs_in_without_any_mail(
    client: Client, mailing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--email", "Ada@example.org", verbosity=0)
    assert sign_in(client).headers["Location"] == "/"
    assert client.get("/admin/").status_code == 200
    assert mail.outbox == []


def test_an_admin_makes_a_coach_and_closes_accounts(admin_client: Client, ada: User) -> None:
    User.objects.create_guest()
    listed = admin_client.get("/admin/prep/user/").context["cl"].queryset
    assert sorted(user.email for user in listed) == ["ada@example.org", "admin@example.com"]
    assert [app["app_label"] for app in admin_client.get("/admin/").context["app_list"]] == ["prep"]
    entered = {"is_staff": "on", "email": "changed@example.org", "is_superuser": "on"}
    admin_client.post(f"/admin/prep/user/{ada.pk}/change/", entered)
    ada.refresh_from_db()
    assert (ada.email, ada.is_staff, ada.is_active, ada.is_superuser) == (ADA, True, False, False)
    own = User.objects.get(is_superuser=True)
    admin_client.post(f"/admin/prep/user/{own.pk}/change/", {})
    own.refresh_from_db()
    assert (own.is_staff, own.is_active) == (True, True)
    assert admin_client.get("/admin/prep/user/add/").status_code == 403


def test_the_table_of_limits_is_made_at_start_and_only_once() -> None:
    call_command("createcachetable", verbosity=0)
    assert connection.introspection.table_names().count("cache") == 1
