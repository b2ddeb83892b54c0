"""The bank: search as one types, filters, Back, clearing, keys, and it all without JavaScript."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, Watch


def count(page: Page, number: int) -> None:
    words = f"{number} question{'' if number == 1 else 's'}"
    expect(page.locator("#count")).to_have_text(words)


def test_search_as_one_types(page: Page, guide: str) -> None:
    page.goto(f"{guide}questions/")
    page.evaluate("window.sameDocument = true")
    field = page.get_by_role("searchbox")
    field.press_sequentially("leaderb")
    count(page, 1)
    expect(page).to_have_url(f"{guide}questions/?q=leaderb")
    expect(page.locator("#rows mark").first).to_have_text("leaderboard")
    expect(page.get_by_role("status")).to_have_text("1 question")
    expect(field).to_be_focused()
    field.press_sequentially("oard")
    expect(page).to_have_url(f"{guide}questions/?q=leaderboard")
    expect(field).to_have_value("leaderboard")
    assert page.evaluate("window.sameDocument") is True


def test_filters_combine_and_are_cleared_one_by_one(page: Page, guide: str) -> None:
    page.goto(f"{guide}questions/")
    page.locator("#results").get_by_role("link", name=re.compile("^2 System Design")).click()
    count(page, 5)
    page.get_by_role("link", name=re.compile("^Scalability")).click()
    count(page, 3)
    expect(page).to_have_url(f"{guide}questions/?round=2&tag=scalability")
    page.get_by_role("searchbox").fill("notif")
    count(page, 1)
    expect(page).to_have_url(f"{guide}questions/?q=notif&round=2&tag=scalability")
    page.get_by_role("link", name="Remove Round 2: System Design").click()
    expect(page).to_have_url(f"{guide}questions/?q=notif&tag=scalability")
    page.get_by_role("link", name="Remove “notif”").click()
    expect(page).to_have_url(f"{guide}questions/?tag=scalability")
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.reload()
    expect(page.get_by_role("link", name="Remove Scalability")).to_be_visible()


def test_a_filter_chosen_at_once_keeps_what_was_typed(page: Page, watch: Watch, guide: str) -> None:
    page.goto(f"{guide}questions/")
    page.get_by_role("searchbox").fill("cache")
    page.locator("#filter-kind-coding").evaluate("link => link.click()")
    expect(page.get_by_role("link", name="Remove Coding")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("cache")
    expect(page.locator("#rows a.prompt")).to_have_count(1)
    # Where the search is under way already, the filter takes its place, which htmx reports.
    watch.complaints = [text for text in watch.complaints if "htmx:" not in text]


def test_the_same_text_can_be_searched_again(page: Page, guide: str) -> None:
    page.goto(f"{guide}questions/")
    page.get_by_role("searchbox").fill("cache")
    count(page, 1)
    page.get_by_role("link", name="Remove “cache”").click()
    count(page, 41)
    page.get_by_role("searchbox").fill("cache")
    count(page, 1)
    page.get_by_role("searchbox").fill("")
    count(page, 41)
    expect(page).to_have_url(f"{guide}questions/")


def test_focus_stays_where_one_is(page: Page, guide: str) -> None:
    page.goto(f"{guide}questions/")
    page.locator("#filter-kind-coding").focus()
    page.keyboard.press("Enter")
    count(page, 5)
    expect(page.locator("#count")).to_be_focused()
    page.locator("#sort-2").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{guide}questions/?kind=coding&sort=difficulty")
    expect(page.locator("#sort-2")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("graph")
    page.keyboard.press("ArrowDown")
    count(page, 1)
    assert page.evaluate("document.activeElement.tagName") != "BODY"


def test_back_brings_the_search_before_it(page: Page, guide: str) -> None:
    page.goto(f"{guide}questions/")
    page.get_by_role("searchbox").fill("cache")
    expect(page).to_have_url(f"{guide}questions/?q=cache")
    count(page, 1)
    page.get_by_role("searchbox").fill("graph")
    expect(page).to_have_url(f"{guide}questions/?q=graph")
    page.go_back()
    expect(page).to_have_url(f"{guide}questions/?q=cache")
    expect(page.get_by_role("searchbox")).to_have_value("cache")
    expect(page.locator("#rows a.prompt")).to_contain_text("(LRU) cache")
    expect(page.locator("header.top")).to_be_visible()


def test_by_keyboard_alone(page: Page, guide: str) -> None:
    page.goto(f"{guide}questions/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("cloud/")
    expect(page.get_by_role("searchbox")).to_have_value("cloud/")
    count(page, 2)
    expect(page.locator("#rows mark").first).to_be_visible()
    rows = page.locator("#rows a.prompt")
    page.keyboard.press("ArrowDown")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Where it is asked")).to_be_visible()


def test_the_keys_can_be_switched_off_for_good(page: Page, guide: str) -> None:
    page.goto(f"{guide}questions/")
    page.get_by_role("button", name="Keyboard shortcuts: on").click()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    page.goto(f"{guide}rounds/2/")
    expect(page.get_by_role("button", name="Keyboard shortcuts: off")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Keyboard shortcuts: off").click()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(f"{guide}rounds/1/")


def test_sort_and_surprise(page: Page, guide: str) -> None:
    page.goto(f"{guide}questions/?round=1")
    page.get_by_role("link", name="Minutes", exact=True).click()
    expect(page).to_have_url(f"{guide}questions/?round=1&sort=minutes")
    expect(page.locator("#rows a.prompt").first).to_contain_text("salary")
    page.get_by_role("link", name="Surprise me").click()
    expect(page.get_by_role("link", name="Round 1 · HR / Recruiter Screen")).to_be_visible()


def test_on_a_small_screen_the_filters_fold(page: Page, guide: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{guide}questions/")
    coding = page.get_by_role("link", name=re.compile("^Coding 5"))
    expect(coding).to_be_hidden()
    page.get_by_text("Filter and sort").click()
    coding.click()
    count(page, 5)
    expect(page.get_by_role("link", name="Loop order")).to_be_visible()
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#narrow summary")).to_be_focused()


def test_search_across_guides(page: Page, guide: str) -> None:
    page.goto(guide.split("/guides/")[0] + "/guides/")
    page.get_by_role("searchbox").fill("scheduler")
    count(page, 1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Design a distributed job scheduler.")


def test_without_javascript(browser: Browser, watch: Watch, guide: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{guide}questions/?round=2")
    page.get_by_role("searchbox").fill("design")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(f"{guide}questions/?q=design&round=2")
    count(page, 5)
    page.get_by_role("link", name="Remove “design”").click()
    expect(page).to_have_url(f"{guide}questions/?round=2")
    page.get_by_role("link", name=re.compile("^Messaging")).click()
    count(page, 1)
    expect(page.get_by_text("Keyboard shortcuts")).to_be_hidden()
    context.close()
