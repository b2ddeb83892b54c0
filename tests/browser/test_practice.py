"""Practising in a real browser: nothing typed is lost, whatever happens to tab, line or sign-in."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from prep.models import User
from questions.practice.models import Answer, Draft, Practice, Timer, Typed
from tests.browser.conftest import Watch
from tests.browser.test_budgets import RULES, SHIFTS

SLUG = "mentoring-engineers"
PASSWORD = "a long way home 7"
SAVED = re.compile(r"^Saved \d\d:\d\d$")
RETRYING = "Not saved, retrying: your text is kept in this browser"
COPIES = "Object.keys(localStorage).filter(name => name.startsWith('prep:'))"


@pytest.fixture
def question(guide: str) -> str:
    """The address of one question of the guide."""
    return f"{guide}questions/{SLUG}/"


@pytest.fixture
def ada(guide: str) -> User:
    return User.objects.create_user("ada@example.com", PASSWORD)


def enter(context: BrowserContext, user: User, address: str) -> None:
    """Give a browser the cookie of somebody signed in."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    url = "/".join(address.split("/")[:3])
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


def editor(page: Page) -> Locator:
    return page.locator("#answer-text")


def line(page: Page) -> Locator:
    """The first words of the one line that says what is kept."""
    return page.locator("#answer-saved p").first


def expect_saved(page: Page) -> None:
    expect(line(page)).to_have_text(SAVED)


def expect_version(page: Page, number: int) -> None:
    expect(page.locator("#answer-saved input[name=version]")).to_have_value(str(number))


def expect_no_copies(page: Page) -> None:
    """The browser's own copy goes once the server has confirmed it, right after the swap."""
    # Not wait_for_function, which the policy takes for eval.
    for _ in range(300):
        if page.evaluate(COPIES) == []:
            return
        page.evaluate("new Promise(requestAnimationFrame)")
    pytest.fail("a copy is left in the browser")


def draft() -> Draft:
    found: Draft = Draft.objects.get(purpose=Draft.Purpose.ANSWER)
    return found


def kept(user: User) -> str:
    found: str = Draft.objects.get(practice__user=user, purpose=Draft.Purpose.ANSWER).text
    return found


def write(user: User, text: str) -> Draft:
    """What somebody wrote on another device."""
    from questions.models import Question

    practice = Practice.objects.opened(user, Question.objects.get(slug=SLUG))
    known = Draft.objects.filter(practice=practice, purpose=Draft.Purpose.ANSWER).first()
    version = known.version if known else 0
    Draft.write(practice, Draft.Purpose.ANSWER, Typed(text, version, "f" * 32, 1))
    return draft()


def forgive_offline(watch: Watch) -> None:
    """Chromium and htmx both tell the console of each request that finds no server."""
    parts = ("net::ERR_", "htmx:sendError", "htmx:afterRequest")
    watch.complaints = [text for text in watch.complaints if not any(p in text for p in parts)]


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_what_is_typed_is_saved_and_is_there_after_a_reload(page: Page, question: str) -> None:
    page.add_init_script(SHIFTS)
    page.set_viewport_size({"width": 320, "height": 1600})
    page.goto(f"{question}practice/")
    assert User.objects.count() == 0
    expect(page.get_by_role("button", name="Save draft")).to_be_hidden()
    expect(page.get_by_role("button", name="Save note")).to_be_hidden()
    assert page.evaluate("window.shift || 0") == 0
    editor(page).press_sequentially("I coached two")
    before = timezone.now()
    expect_saved(page)
    # A second after the last key, and what a busy machine takes.
    assert timezone.now() - before < timedelta(seconds=3)
    hint = page.locator("#answer-saved p").nth(1)
    expect(hint).to_have_text("Kept on this browser until you sign up")
    assert page.evaluate("window.shift || 0") == 0
    assert (draft().text, User.objects.get().is_guest) == ("I coached two", True)
    page.locator("#note-text").fill("Ask Sam.")
    expect(page.locator("#note-saved p").first).to_have_text(SAVED)
    page.reload()
    expect(editor(page)).to_have_value("I coached two")
    expect(page.locator("#note-text")).to_have_value("Ask Sam.")
    expect_no_copies(page)
    # Leaving within the second in which nothing is sent yet.
    editor(page).press("End")
    editor(page).press_sequentially(" staff engineers")
    page.get_by_role("link", name="Rounds").click()
    expect(page.locator("#round-heading")).to_be_visible()
    page.go_back()
    expect(editor(page)).to_have_value("I coached two staff engineers")
    expect_saved(page)
    assert User.objects.count() == 1


