"""Stepping through the rounds by click, key, Back and reload, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, Watch

NAMES = [
    "HR / Recruiter Screen",
    "System Design",
    "Coding & Algorithms",
    "Leadership & Strategy",
    "Executive & Vision",
]


def expect_round(page: Page, number: int) -> None:
    """Address, title, heading and loop bar all say the same."""
    name = NAMES[number - 1]
    expect(page).to_have_url(re.compile(rf"/rounds/{number}/$"))
    expect(page).to_have_title(f"Round {number} of 5: {name} · Peloton, Distinguished Engineer")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".loop [aria-current=step]")).to_have_id(f"loop-{number}")
    expect(page.locator("#stepper")).to_have_count(1)


def mark(page: Page) -> None:
    """Leaves a trace in the page, which only a swap in place leaves standing."""
    page.evaluate("window.sameDocument = true")


def same_document(page: Page) -> bool:
    return bool(page.evaluate("window.sameDocument === true"))


def test_step_by_click(page: Page, guide: str) -> None:
    page.goto(f"{guide}rounds/1/")
    mark(page)
    for number in (2, 3, 4, 5):
        page.locator("#next").click()
        expect_round(page, number)
    expect(page.locator("#next")).to_have_count(0)
    page.locator("#previous").click()
    expect_round(page, 4)
    page.locator("#loop-2").click()
    expect_round(page, 2)
    assert same_document(page)


def test_a_step_moves_focus_to_the_heading_and_the_view_to_the_top(page: Page, guide: str) -> None:
    page.goto(f"{guide}rounds/1/")
    page.locator("#next").click()
    expect_round(page, 2)
    expect(page.locator("#round-heading")).to_be_focused()
    expect(page.locator("#round-heading")).to_be_in_viewport()


def test_step_by_key(page: Page, guide: str) -> None:
    page.goto(f"{guide}rounds/2/")
    mark(page)
    page.keyboard.press("ArrowRight")
    expect_round(page, 3)
    page.keyboard.press("ArrowLeft")
    expect_round(page, 2)
    page.keyboard.press("ArrowLeft")
    expect_round(page, 1)
    page.keyboard.press("ArrowLeft")
    expect_round(page, 1)
    assert same_document(page)


@pytest.mark.parametrize("keys", ["Alt+ArrowRight", "Control+ArrowRight", "Shift+ArrowRight"])
def test_keys_of_the_browser_are_left_to_it(page: Page, guide: str, keys: str) -> None:
    page.goto(f"{guide}rounds/2/")
    page.keyboard.press(keys)
    page.keyboard.press("ArrowLeft")
    expect_round(page, 1)


def test_keys_do_not_step_while_typing(page: Page, guide: str) -> None:
    page.goto(f"{guide}rounds/2/")
    page.evaluate("document.querySelector('h1').append(document.createElement('textarea'))")
    page.locator("textarea").fill("ab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("x")
    expect(page.locator("textarea")).to_have_value("axb")
    expect(page).to_have_url(f"{guide}rounds/2/")


def test_back_forward_and_reload_land_on_the_same_round(page: Page, guide: str) -> None:
    page.goto(f"{guide}rounds/1/")
    page.locator("#next").click()
    expect_round(page, 2)
    page.keyboard.press("ArrowRight")
    expect_round(page, 3)
    page.go_back()
    expect_round(page, 2)
    page.go_back()
    expect_round(page, 1)
    page.go_forward()
    expect_round(page, 2)
    expect(page.locator("header.top")).to_be_visible()
    page.reload()
    expect_round(page, 2)
    page.keyboard.press("ArrowRight")
    expect_round(page, 3)


def test_back_from_another_page_shows_the_whole_page(page: Page, guide: str) -> None:
    page.goto(f"{guide}rounds/1/")
    page.locator("#next").click()
    expect_round(page, 2)
    page.get_by_role("link", name="Plan", exact=True).click()
    expect(page).to_have_url(f"{guide}plan/")
    page.go_back()
    expect_round(page, 2)
    expect(page.locator("header.top")).to_be_visible()


def test_a_fast_reader_ends_where_the_last_key_led(page: Page, guide: str) -> None:
    page.goto(f"{guide}rounds/1/")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect_round(page, 5)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect_round(page, 3)


def test_a_link_that_one_wants_in_another_tab_opens_there(page: Page, guide: str) -> None:
    page.goto(f"{guide}rounds/1/")
    with page.context.expect_page() as opened:
        page.locator("#next").click(modifiers=["Control"])
    expect(opened.value).to_have_url(f"{guide}rounds/2/")
    expect_round(page, 1)


def test_going_back_without_a_connection_is_told_by_the_browser(
    page: Page, watch: Watch, guide: str
) -> None:
    page.goto(f"{guide}rounds/1/")
    page.locator("#next").click()
    expect_round(page, 2)
    page.route("**/rounds/1/", lambda route: route.abort())
    page.go_back()
    expect(page.get_by_role("heading", name="System Design")).to_have_count(0)
    page.unroute("**/rounds/1/")
    page.reload()
    expect_round(page, 1)
    watch.complaints = [text for text in watch.complaints if "net::ERR_FAILED" not in text]


def test_segments_are_as_wide_as_the_rounds_are_long(page: Page, guide: str) -> None:
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{guide}rounds/1/")
        widths = page.locator(".loop svg").evaluate_all(
            "drawings => drawings.map(one => one.getBoundingClientRect().width)"
        )
        for drawn in widths[1:]:
            assert drawn / widths[0] == pytest.approx(60 / 45, rel=0.02)


def test_without_javascript(browser: Browser, watch: Watch, guide: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(guide)
    page.get_by_role("link", name="Start with round 1").click()
    for number in (1, 2, 3, 4):
        expect_round(page, number)
        page.locator("#next").click()
    expect_round(page, 5)
    page.go_back()
    expect_round(page, 4)
    page.locator("#loop-2").click()
    expect_round(page, 2)
    context.close()


def test_a_failed_step_says_so_and_leaves_the_round_standing(
    page: Page, watch: Watch, guide: str
) -> None:
    page.goto(f"{guide}rounds/1/")
    page.route("**/rounds/2/", lambda route: route.abort())
    page.locator("#next").click()
    expect(page.get_by_role("alert")).to_contain_text("could not be reached")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect_round(page, 1)
    watch.expect("net::ERR_FAILED")
    watch.expect("htmx:")
    page.unroute("**/rounds/2/")
    page.locator("#next").click()
    expect_round(page, 2)
    expect(page.get_by_role("alert")).to_have_text("")


def test_an_error_of_something_in_between_is_told_in_our_words(
    page: Page, watch: Watch, guide: str
) -> None:
    page.goto(f"{guide}rounds/1/")
    page.route(
        "**/rounds/2/",
        lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad</h1>"),
    )
    page.locator("#next").click()
    expect(page.get_by_role("alert")).to_contain_text("The server answered with an error (502).")
    expect_round(page, 1)
    watch.expect("502")


def test_a_round_that_was_retired_meanwhile_is_told_in_words(
    page: Page, watch: Watch, guide: str
) -> None:
    from prep.content import State
    from rounds.models import Round

    page.goto(f"{guide}rounds/4/")
    Round.objects.filter(key="executive-vision").update(state=State.RETIRED)
    page.locator("#next").click()
    expect(page.get_by_role("alert")).to_contain_text("what stood here was retired")
    expect(page.get_by_role("heading", level=1)).to_have_text("Leadership & Strategy")
    expect(page).to_have_url(f"{guide}rounds/4/")
    watch.expect("404")
