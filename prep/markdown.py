"""The one way from Markdown to HTML: rendered at save, sanitised, stored. Never at request time."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.inlinepatterns import HTML_RE, InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX

from prep.markdown_bounds import BlockGuard, Budget
from prep.markdown_code import BoundedFences, PlainCode
from prep.markdown_inline import BoundedInline

MAX_BYTES = 256 * 1024

TAGS = {
    *("a", "blockquote", "br", "code", "del", "div", "em", "h3", "h4", "h5", "h6", "hr", "li"),
    *("ol", "p", "pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    # Highlighted code: pygments' short class names.
    "code": {"class"},
    "div": {"class"},
    "pre": {"class"},
    "span": {"class"},
}

# Work per text, in estimated nanoseconds, and in addition per character of each block.
CODE_WORK = 200_000_000
FENCE_WORK = 80_000_000
BLOCK_WORK = 150_000_000
BLOCK_ALLOWANCE = 200
INLINE_WORK = 120_000_000
INLINE_ALLOWANCE = 300

# Ampersands in a text.
MANY = 10_000

UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def size(text: str) -> int:
    """How many bytes of UTF-8 a text takes, to be held against MAX_BYTES."""
    return len(text.encode(errors="surrogatepass"))


class LowerHeadings(Treeprocessor):
    """A text's own headings start at h3: the page has the h1, its sections the h2."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if re.fullmatch("h[1-6]", element.tag):
                element.tag = f"h{min(int(element.tag[1]) + 2, 6)}"


def converter() -> markdown.Markdown:
    """A fresh converter, since one holds state; it shows raw HTML as text and passes none on."""
    md = markdown.Markdown(
        extensions=[
            "sane_lists",
            "tables",
            "pymdownx.highlight",
            "pymdownx.superfences",
            "pymdownx.tilde",
        ],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "pymdownx.highlight": {"guess_lang": False, "linenums": None},
            "pymdownx.tilde": {"subscript": False},
        },
    )
    md.preprocessors.deregister("html_block")
    md.inlinePatterns.deregister("html")
    # It writes addresses as character references, which nothing here gains from.
    md.inlinePatterns.deregister("automail")
    md.treeprocessors.register(LowerHeadings(md), "lower-headings", 15)
    # From here on the same, within bounds.
    fences = BoundedFences(
        md.preprocessors["fenced_code_block"], Budget(CODE_WORK), Budget(FENCE_WORK)
    )
    md.preprocessors.register(fences, "fenced_code_block", 25)
    guard = BlockGuard(md.parser, Budget(BLOCK_WORK, BLOCK_ALLOWANCE))
    md.parser.blockprocessors.register(guard, "guard", 1000)
    md.treeprocessors.register(PlainCode(md), "indent-highlight", 30)
    inline = BoundedInline(md, Budget(INLINE_WORK, INLINE_ALLOWANCE))
    md.treeprocessors.register(inline, "inline", 20)
    return md


def render(text: str) -> str:
    """Safe HTML for a Markdown text; an empty text gives an empty string.

    Costs at most a second whatever the text: what is too dense for that is shown preformatted.
    Raises ValueError for more than MAX_BYTES of UTF-8.
    """
    if size(text) > MAX_BYTES:
        raise ValueError(f"a Markdown text may have {MAX_BYTES} bytes, not {size(text)}")
    # Not characters that could be stored or sent.
    text = UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    if not text.strip():
        return ""
    html = converter().convert(text)
    if html.count("&amp;") > MANY:
        # The sanitiser is quadratic in these; no text that was rendered has this character.
        return sanitised(html.replace("&amp;", STX)).replace(STX, "&amp;")
    return sanitised(html)


def sanitised(html: str) -> str:
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, link_rel="noopener noreferrer").strip()


def problems(text: str, known_addresses: frozenset[str]) -> Iterator[str]:
    """What is wrong with a Markdown text: an open fence, raw HTML, an image, a dead internal link.

    `known_addresses` are the absolute addresses, without fragment, that internal links may lead to.
    """
    if not text.strip():
        return
    md = converter()
    raw_html = RawHtml(HTML_RE, md)
    md.inlinePatterns.register(raw_html, "raw-html", 90)
    found = Outcome(md)
    md.treeprocessors.register(found, "outcome", 0)
    md.convert(text)
    if found.fence:
        yield f"the code fence in line {last_fence(text)} is never closed"
        return
    for tag in raw_html.found:
        yield f"raw HTML is not allowed: {tag}"
    for source in found.images:
        yield f"images are not shown: {source}"
    for href in found.links:
        if re.match(r"(https?|mailto):", href):
            continue
        if not href.startswith("/") or href.startswith("//"):
            yield f"a link must start with / or https://: {href}"
        elif href.partition("#")[0] not in known_addresses:
            yield f"dead internal link: {href}"


def last_fence(text: str) -> int:
    lines = enumerate(text.splitlines(), 1)
    return max(number for number, line in lines if "```" in line or "~~~" in line)


class RawHtml(InlineProcessor):
    """Notes each HTML tag in running text; code spans and blocks are taken before it."""

    def __init__(self, pattern: str, md: markdown.Markdown) -> None:
        super().__init__(pattern, md)
        self.found: list[str] = []

    def handleMatch(  # type: ignore[override]
        self, match: re.Match[str], data: str
    ) -> tuple[None, None, None]:
        self.found.append(match.group(0))
        return None, None, None


class Outcome(Treeprocessor):
    """Notes what a text came to: links, images, and marks of a fence that made no code block."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.links: list[str] = []
        self.images: list[str] = []
        self.fence = False

    def run(self, root: Element) -> None:
        for element in root.iter():
            inside, after = element.text or "", element.tail or ""
            if element.tag == "code":
                # What is left of two fences that do not fit: backticks, as code.
                inside = "" if inside.strip("`") else "```"
            shown = f"{inside} {after}"
            self.fence = self.fence or "```" in shown or "~~~" in shown
            if element.tag == "a":
                self.links.append(element.get("href", ""))
            if element.tag == "img":
                self.images.append(element.get("src", ""))