def test_without_a_connection_the_text_is_kept_and_saved_later(
    page: Page, context: BrowserContext, watch: Watch, question: str
) -> None:
    page.goto(f"{question}practice/")
    editor(page).fill("Kept")
    expect_saved(page)
    context.set_offline(True)
    editor(page).press_sequentially(" while the train is in the tunnel")
    expect(line(page)).to_have_text(RETRYING)
    expect(page.get_by_role("status")).to_have_text(RETRYING)
    assert draft().text == "Kept"
    assert len(page.evaluate(COPIES)) == 1
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{question}practice/")
    expect(editor(page)).to_have_value("Kept while the train is in the tunnel")
    expect_saved(page)
    assert draft().text == "Kept while the train is in the tunnel"
    expect_no_copies(page)
    # Without leaving the page: it tries again by itself.
    context.set_offline(True)
    editor(page).press("End")
    editor(page).press_sequentially(".")
    expect(line(page)).to_have_text(RETRYING)
    context.set_offline(False)
    expect_saved(page)
    assert draft().text == "Kept while the train is in the tunnel."
    expect_no_copies(page)
    assert User.objects.count() == 1
    forgive_offline(watch)


def test_a_visitor_who_never_reached_the_server_loses_nothing(
    page: Page, context: BrowserContext, watch: Watch, question: str
) -> None:
    page.goto(f"{question}practice/")
    context.set_offline(True)
    editor(page).fill("First words")
    page.locator("#note-text").fill("A note")
    expect(line(page)).to_have_text(RETRYING)
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{question}practice/")
    expect(editor(page)).to_have_value("First words")
    expect_saved(page)
    expect(page.locator("#note-saved p").first).to_have_text(SAVED)
    expect_no_copies(page)
    # Both first requests were for one and the same guest.
    page.reload()
    expect(editor(page)).to_have_value("First words")
    expect(page.locator("#note-text")).to_have_value("A note")
    forgive_offline(watch)


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        ("Join both", "From the other tab\n\n---\n\nFrom this tab, and on"),
        ("Keep mine, below", "From this tab, and on"),
        ("Take the other", "From the other tab"),
    ],
)
def test_two_tabs_on_one_draft(
    page: Page, context: BrowserContext, watch: Watch, question: str, choice: str, text: str
) -> None:
    page.goto(f"{question}practice/")
    editor(page).fill("Both know this")
    expect_saved(page)
    other = context.new_page()
    other.goto(f"{question}practice/")
    editor(other).fill("From the other tab")
    expect_saved(other)
    # What is typed while the answer is on its way: the route holds it back until it is.
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/draft/", hold, times=1)
    editor(page).fill("From this tab")
    with page.expect_request("**/draft/"):
        pass
    editor(page).press_sequentially(", and on")
    held[0].continue_()
    heading = page.get_by_role("heading", name="There are two texts")
    expect(heading).to_be_focused()
    expect(page.get_by_label("The other text")).to_have_value("From the other tab")
    expect(editor(page)).to_have_value("From this tab, and on")
    assert draft().text == "From the other tab"
    # Nothing is saved until one has chosen, not even by what saves at once.
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.method))
    editor(page).press("Control+s")
    page.evaluate("dispatchEvent(new Event('focus'))")
    assert "POST" not in posts
    page.reload()
    expect(heading).to_be_visible()
    expect(editor(page)).to_have_value("From this tab, and on")
    page.get_by_role("button", name=choice).click()
    expect(heading).to_have_count(0)
    expect(editor(page)).to_have_value(text)
    expect(editor(page)).to_be_focused()
    expect_saved(page)
    assert draft().text == text
    # Saving goes on from there.
    editor(page).fill("Settled")
    expect_version(page, draft().version + 1)
    expect_no_copies(page)
    assert draft().text == "Settled"
    watch.expect("409")


