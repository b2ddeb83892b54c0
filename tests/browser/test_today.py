"""Coming back: a review from the day's page, and a question of one's own."""

import re
from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from questions.practice.models import Answer, OwnQuestion, Practice
from tests.browser.conftest import Watch
from tests.browser.test_budgets import RULES


def log(page: Page, text: str, band: str) -> None:
    page.fill("#answer-text", text)
    page.click("#log")
    page.wait_for_url("**/answers/*/")
    page.locator(".scale.overall").get_by_text(band, exact=True).click()
    page.click("#save-judgement")
    expect(page.locator("#judgement")).to_contain_text("Save the rating anew")


def expect_no_complaints(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"runOnly": RULES})
        assert found.response["violations"] == []


def test_a_review_is_done_from_the_days_page(page: Page, watch: Watch, guide: str) -> None:
    site = guide.split("/guides/")[0]
    page.goto(f"{guide}questions/mentoring-engineers/practice/")
    log(page, "We wrote goals together.", "Leaning no hire")
    Answer.objects.update(created=timezone.now() - timedelta(days=3))
    Practice.objects.get().recount(0)
    page.goto(f"{site}/")
    expect(page).to_have_url(f"{site}/today/")
    due = page.locator("section", has=page.locator("#due"))
    expect(due).to_contain_text("It leaned no hire, 3 days ago")
    page.fill("input[type=date]", (timezone.localdate() + timedelta(days=23)).isoformat())
    page.get_by_role("button", name="Note the day").click()
    expect(page.locator("h1")).to_have_text("23 days to your interview")
    due.locator("a.prompt").click()
    log(page, "We wrote goals together, and I asked how it went.", "Strong hire")
    expect(page.locator("#judgement")).to_contain_text("because it was a strong hire")
    page.goto(f"{site}/today/")
    expect(due).to_contain_text("Nothing is due today.")
    assert watch.complaints == []
    expect_no_complaints(page)
    for width in (320, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # What axe's own styles provoke is not the product's.
    watch.complaints.clear()


def test_a_question_of_ones_own_is_written_practised_and_deleted(
    page: Page, watch: Watch, guide: str
) -> None:
    site = guide.split("/guides/")[0]
    page.goto(f"{site}/me/questions/")
    page.get_by_label("Your question").fill("Why did you leave?")
    page.get_by_label("Round that it prepares for").select_option(index=3)
    page.get_by_role("button", name="Save and practise").click()
    expect(page.locator("h1")).to_have_text("Why did you leave?")
    page.fill("#answer-text", "For a")
    expect(page.locator("#answer-saved p").first).to_contain_text(re.compile(r"Saved \d"))
    page.reload()
    expect(page.locator("#answer-text")).to_have_value("For a")
    log(page, "For a larger problem.", "Leaning hire")
    page.goto(f"{site}/me/questions/")
    assert watch.complaints == []
    expect_no_complaints(page)
    watch.complaints.clear()
    page.get_by_role("link", name="Change: Why did you leave?").click()
    page.get_by_label("Delete it for good, with its 1 attempt").check()
    page.get_by_role("button", name="Delete this question").click()
    expect(page.get_by_role("heading", name="Write the first")).to_be_visible()
    assert OwnQuestion.objects.count() == 0


def test_a_question_of_ones_own_needs_no_javascript(browser: Browser, guide: str) -> None:
    site = guide.split("/guides/")[0]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/me/questions/")
    page.get_by_label("Your question").fill("Why did you leave?")
    page.get_by_role("button", name="Save and practise").click()
    page.fill("#answer-text", "For a larger problem.")
    page.click("#log")
    expect(page.locator(".said")).to_contain_text("For a larger problem.")
    page.goto(f"{site}/today/")
    expect(page.get_by_role("link", name="Why did you leave?").first).to_be_visible()
    context.close()
