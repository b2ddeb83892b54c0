"""The budgets of a page, measured at the product as it is served: weight, requests, shift, axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Watch

GUIDE = "/guides/peloton-distinguished-engineer/"
PAGES = [
    "/guides/",
    "/guides/?q=scal",
    GUIDE,
    f"{GUIDE}?location=remote",
    *(f"{GUIDE}rounds/{number}/" for number in range(1, 6)),
    f"{GUIDE}questions/",
    f"{GUIDE}questions/?q=scal&tag=scalability",
    f"{GUIDE}questions/?q=quux",
    f"{GUIDE}questions/mentoring-engineers/",
    f"{GUIDE}dsa/",
    f"{GUIDE}plan/",
    "/nowhere/",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHIFTS = """
new PerformanceObserver(list => {
  window.shift = (window.shift || 0) + list.getEntries().reduce((sum, one) => sum + one.value, 0)
}).observe({ type: "layout-shift", buffered: true })
"""
# A resize that the browser only gets round to while the next page loads would move that page.
RESIZED = """
width => new Promise(done => {
  const look = () => requestAnimationFrame(innerWidth === width ? painted : look)
  const painted = () => requestAnimationFrame(done)
  look()
})
"""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_keeps_to_its_budgets(page: Page, watch: Watch, product: str, path: str) -> None:
    """Weight, requests and shift on a first visit, shift on a wide screen, width, then axe."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.evaluate(RESIZED, 390)
    page.add_init_script(SHIFTS)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    received: list[float] = []
    cdp.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    hosts: list[str] = []

    def note(request: Request) -> None:
        hosts.append("/".join(request.url.split("/")[:3]))

    page.on("request", note)
    page.goto(product + path)
    page.wait_for_load_state("networkidle")
    assert set(hosts) == {product}
    assert len(hosts) <= 12
    assert len(received) >= len(hosts)
    assert 0 < sum(received) <= 60_000
    assert page.evaluate("window.shift || 0") == 0
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate(RESIZED, 1280)
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift || 0") == 0
    for width in (320, 390, 768, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    forgive_missing(watch, path)
    check_with_axe(page, watch)


def check_with_axe(page: Page, watch: Watch) -> None:
    """Everything open, light and dark, as wide as a phone."""
    # axe adds styles of its own, which the policy refuses: what the page said is read before.
    said = list(watch.complaints)
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        results = Axe().run(page, options={"runOnly": RULES})
        assert results.violations_count == 0, results.generate_report()
    watch.complaints = said


def test_nothing_shifts_on_a_swap(page: Page, product: str) -> None:
    page.add_init_script(SHIFTS)
    page.goto(f"{product}{GUIDE}rounds/1/")
    for number in (2, 3, 4):
        page.keyboard.press("ArrowRight")
        expect(page.locator(".loop [aria-current=step]")).to_have_id(f"loop-{number}")
    assert page.evaluate("window.shift || 0") == 0


def test_a_round_prints_as_one_card(page: Page, product: str) -> None:
    page.goto(f"{product}{GUIDE}rounds/2/")
    page.emulate_media(media="print")
    for hidden in ("header.top", ".steps", "footer"):
        expect(page.locator(hidden)).to_be_hidden()
    for shown in ("h1", "aside", ".loop", ".rows"):
        expect(page.locator(shown).first).to_be_visible()
    assert pages_of(page.pdf(format="A4", prefer_css_page_size=True)) == 1


def pages_of(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page") - pdf.count(b"/Type /Pages")


def forgive_missing(watch: Watch, path: str) -> None:
    """A page that is not there is an error on Chromium's console, and meant here."""
    if path == "/nowhere/":
        watch.complaints = [text for text in watch.complaints if "404" not in text]
