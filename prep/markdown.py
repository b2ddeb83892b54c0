"""The one way from Markdown to HTML: rendered at save, sanitised, stored. Never at request time."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.inlinepatterns import HTML_RE, InlineProcessor
from markdown.treeprocessors import Treeprocessor

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
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")


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
    md.treeprocessors.register(LowerHeadings(md), "lower-headings", 15)
    return md


def render(text: str) -> str:
    """Safe HTML for a Markdown text; an empty text gives an empty string."""
    if not text.strip():
        return ""
    html = converter().convert(text)
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, link_rel="noopener noreferrer").strip()


def problems(text: str, known_addresses: frozenset[str]) -> Iterator[str]:
    """What is wrong with a Markdown text, in words: an open fence, raw HTML, a dead internal link.

    `known_addresses` are the absolute paths that internal links may lead to.
    """
    if not text.strip():
        return
    if line := unclosed_fence(text):
        yield f"the code fence opened in line {line} is never closed"
        return
    md = converter()
    raw_html = RawHtml(HTML_RE, md)
    md.inlinePatterns.register(raw_html, "raw-html", 90)
    links = Links(md)
    md.treeprocessors.register(links, "links", 0)
    md.convert(text)
    for tag in raw_html.found:
        yield f"raw HTML is not allowed: {tag}"
    for href in links.found:
        if re.match(r"(https?|mailto):", href):
            continue
        if not href.startswith("/") or href.startswith("//"):
            yield f"a link must start with / or https://: {href}"
        elif re.split(r"[?#]", href)[0] not in known_addresses:
            yield f"dead internal link: {href}"


def unclosed_fence(text: str) -> int | None:
    """The number of the line that opens a code fence which nothing closes, from 1."""
    opened, number = "", None
    for count, line in enumerate(text.splitlines(), 1):
        if not (match := FENCE.fullmatch(line)):
            continue
        marks, rest = match.groups()
        if not opened:
            opened, number = marks, count
        elif marks.startswith(opened) and not rest.strip():
            opened, number = "", None
    return number


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


class Links(Treeprocessor):
    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.found: list[str] = []

    def run(self, root: Element) -> None:
        self.found = [element.get("href", "") for element in root.iter("a")]
