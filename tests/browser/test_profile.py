"""The switch between locations, with JavaScript and without."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, Watch


def test_the_switch_swaps_in_place_and_is_an_address(page: Page, guide: str) -> None:
    page.goto(guide)
    page.evaluate("window.sameDocument = true")
    remote = page.get_by_role("link", name="Remote", exact=True)
    remote.click()
    expect(page.get_by_role("heading", name="Interview focus: Remote")).to_be_visible()
    expect(page).to_have_url(f"{guide}?location=remote")
    expect(remote).to_be_focused()
    expect(remote).to_have_attribute("aria-current", "true")
    assert page.evaluate("window.sameDocument") is True
    page.reload()
    expect(page.get_by_role("heading", name="Interview focus: Remote")).to_be_visible()
    page.get_by_role("link", name="New York", exact=True).click()
    expect(page.get_by_role("heading", name="Interview focus: New York")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Interview focus: Remote")).to_be_visible()
    expect(page.locator("header.top")).to_be_visible()


def test_the_switch_by_keyboard(page: Page, guide: str) -> None:
    page.goto(guide)
    page.locator("#location-remote").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Interview focus: Remote")).to_be_visible()
    expect(page.locator("#location-remote")).to_be_focused()


def test_without_javascript(browser: Browser, watch: Watch, guide: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(guide)
    page.get_by_role("link", name="Remote", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?location=remote#locations$"))
    expect(page.get_by_role("heading", name="Interview focus: Remote")).to_be_in_viewport()
    page.get_by_role("link", name="View all coding questions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Commonly asked DSA questions")
    page.get_by_role("link", name="Questions", exact=True).click()
    page.locator("main .rows a.prompt").first.click()
    expect(page.get_by_role("heading", name="Where it is asked")).to_be_visible()
    context.close()


def test_the_first_tab_stop_skips_to_the_content(page: Page, guide: str) -> None:
    page.goto(guide)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
