"""What a candidate types never runs, judged by what a real browser executes of it.

Every place that shows typed text is visited with the whole corpus, under the policy that the
product sends and once more without any, since the policy is the second line of defence.
"""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from urllib.parse import urlencode, urlsplit

import markdown
import pytest
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page, Request, expect

from prep.candidates import GUEST
from prep.markdown import MAX_BYTES, render
from prep.models import User
from questions.models import Question
from questions.practice.models import Answer, Draft, Practice, Typed
from tests.browser.conftest import Watch
from tests.questions.practice.corpus import EVERY, VECTORS, Vector

# Sets off all that waits for somebody: events that elements listen to, links that are no
# addresses, forms that lead to such. Ends when what was set off has run: canaries run behind it,
# where no policy keeps them from it.
PROBE = """
async (policy) => {
  document.querySelectorAll("details").forEach(one => one.open = true)
  for (const element of document.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      const event = name.match(/^on(.+)|^(?:data-)?hx-on[:-](.+)/i)
      if (!event) continue
      element.focus?.()
      element.dispatchEvent(new Event(event[1] ?? event[2]))
    }
  }
  const leads = element => ["href", "xlink:href", "action", "formaction"].some(name => {
    const address = element.getAttribute(name)
    if (address === null) return false
    try { return !/^(https?|mailto):$/.test(new URL(address, document.baseURI).protocol) }
    catch { return false }
  })
  const press = () => new MouseEvent("click", { bubbles: true, cancelable: true })
  const click = element => element.dispatchEvent(press())
  // A second such click would call off the first, so each waits for its own to have run.
  const ran = async () => {
    if (policy) return new Promise(done => setTimeout(done))
    const heard = new Promise(done => { window.canary = done })
    const link = Object.assign(document.createElement("a"), { href: "javascript:canary()" })
    document.body.append(link)
    const image = new Image()
    image.onerror = () => { setTimeout(() => click(link)) }
    image.src = "data:,x"
    await heard
    link.remove()
  }
  for (const element of [...document.querySelectorAll("*")].filter(leads)) {
    if (element.requestSubmit) element.requestSubmit()
    else click(element)
    await ran()
  }
  await ran()
}
"""

# What the page saves on leaving, besides the form that is sent, is not what is looked at.
LEAVE_AT_ONCE = """() => {
  navigator.sendBeacon = () => true
  addEventListener("visibilitychange", event => event.stopImmediatePropagation(), true)
}"""


class Trap:
    """Notes every vector that ran, by its number, or that asked another host for something."""

    def __init__(self, context: BrowserContext, site: str, *, policy: bool) -> None:
        self.hits: set[str] = set()
        self.policy = policy
        self.host = urlsplit(site).netloc
        context.expose_binding("owned", lambda source, number: self.hits.add(str(number)))
        # To route every request through here would cost the browser its cache.
        context.on("request", self.note)
        context.on("dialog", self.dialog)

    def note(self, request: Request) -> None:
        parts = urlsplit(request.url)
        elsewhere = parts.scheme in ("http", "https") and parts.netloc != self.host
        if elsewhere or parts.path.startswith("/__owned/"):
            self.hits.add(re.sub(r".*(?:evil\.example|__owned)/(\d+).*", r"\1", request.url))

    def dialog(self, dialog: Dialog) -> None:
        self.hits.add(dialog.message)
        dialog.dismiss()

    def holds(self, page: Page) -> None:
        """Nothing of what the page shows runs, whatever one does with it."""
        page.wait_for_load_state()
        page.evaluate(PROBE, self.policy)
        said = {str(one.number): one.text for one in VECTORS}
        assert {number: said.get(number, "") for number in self.hits} == {}


@pytest.fixture(params=[True, False], ids=["policy", "no-policy"])
def trap(
    request: pytest.FixtureRequest, browser: Browser, watch: Watch, guide: str
) -> Iterator[tuple[Trap, Page, Practice]]:
    """A guest's page at a question, with the product's policy or without."""
    context = browser.new_context(bypass_csp=not request.param)
    trap = Trap(context, guide, policy=request.param)
    guest = User.objects.create_guest()
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[GUEST] = guest.pk
    session.save()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": guide}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    watch.on(page)
    question = Question.objects.get(slug="why-peloton")
    yield trap, page, Practice.objects.opened(guest, question)
    context.close()


def address(practice: Practice, guide: str) -> str:
    return guide.split("/guides/")[0] + f"{practice.subject.get_absolute_url()}practice/"


def log(practice: Practice, text: str, writer: str) -> Answer:
    return Answer.log(practice, Typed(text, 0, writer, 1), aloud=False)


def submit(page: Page, form: str) -> None:
    """Send a form as without JavaScript, so that the answer is a page and no fragment."""
    page.evaluate(LEAVE_AT_ONCE)
    with page.expect_navigation():
        page.locator(form).evaluate("form => HTMLFormElement.prototype.submit.call(form)")