def test_two_notes_are_chosen_from_as_well(
    page: Page, context: BrowserContext, watch: Watch, question: str
) -> None:
    page.goto(f"{question}practice/")
    page.locator("#note-text").fill("Known")
    saved = page.locator("#note-saved p").first
    expect(saved).to_have_text(SAVED)
    other = context.new_page()
    other.goto(f"{question}practice/")
    other.locator("#note-text").fill("Theirs")
    other.locator("#note-text").press("Control+s")
    expect(other.locator("#note-saved input[name=version]")).to_have_value("2")
    page.locator("#note-text").fill("Mine")
    page.get_by_role("button", name="Join both").click()
    expect(page.locator("#note-text")).to_have_value("Theirs\n\n---\n\nMine")
    expect(saved).to_have_text(SAVED)
    watch.expect("409")


def test_a_guest_signs_up_and_everything_is_there(page: Page, question: str) -> None:
    page.goto(f"{question}practice/")
    page.get_by_role("button", name="Bookmark this question").click()
    expect(page.get_by_role("button", name="Bookmarked")).to_be_focused()
    editor(page).fill("The first attempt")
    page.get_by_role("button", name="Log attempt").click()
    expect(page.get_by_role("button", name="Save the rating")).to_be_visible()
    page.get_by_role("link", name="Try again").click()
    expect(editor(page)).to_have_value("")
    editor(page).fill("The second, not logged yet")
    expect_saved(page)
    page.get_by_role("link", name="sign up").click()
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(editor(page)).to_have_value("The second, not logged yet")
    expect(page.get_by_text("Kept on this browser until")).to_have_count(0)
    expect(page.get_by_role("button", name="Bookmarked")).to_be_visible()
    page.locator("summary", has_text="Earlier attempts").click()
    expect(page.get_by_text("The first attempt")).to_be_visible()
    assert User.objects.get().email == "ada@example.com"


def test_signing_in_to_an_account_with_another_text_offers_both(
    page: Page, question: str, ada: User
) -> None:
    write(ada, "Written at home")
    page.goto(f"{question}practice/")
    editor(page).fill("Written on the way")
    expect_saved(page)
    page.locator("#sign-in").click()
    sign_in(page)
    expect(page.get_by_role("heading", name="There are two texts")).to_be_visible()
    shown = [editor(page).input_value(), page.get_by_label("The other text").input_value()]
    assert sorted(shown) == ["Written at home", "Written on the way"]
    page.get_by_role("button", name="Join both").click()
    expect(page.get_by_role("heading", name="There are two texts")).to_have_count(0)
    joined = editor(page).input_value()
    assert sorted(joined.split("\n\n---\n\n")) == ["Written at home", "Written on the way"]
    assert (kept(ada), User.objects.count()) == (joined, 1)


