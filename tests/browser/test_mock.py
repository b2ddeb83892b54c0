"""A mock round from start to debrief: with a reload in the middle, and with JavaScript off."""

import re
from itertools import product as pairs

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, Watch
from tests.browser.test_budgets import GUIDE, RULES, SHIFTS


def check_look(page: Page, watch: Watch) -> None:
    """Nothing sticks out from 320 px on, and axe finds nothing, light or dark."""
    said = list(watch.complaints)
    for scheme, width in pairs(("light", "dark"), (320, 1280)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        results = Axe().run(page, options={"runOnly": RULES})
        assert results.violations_count == 0, (page.url, results.generate_report())
    # axe adds styles of its own, which the policy refuses.
    watch.complaints = said


def expect_question(page: Page, position: int, count: int) -> None:
    expect(page.get_by_text(f"Mock, question {position} of {count}")).to_be_visible()


def set_up(page: Page, product: str) -> None:
    """Leadership: six questions of ten minutes fill the hour; two are enough to run through."""
    page.goto(f"{product}{GUIDE}rounds/4/")
    page.get_by_role("link", name="Start a mock of this round").click()
    boxes = page.get_by_role("checkbox")
    for box in boxes.all()[2:]:
        box.uncheck()


def log(page: Page, text: str) -> None:
    page.get_by_label("Your answer").fill(text)
    page.locator("#log").click()


def rate(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("How did it go?")
    for card in page.locator(".judgement").all():
        card.get_by_label("Leaning hire").last.check()
        card.get_by_label("Strong no hire").first.check()
        card.locator("input[type=checkbox]").first.check()
    page.get_by_label("A note to yourself").first.fill("Name the figure first.")
    page.get_by_role("button", name="Save the ratings").click()


def expect_debrief(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Debrief")
    expect(page.locator("dl.facts")).to_contain_text("2 of 2")
    expect(page.locator("dl.facts")).to_contain_text("Leaning hire")
    expect(page.get_by_role("region", name="By criterion")).to_contain_text("Strong no hire")
    expect(page.get_by_text("What would have sunk it")).to_be_visible()
    expect(page.get_by_text("Name the figure first.")).to_be_visible()


def test_from_start_to_debrief_with_a_reload_in_the_middle(
    page: Page, watch: Watch, product: str
) -> None:
    set_up(page, product)
    expect(page.locator("#sum")).to_have_text(re.compile(r"^\s*2\d of 60 minutes"))
    check_look(page, watch)
    page.get_by_role("button", name="Start the mock").click()
    expect_question(page, 1, 2)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(60:00|59:5\d)$"))
    check_look(page, watch)
    log(page, "First, the **people**.")
    expect_question(page, 2, 2)
    expect(page.get_by_label("Your answer")).to_have_value("")
    # Half a sentence, not saved yet: the reload comes before the second is over.
    page.get_by_label("Your answer").fill("Second, the pla")
    page.reload()
    expect_question(page, 2, 2)
    expect(page.get_by_label("Your answer")).to_have_value("Second, the pla")
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^59:\d\d$"))
    page.get_by_label("Your answer").press("End")
    page.get_by_label("Your answer").press_sequentially("n.")
    expect(page.locator("#answer-saved")).to_contain_text(re.compile(r"Saved \d"))
    page.locator("#log").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How did it go?")
    check_look(page, watch)
    rate(page)
    expect_debrief(page)
    check_look(page, watch)
    debrief = page.url
    attempts = page.locator("main table a").all()
    for link, text in zip(attempts, ["First, the people.", "Second, the plan."], strict=True):
        address = link.get_attribute("href") or ""
        with page.context.new_page() as tab:
            tab.goto(product + address)
            expect(tab.locator(".said .prose")).to_have_text(text)
            tab.goto(product + address.partition("answers/")[0])
            expect(tab.get_by_label("Your answer")).to_have_value("")
    assert page.url == debrief
    page.get_by_role("link", name="Another mock of this round").click()
    expect(page.get_by_role("heading", name="Past mocks of this round")).to_be_visible()
    check_look(page, watch)


def test_without_javascript(browser: Browser, watch: Watch, product: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    set_up(page, product)
    page.get_by_role("button", name="Start the mock").click()
    expect_question(page, 1, 2)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    page.locator("#log").click()
    expect(page.get_by_text("Not logged: there is no answer yet.")).to_be_visible()
    log(page, "First, the people.")
    expect_question(page, 2, 2)
    page.get_by_label("Your answer").fill("Second, the pla")
    page.get_by_role("button", name="Save draft").click()
    page.reload()
    expect_question(page, 2, 2)
    expect(page.get_by_label("Your answer")).to_have_value("Second, the pla")
    log(page, "Second, the plan.")
    rate(page)
    expect_debrief(page)
    context.close()


def test_the_sum_follows_what_one_chooses(page: Page, watch: Watch, product: str) -> None:
    page.goto(f"{product}{GUIDE}rounds/2/mock/")
    expect(page.locator("#sum")).to_contain_text("of 60 minutes")
    for box in page.get_by_role("checkbox").all():
        box.check()
    expect(page.locator("#sum")).to_contain_text("more than the round has")
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    expect(page.locator("#sum")).to_have_text(re.compile(r"^\s*0 of 60 minutes\s*$"))
    page.get_by_role("button", name="Start the mock").click()
    expect(page.get_by_text("Choose one question at least")).to_be_visible()
    watch.expect("422")


def test_a_text_of_another_tab_is_settled_without_leaving_the_mock(
    page: Page, watch: Watch, product: str
) -> None:
    set_up(page, product)
    page.get_by_role("button", name="Start the mock").click()
    expect_question(page, 1, 2)
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Your answer").fill("From the other tab.")
    expect(other.locator("#answer-saved")).to_contain_text(re.compile(r"Saved \d"))
    other.close()
    page.get_by_label("Your answer").fill("From this tab.")
    expect(page.get_by_role("heading", name="There are two texts")).to_be_visible()
    page.get_by_role("button", name="Join both").click()
    both = "From the other tab.\n\n---\n\nFrom this tab."
    expect(page.locator("#answer-text")).to_have_value(both)
    page.locator("#log").click()
    expect_question(page, 2, 2)
    page.get_by_role("button", name="End the mock").click()
    page.get_by_text("What you wrote").click()
    expect(page.locator(".judgement .prose")).to_have_text(
        re.compile("From the other.*From this", re.S)
    )
    watch.expect("409")


def test_passing_over_and_ending_keep_what_is_written(page: Page, product: str) -> None:
    set_up(page, product)
    page.get_by_role("button", name="Start the mock").click()
    page.get_by_label("Your answer").fill("A first thought.")
    page.get_by_role("button", name="Pass over it").click()
    expect_question(page, 2, 2)
    page.get_by_label("Your answer").fill("A second thought.")
    page.get_by_role("button", name="End the mock").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Debrief")
    expect(page.get_by_text("nothing to rate")).to_be_visible()
    set_up(page, product)
    page.get_by_role("button", name="Start the mock").click()
    expect(page.get_by_label("Your answer")).to_have_value("A first thought.")
    page.get_by_role("button", name="Pass over it").click()
    expect_question(page, 2, 2)
    expect(page.get_by_label("Your answer")).to_have_value("A second thought.")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_shifts_on_the_way_in(page: Page, product: str, width: int) -> None:
    page.add_init_script(SHIFTS)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{product}{GUIDE}rounds/4/mock/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift || 0") == 0
    page.get_by_role("button", name="Start the mock").click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift || 0") == 0
