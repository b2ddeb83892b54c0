"""A candidate's data goes out of one account and into another, and at last away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from prep.models import Guide, User
from tests import stored
from tests.browser.conftest import Watch
from tests.browser.test_accounts import check_look
from tests.conftest import LANTERN
from tests.questions.practice.world import fill, kept

# Those that the candidate has something of.
SLUGS = ("why-ferries", "storm-story", "plan-three-islands", "shortest-crossing")
PASSWORD = "lantern-ferry-9"


@pytest.fixture(autouse=True)
def limits(transactional_db: None, settings: Settings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield
    # No model stands for the table of limits, so that nothing else empties it.
    cache.clear()


@pytest.fixture
def home(live_server: LiveServer, loads: stored.Loads) -> str:
    stored.put_back(loads[LANTERN])
    return live_server.url


def sign_in(page: Page, home: str, email: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{home}/accounts/login/?next=/me/data/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your data")


def sign_up(page: Page, home: str, email: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{home}/accounts/signup/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url(lambda url: "signup" not in url)
    page.goto(f"{home}/me/data/")


def shown(page: Page, home: str) -> list[str]:
    """What the pages of a candidate say; own questions have other addresses on each account."""
    guide = f"{home}/guides/lantern-ferries/"
    said = []
    for path in ("", "questions/", "rounds/1/"):
        page.goto(guide + path)
        said.append(page.locator("main").inner_text())
    for question in SLUGS:
        for path in ("", "answers/"):
            page.goto(f"{guide}questions/{question}/practice/{path}")
            said.append(page.locator("main").inner_text())
            said += page.locator("textarea").evaluate_all("all => all.map(one => one.value)")
    page.goto(f"{home}/me/questions/")
    said.append(page.locator("main").inner_text())
    return said


def test_nothing_differs_after_export_and_import(
    page: Page, watch: Watch, home: str, tmp_path: Path
) -> None:
    ada = User.objects.create_user("ada@example.org", PASSWORD)
    fill(ada, Guide.objects.get())
    sign_in(page, home, "ada@example.org")
    check_look(page, watch)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Export everything").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    before = shown(page, home)

    sign_up(page, home, "grace@example.org")
    check_look(page, watch)
    wrong = tmp_path / "holiday.zip"
    wrong.write_text("no zip")
    page.get_by_label("The zip file of an export").set_input_files(wrong)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("holiday.zip: is not a whole zip file")).to_be_visible()
    check_look(page, watch)
    watch.expect("422")
    page.get_by_label("The zip file of an export").set_input_files(file)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Imported: 7 attempts of 5 questions.")).to_be_visible()
    assert shown(page, home) == before
    assert kept(User.objects.get(email="grace@example.org")) == kept(ada)

    page.goto(f"{home}/me/data/")
    page.get_by_role("link", name="Delete everything").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete everything?")
    check_look(page, watch)
    page.get_by_label("Delete it all for good").check()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("Everything of yours is deleted")).to_be_visible()
    assert not User.objects.filter(email="grace@example.org").exists()
    assert User.objects.filter(pk=ada.pk).exists()