def test_the_whole_loop_without_javascript(browser: Browser, question: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(5000)
    page.goto(question)
    page.get_by_role("link", name="Practise this question").click()
    editor(page).fill("Words before the timer")
    page.get_by_role("button", name="Start the timer").click()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    expect(editor(page)).to_have_value("Words before the timer")
    page.get_by_role("button", name="Insert an outline").click()
    expect(editor(page)).to_have_value(re.compile(r"^Words before the timer\n\n## Situation\n"))
    editor(page).fill("First **strong** attempt")
    page.get_by_role("button", name="Save draft").click()
    expect_saved(page)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview strong")).to_have_text("strong")
    page.get_by_role("button", name="Log attempt").click()
    page.get_by_role("group", name="Overall").get_by_label("Leaning hire").check()
    page.get_by_label("A note to yourself").fill("Name the numbers")
    page.get_by_role("button", name="Save the rating").click()
    expect(page.get_by_role("group", name="Overall").get_by_label("Leaning hire")).to_be_checked()
    expect(page.locator("#judgement .saved")).to_have_text(re.compile("^Saved"))
    page.get_by_role("link", name="Try again").click()
    expect(editor(page)).to_have_value("")
    editor(page).fill("Second **strong** attempt")
    page.get_by_role("button", name="Log attempt").click()
    page.get_by_role("link", name="2 attempts").click()
    page.get_by_role("button", name="Compare the two").click()
    expect(page.locator(".changes del").first).to_have_text("First")
    expect(page.locator(".changes ins").first).to_have_text("Second")
    page.get_by_role("link", name="All attempts").click()
    page.locator(".attempts th a").first.click()
    page.get_by_role("button", name="Delete this attempt").click()
    expect(page.locator(".attempts th a")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Second strong attempt")).to_be_visible()
    assert Practice.objects.get().attempts == 2
    context.close()


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until it is reached; a hundred stops are more than any page has."""
    for _ in range(100):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("Tab does not get there")


def test_by_keyboard_alone(page: Page, question: str) -> None:
    page.goto(question)
    tab_to(page, page.get_by_role("link", name="Practise this question"))
    page.keyboard.press("Enter")
    expect(editor(page)).to_be_focused()
    page.keyboard.type("Said with the hands on the keys")
    start = page.get_by_role("button", name="Start the timer")
    start.focus()
    for name, after in [
        ("Start the timer", "Pause"),
        ("Pause", "Resume"),
        ("Resume", "Pause"),
        ("5 min more", "5 min more"),
        ("No timer", "Start the timer"),
    ]:
        tab_to(page, page.get_by_role("button", name=name))
        page.keyboard.press("Space")
        expect(page.get_by_role("button", name=after)).to_be_focused()
        if name == after:
            # The button that comes has the same name: what it did tells that it is there.
            expect(page.locator("#timer")).to_contain_text("of 15 min")
    tab_to(page, page.get_by_role("button", name="Preview"))
    page.keyboard.press("Enter")
    expect(page.locator("#preview")).to_contain_text("Said with the hands")
    expect(page.get_by_role("button", name="Preview")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("I answered aloud")).to_be_checked()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    overall = page.get_by_role("group", name="Overall")
    tab_to(page, overall.get_by_label("Strong no hire"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(overall.get_by_label("Leaning hire")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Rating saved.")
    expect(overall.get_by_label("Leaning hire")).to_be_focused()
    save = page.get_by_role("button", name="Save the rating anew")
    tab_to(page, save)
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_have_text("Rating saved.")
    expect(save).to_be_focused()
    answer = Answer.objects.get()
    assert (answer.text, answer.band, answer.aloud) == ("Said with the hands on the keys", 3, True)


def lose_the_session(context: BrowserContext, _: str) -> None:
    Session.objects.all().delete()


def sign_out_elsewhere(context: BrowserContext, question: str) -> None:
    page = context.new_page()
    page.goto(question.split("/guides/")[0] + "/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.close()


@pytest.mark.parametrize("end", [lose_the_session, sign_out_elsewhere])
def test_typing_on_after_the_session_ended(
    page: Page,
    context: BrowserContext,
    watch: Watch,
    question: str,
    ada: User,
    end: Callable[[BrowserContext, str], None],
) -> None:
    write(ada, "Signed in")
    enter(context, ada, question)
    page.goto(f"{question}practice/")
    expect(editor(page)).to_have_value("Signed in")
    end(context, question)
    editor(page).press("End")
    editor(page).press_sequentially(" and typing")
    expect(line(page)).to_contain_text("Not saved")
    expect(line(page)).to_contain_text("Your text is still here")
    assert len(page.evaluate(COPIES)) == 1
    page.get_by_role("button", name="Bookmark this question").click()
    expect(page.locator("#bookmark .error")).to_contain_text("Not saved")
    watch.expect("409")
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (new tab)").first.click()
    sign_in(opened.value)
    expect(opened.value.get_by_role("link", name="Account")).to_be_visible()
    opened.value.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect_saved(page)
    expect(page.get_by_role("alert")).to_have_text("")
    assert kept(ada) == "Signed in and typing"
    editor(page).press_sequentially(" on")
    expect_version(page, 3)
    assert kept(ada) == "Signed in and typing on"
    expect_no_copies(page)
    assert User.objects.count() == 1
    # The token that the page came with is the one of before signing in.
    watch.expect("403")


def test_the_clock(page: Page, question: str) -> None:
    page.goto(f"{question}practice/")
    page.get_by_label("Minutes").fill("7")
    page.get_by_role("button", name="Start the timer").click()
    clock = page.get_by_role("timer")
    expect(clock).to_have_text("06:58")
    expect(page.get_by_role("status")).to_have_text("")
    page.reload()
    expect(clock).to_have_text(re.compile("^06:5[0-7]$"))
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("of 7 min, paused")).to_be_visible()
    stands = clock.inner_text()
    page.reload()
    expect(clock).to_have_text(stands)
    page.get_by_role("button", name="5 min more").click()
    expect(clock).to_have_text(stands.replace("06:", "11:"))
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_text(re.compile(r"of 12 min, until \d\d:\d\d"))).to_be_visible()
    editor(page).fill("In the middle of a")
    expect_saved(page)
    for left, words in [(301, "5 minutes left."), (61, "1 minute left."), (1, "The time is up.")]:
        since = timezone.now() - timedelta(seconds=12 * 60 - left - 1)
        Timer.objects.update(spent=0, running_since=since)
        page.reload()
        expect(page.get_by_role("status")).to_contain_text(words)
    expect(clock).to_have_text("+00:01")
    expect(editor(page)).to_have_value("In the middle of a")
    assert (Answer.objects.count(), draft().text) == (0, "In the middle of a")
    page.reload()
    expect(page.get_by_text("of 12 min: the time is up")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("")
    page.get_by_role("button", name="No timer").click()
    expect(page.get_by_label("Minutes")).to_be_visible()
    expect(editor(page)).to_have_value("In the middle of a")


def test_it_opens_in_place_and_stepping_on_loses_nothing(
    page: Page, guide: str, question: str
) -> None:
    page.goto(f"{guide}rounds/2/")
    expect(page.locator("form[method=post]")).to_have_count(0)
    rows = page.get_by_role("link", name=re.compile("^Practise: "))
    first = str(rows.nth(0).get_attribute("aria-label")).removeprefix("Practise: ")
    rows.nth(0).click()
    expect(editor(page)).to_be_focused()
    expect(page.locator("#practice h2")).to_have_text(first)
    expect(page).to_have_url(f"{guide}rounds/2/")
    page.keyboard.type("Unsaved when another is opened")
    rows.nth(1).click()
    expect(page.locator("#practice h2")).not_to_have_text(first)
    expect(editor(page)).to_have_value("")
    expect(editor(page)).to_be_focused()
    page.keyboard.type("Unsaved when one steps on")
    page.locator("#next").click()
    expect(page.locator("#round-heading")).to_have_text("Coding & Algorithms")
    page.go_back()
    for number, text in [(1, "Unsaved when one steps on"), (0, "Unsaved when another is opened")]:
        rows.nth(number).click()
        expect(editor(page)).to_have_value(text)
    assert User.objects.count() == 1
    assert {one.text for one in Draft.objects.all()} == {
        "Unsaved when another is opened",
        "Unsaved when one steps on",
    }
    page.goto(question)
    expect(page.locator("form[method=post]")).to_have_count(0)
    page.get_by_role("link", name="Practise this question").click()
    expect(editor(page)).to_be_focused()
    expect(page).to_have_url(question)


def test_what_was_logged_does_not_come_back_as_a_draft(page: Page, question: str) -> None:
    page.goto(f"{question}practice/")
    editor(page).fill("Logged before it was saved")
    page.get_by_role("button", name="Log attempt").click()
    expect(page.get_by_role("button", name="Save the rating")).to_be_visible()
    expect_no_copies(page)
    page.get_by_role("link", name="Try again").click()
    expect(editor(page)).to_have_value("")
    assert [one.text for one in Answer.objects.all()] == ["Logged before it was saved"]
    assert [one.text for one in Draft.objects.exclude(text="")] == []


def test_a_text_that_is_too_long_stays_until_it_is_shorter(
    page: Page, watch: Watch, question: str
) -> None:
    page.goto(f"{question}practice/")
    editor(page).fill("x" * 300_000)
    expect(line(page)).to_contain_text("Shorten it, and save again.")
    expect(editor(page)).to_have_value("x" * 300_000)
    watch.expect("422")
    editor(page).fill("Short")
    expect_saved(page)
    assert draft().text == "Short"


def test_after_signing_out_back_shows_the_sign_in_page(
    page: Page, context: BrowserContext, question: str, ada: User
) -> None:
    write(ada, "Nobody else's business")
    enter(context, ada, question)
    page.goto(f"{question}practice/")
    page.get_by_role("button", name="Log attempt").click()
    expect(page.locator(".said .prose")).to_have_text("Nobody else's business")
    page.goto(question.split("/guides/")[0] + "/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    heading = page.get_by_role("heading", name="Sign in")
    expect(heading).to_be_visible()
    address = re.compile(r"/accounts/login/\?next=.*(answers|practice)")
    for _ in range(4):
        page.go_back()
        expect(heading).to_be_visible()
        if address.search(page.url):
            break
    expect(page).to_have_url(address)
    expect(page.get_by_text("Nobody else's business")).to_have_count(0)
    page.get_by_role("link", name="practise without one").click()
    expect(editor(page)).to_have_value("")
    page.goto(question)
    page.get_by_role("link", name="Practise this question").click()
    expect(editor(page)).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_budgets(browser: Browser, watch: Watch, question: str, ada: User, scheme: str) -> None:
    practice = Practice.objects.get(pk=write(ada, "Before").practice_id)
    for number in (1, 2):
        typed = Typed(f"Attempt {number}, " + "said " * 100, 1, f"{number}" * 32, 1)
        Answer.log(practice, typed, aloud=False)
    write(ada, "## First\n\n" + "word " * 200)
    Timer.start(practice, 20 * 60)
    ids = list(Answer.objects.values_list("pk", flat=True))
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    enter(context, ada, question)
    page = context.new_page()
    watch.on(page)
    page.add_init_script(SHIFTS)
    weigh(page, f"{question}practice/")
    pages = ["", "answers/", f"answers/{ids[0]}/", f"answers/comparison/?a={ids[0]}&b={ids[1]}"]
    for path in pages:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{question}practice/{path}")
            page.wait_for_load_state("networkidle")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate("window.shift || 0") == 0, (path, width)
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        examine(page, watch)
    page.goto(f"{question}practice/")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview h2").first).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("paused")).to_be_visible()
    # What one asks for may make room for itself; what happens by itself may not.
    page.evaluate("window.shift = 0")
    editor(page).fill("Another text")
    expect_version(page, draft().version + 1)
    assert page.evaluate("window.shift") == 0
    examine(page, watch)
    write(ada, "Yet another")
    editor(page).fill("Not that one")
    expect(page.get_by_role("heading", name="There are two texts")).to_be_visible()
    watch.expect("409")
    examine(page, watch)
    context.close()


def weigh(page: Page, address: str) -> None:
    """A first visit: at most 60 kB and twelve requests."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    received: list[float] = []
    cdp.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert 0 < len(received) <= 12
    assert sum(received) <= 60_000
    cdp.detach()


def examine(page: Page, watch: Watch) -> None:
    # axe adds styles of its own, which the policy refuses: what the page said is read before.
    said = list(watch.complaints)
    results = Axe().run(page, options={"runOnly": RULES})
    watch.complaints = said
    assert results.violations_count == 0, results.generate_report()