def told(page: Page, watch: Watch, status: str) -> None:
    """Take back what the console says of a refusal, which may come after the page."""
    deadline = time.monotonic() + 5
    while not any(status in text for text in watch.complaints) and time.monotonic() < deadline:
        page.evaluate("0")
    watch.expect(status)


def test_editor(trap: tuple[Trap, Page, Practice], watch: Watch, guide: str) -> None:
    """Draft, preview, note, two texts for one, refusals: in place and as whole pages."""
    trapped, page, practice = trap
    page.goto(address(practice, guide))
    page.locator("#answer-text").fill(EVERY)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview .prose")).to_be_visible()
    page.locator("#note-text").fill(EVERY)
    expect(page.locator("#note-saved")).to_contain_text(re.compile(r"Saved \d"))
    trapped.holds(page)
    page.goto(f"{address(practice, guide)}?preview=yes")
    for name in ("answer", "note"):
        expect(page.locator(f"#{name}-text")).to_have_value(EVERY)
    trapped.holds(page)
    for draft in Draft.objects.all():
        draft.put(f"Other: {EVERY}")
    page.locator("#answer-text").fill(f"Mine: {EVERY}")
    page.keyboard.press("Control+s")
    expect(page.locator("#answer-other")).to_have_value(f"Other: {EVERY}")
    trapped.holds(page)
    told(page, watch, "409")
    submit(page, "#answer-form")
    expect(page.locator("#answer-other")).to_have_value(f"Other: {EVERY}")
    expect(page.locator("#answer-text")).to_have_value(f"Mine: {EVERY}")
    trapped.holds(page)
    told(page, watch, "409")
    page.get_by_role("button", name="Join both").click()
    expect(page.locator("#answer-other")).to_have_count(0)
    long = EVERY + "x" * MAX_BYTES
    page.locator("#answer-text").evaluate("(field, text) => field.value = text", long)
    submit(page, "#answer-form")
    expect(page.locator("#answer-saved .error")).to_contain_text("kB")
    expect(page.locator("#answer-text")).to_have_value(long)
    trapped.holds(page)
    told(page, watch, "422")
    # Headings alone are no attempt; the text stays in the field.
    page.locator("#answer-text").fill("## Situation\n\n \n")
    page.get_by_role("button", name="Log attempt").click()
    expect(page.locator("#answer-saved .error")).to_be_visible()
    trapped.holds(page)
    told(page, watch, "422")


def test_send_it_again(trap: tuple[Trap, Page, Practice], watch: Watch, guide: str) -> None:
    """A form that outlived its sign-in: names and values of any field are offered again."""
    trapped, page, practice = trap
    page.goto(address(practice, guide))
    page.locator("#answer-text").evaluate("(field, text) => field.value = text", EVERY)
    page.locator("#answer-form").evaluate(
        """(form, texts) => {
          form.querySelector("[name=csrfmiddlewaretoken]").value = "x".repeat(64)
          for (const text of texts) {
            const field = document.createElement("input")
            Object.assign(field, { type: "hidden", name: text, value: text })
            form.append(field)
          }
        }""",
        [one.text for one in VECTORS],
    )
    submit(page, "#answer-form")
    expect(page.get_by_role("heading", level=1)).to_have_text("Send it again?")
    expect(page.get_by_label("Your text")).to_have_value(EVERY)
    trapped.holds(page)
    told(page, watch, "403")
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("#answer-text")).to_have_value(EVERY)
    trapped.holds(page)


def test_attempts(trap: tuple[Trap, Page, Practice], watch: Watch, guide: str) -> None:
    """One attempt with everything, its judgement and note, and what changed to another."""
    trapped, page, practice = trap
    page.goto(address(practice, guide))
    page.locator("#answer-text").fill(EVERY)
    page.get_by_role("button", name="Log attempt").click()
    expect(page.locator(".said .prose")).to_be_visible()
    trapped.holds(page)
    page.get_by_label("A note to yourself").fill(EVERY)
    page.get_by_role("button", name="Save the rating").click()
    expect(page.locator(".judgement .saved")).to_be_visible()
    trapped.holds(page)
    page.reload()
    expect(page.locator("#id_note")).to_have_value(EVERY)
    trapped.holds(page)
    Answer.objects.update(note=f"Elsewhere: {EVERY}")
    page.locator("#id_note").fill(f"{EVERY} mine")
    page.get_by_role("button", name="Save the rating").click()
    expect(page.locator("#id_note-error")).to_contain_text("Elsewhere: ")
    trapped.holds(page)
    told(page, watch, "409")
    Answer.objects.update(note=f"Elsewhere again: {EVERY}")
    submit(page, "#judgement")
    expect(page.locator("#id_note-error")).to_contain_text("Elsewhere again: ")
    trapped.holds(page)
    told(page, watch, "409")
    page.locator("#id_note").fill(EVERY + "x" * 10_000)
    submit(page, "#judgement")
    expect(page.locator("#id_note-error")).to_contain_text("10,000")
    trapped.holds(page)
    told(page, watch, "422")
    # Half of the texts stay, the others go or come.
    changed = "\n\n".join(one.text for one in VECTORS[::2]) + f"\n\nnew\n\n{EVERY[::-1]}\n\n{EVERY}"
    later = log(practice, changed, "b" * 32)
    page.goto(f"{address(practice, guide)}answers/{later.pk}/")
    page.get_by_role("link", name="What changed since").click()
    expect(page.locator(".changes ins").first).to_be_visible()
    trapped.holds(page)
    page.goto(page.url.replace("a=", "c=").replace("b=", "a=").replace("c=", "b="))
    trapped.holds(page)


