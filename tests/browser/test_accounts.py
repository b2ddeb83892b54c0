"""Accounts in a real Chromium: passkeys, the Back button, and every main page through axe."""

import re
from collections.abc import Iterator
from itertools import product as pairs

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from prep.models import User
from tests.browser.conftest import Watch
from tests.browser.test_budgets import RULES

ADA, PASSWORD = "ada@example.org", "lantern-ferry-9"
PAGES = [
    "",
    "email/",
    "password/change/",
    "sessions/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "logout/",
]


@pytest.fixture(autouse=True)
def ada(transactional_db: None, settings: Settings) -> Iterator[User]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = User.objects.create_user(ADA, PASSWORD)
    EmailAddress.objects.create(user=user, email=ADA, primary=True, verified=True)
    yield user
    # No model stands for the table of limits, so that nothing else empties it.
    cache.clear()


@pytest.fixture
def accounts(live_server: LiveServer) -> str:
    return f"{live_server.url}/accounts/"


def sign_in(page: Page, accounts: str) -> None:
    page.goto(f"{accounts}login/?next=/accounts/")
    page.get_by_label("E-mail address").fill(ADA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def confirm(page: Page) -> None:
    """Answer the question for the password that comes before what protects an account."""
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def check_look(page: Page, watch: Watch) -> None:
    said = list(watch.complaints)
    for scheme, width in pairs(("light", "dark"), (320, 1280)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width == 1280:
            # The dark differs in its colours alone.
            rules = RULES if scheme == "light" else ["color-contrast"]
            results = Axe().run(page, options={"runOnly": rules})
            assert results.violations_count == 0, (page.url, results.generate_report())
    # axe adds styles of its own, which the policy refuses.
    watch.complaints = said


def test_axe_finds_nothing_on_the_way_in(page: Page, watch: Watch, accounts: str) -> None:
    for path in ("login/", "signup/", "password/reset/", "confirm-email/"):
        page.goto(accounts + path)
        check_look(page, watch)
    page.goto(f"{accounts}signup/")
    page.get_by_label("E-mail address").fill(ADA)
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("This password is too common.")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_have_value(ADA)
    check_look(page, watch)


def test_axe_finds_nothing_in_the_account(
    page: Page, watch: Watch, accounts: str, ada: User
) -> None:
    sign_in(page, accounts)
    for path in PAGES:
        page.goto(accounts + path)
        if page.url.startswith(f"{accounts}reauthenticate/"):
            check_look(page, watch)
            confirm(page)
        check_look(page, watch)
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    page.goto(f"{accounts}2fa/recovery-codes/generate/")
    page.get_by_role("button", name="Make new ones").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    check_look(page, watch)
    page.context.clear_cookies()
    page.goto(f"{accounts}login/")
    page.get_by_label("E-mail address").fill(ADA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    check_look(page, watch)


def test_the_qr_code_is_drawn(page: Page, accounts: str) -> None:
    sign_in(page, accounts)
    page.goto(f"{accounts}2fa/totp/activate/")
    confirm(page)
    drawn = page.get_by_role("img", name="QR code of the key below").bounding_box()
    assert drawn
    assert drawn["width"] == drawn["height"] == 192


def test_a_passkey_is_added_and_signs_in(page: Page, accounts: str) -> None:
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, accounts)
    page.goto(f"{accounts}2fa/webauthn/add/")
    confirm(page)
    page.get_by_label("Name of this passkey").fill("Laptop")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto(f"{accounts}2fa/webauthn/")
    expect(page.locator(".rows > li")).to_contain_text("signs you in alone")

    page.context.clear_cookies()
    page.goto(f"{accounts}login/?next=/accounts/sessions/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")

    # The second step after a password takes it too.
    page.context.clear_cookies()
    page.goto(f"{accounts}login/?next=/accounts/")
    page.get_by_label("E-mail address").fill(ADA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")

    # A key that the browser no longer has is told in words.
    key = {"authenticatorId": made["authenticatorId"]}
    cdp.send("WebAuthn.clearCredentials", key)
    page.context.clear_cookies()
    page.goto(f"{accounts}login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("^No passkey was used"))


def test_back_shows_nothing_private_after_signing_out(page: Page, accounts: str) -> None:
    sign_in(page, accounts)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_text(ADA)).to_have_count(0)


def test_signing_in_comes_back_to_where_one_is_after_a_swap(page: Page, guide: str) -> None:
    page.goto(f"{guide}rounds/1/")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".loop [aria-current=step]")).to_have_id("loop-2")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill(ADA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{guide}rounds/2/")
    expect(page.get_by_role("link", name="Account")).to_be_visible()


def test_the_admin_works_under_the_policy(page: Page, live_server: LiveServer, ada: User) -> None:
    ada.is_staff = ada.is_superuser = True
    ada.save()
    coach = User.objects.create_user("coach@example.org", PASSWORD)
    page.goto(f"{live_server.url}/admin/prep/user/{coach.pk}/change/")
    page.get_by_label("E-mail address").fill(ADA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Staff status").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    coach.refresh_from_db()
    assert coach.is_staff