def test_lists(trap: tuple[Trap, Page, Practice], guide: str) -> None:
    """How each text starts, in the list of attempts and beside the editor."""
    trapped, page, practice = trap
    now = timezone.now()
    Answer.objects.bulk_create(
        Answer(
            practice=practice,
            created=now - timedelta(minutes=one.number),
            origin=str(one.number),
            text=one.text,
            text_html=render(one.text),
            prompt="p",
            round_name="r",
        )
        for one in VECTORS
    )
    practice.recount(len(VECTORS))
    page.goto(address(practice, guide))
    trapped.holds(page)
    page.goto(f"{address(practice, guide)}answers/")
    seen = 0
    while True:
        seen += page.locator("tr.start").count()
        trapped.holds(page)
        older = page.get_by_role("link", name="Older attempts")
        if not older.count():
            break
        older.click()
        expect(page.get_by_role("link", name="Newest")).to_be_visible()
    assert seen == len(VECTORS)


def test_bank(trap: tuple[Trap, Page, Practice], guide: str) -> None:
    """The search field, chips, notices on what is unknown, and the way to sign in from there."""
    trapped, page, _ = trap
    names = ["q", "round", "location", "kind", "status", "sort"]
    texts = [one.text for one in VECTORS]
    for start in range(0, len(texts), len(names)):
        asked = dict(zip(names, texts[start : start + len(names)], strict=False))
        page.goto(f"{guide}questions/?{urlencode(asked)}")
        expect(page.locator(".chips a").first).to_be_visible()
        trapped.holds(page)
    home = guide.split("/guides/")[0]
    page.goto(f"{home}/guides/?{urlencode({'q': EVERY[:400]})}")
    trapped.holds(page)
    # As one types, the answer is swapped in.
    page.goto(f"{guide}questions/")
    for text in (EVERY[:400], '"><img src=x: onerror=owned(9)>', "javascript:owned(9)"):
        page.get_by_role("searchbox").fill(text)
        expect(page.locator(".chips a").first).to_contain_text(" ".join(text[:20].split()))
        trapped.holds(page)


def test_each_text_rendered_alone(trap: tuple[Trap, Page, Practice], guide: str) -> None:
    """In one text an early vector may swallow a later one: here each is rendered by itself."""
    trapped, page, _ = trap
    parts = "".join(f"<section>{render(one.text)}</section>" for one in VECTORS)
    show(page, guide, parts)
    trapped.holds(page)


def test_the_corpus_bites(browser: Browser, guide: str) -> None:
    """Where nothing guards, each vector runs: what the other tests see is not for lack of teeth."""
    context = browser.new_context(bypass_csp=True)
    trap = Trap(context, guide, policy=False)
    # An answer without content leaves the page where it is.
    context.route(re.compile("evil\\.example|/__owned/"), lambda route: route.fulfill(status=204))
    page = context.new_page()
    biting = [one for one in VECTORS if one.context]
    for one in biting:
        show(page, guide, unguarded(one), scripts=True)
        # Some take the page elsewhere, as they should.
        with suppress(Error):
            page.evaluate(PROBE, True)
    context.close()
    assert [one.text for one in biting if str(one.number) not in trap.hits] == []


def unguarded(vector: Vector) -> str:
    if vector.context == "markdown":
        return markdown.markdown(vector.text, extensions=["tables"])
    return vector.context.format(vector.text)


def show(page: Page, guide: str, html: str, *, scripts: bool = False) -> None:
    """A page of the same site that holds what is given as it is."""
    htmx = f'<script src="{static("django_htmx/htmx-2.min.js")}"></script>' if scripts else ""
    body = f"<!doctype html><meta charset=utf-8>{htmx}<form id=probe></form><main>{html}</main>"
    there = f"{guide}shown"
    page.route(there, lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(there)
    page.unroute(there)
