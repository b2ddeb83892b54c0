"""What keeps Markdown cheap: work is counted while a text is rendered, dense parts are not parsed.

Python-Markdown, pymdownx and Pygments are quadratic or worse in many shapes of text. So each stage
counts its own work, in estimated nanoseconds and never by the clock: the same text always renders
the same. Every block has an allowance by its length, and all share a reserve for what costs more;
a block that uses up both is shown preformatted, the others are rendered as ever.
"""

import re
from collections import deque
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import (
    BacktickInlineProcessor,
    DelimiterProcessor,
    InlineProcessor,
    LinkInlineProcessor,
)
from markdown.treeprocessors import InlineProcessor as InlineTreeprocessor
from markdown.util import AtomicString, code_escape
from pymdownx.delimiterprocessor import DelimiterProcessor as OtherDelimiterProcessor

# Quotes and lists in one another; a level of a list that has blank lines counts two or three times.
MAX_DEPTH = 30

# Work, in nanoseconds.
EMPTY = 4_000
BLOCK = 12_000
BLOCK_CHARACTER = 30
LINE = 500
ELEMENT = 12_000
SUBSTITUTION = 6_000
REJECTION = 1_000
SCAN = 60
COPY = 0.4

DELIMITED = (DelimiterProcessor, OtherDelimiterProcessor)
ITEMS = re.compile(r"^ *(?:[*+-]|\d+\.) ", re.MULTILINE)
ITEM = re.compile(r"^ {0,3}(?:[*+-]|\d+\.) ", re.MULTILINE)


class TooDenseError(Exception):
    """A text has used up its allowance, and its share of the reserve."""


class Budget:
    """The work of one stage over one text: `reserve` in nanoseconds, `allowance` in ns a character.

    Until a block is opened, all of the reserve can be spent.
    """

    def __init__(self, reserve: float, allowance: float = 0) -> None:
        self.reserve = reserve
        self.allowance = allowance
        # One dense block leaves most of the reserve to the others.
        self.share = reserve / 3
        self.left = self.start = reserve
        self.own = 0.0

    def open(self, size: int) -> None:
        """Begin with a block of `size` characters."""
        self.own = self.allowance * size
        self.left = self.own + min(self.reserve, self.share)
        self.start = self.left

    def close(self) -> None:
        """Done with the block: what it took beyond its allowance is taken off the reserve."""
        self.reserve -= max(0.0, self.start - self.left - self.own)

    def spend(self, work: float) -> bool:
        """Whether there was enough left for this work."""
        self.left -= work
        return self.left >= 0

    def charge(self, work: float) -> None:
        """Raise TooDenseError unless there was enough left for this work."""
        if not self.spend(work):
            raise TooDenseError


def preformatted(text: str) -> Element:
    pre = Element("pre")
    pre.text = AtomicString(code_escape(text))
    return pre


class BlockGuard(BlockProcessor):
    """Stands before all block processors: counts what they will do, or takes their place."""

    def __init__(self, parser: BlockParser, budget: Budget) -> None:
        super().__init__(parser)
        self.budget = budget
        self.inside = False

    def test(self, parent: Element, block: str) -> bool:
        if not self.inside or len(self.parser.state) > MAX_DEPTH:
            return True
        # Many items are better shown as they are than the first ones as a list.
        if self.budget.left < item_work(block):
            return True
        return not self.budget.spend(block_work(parent, block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        if self.inside:
            show(parent, blocks.pop(0))
            return
        dense = 0
        for block in blocks:
            self.budget.open(len(block))
            # Each block taken moves all that follow.
            work = block_work(parent, block) + item_work(block)
            if self.budget.left >= work + len(blocks):
                break
            dense += 1
        if dense:
            text = "\n\n".join(blocks[:dense])
            del blocks[:dense]
            show(parent, text)
            return
        self.budget.spend(len(blocks))
        self.inside = True
        self.parser.parseBlocks(parent, [blocks.pop(0)])
        self.inside = False
        self.budget.close()


def show(parent: Element, text: str) -> None:
    if text.strip():
        parent.append(preformatted(text.strip("\n")))


def block_work(parent: Element, block: str) -> float:
    """What the processors do at most before they take a bite off this block, in nanoseconds."""
    if not block.strip():
        return EMPTY + len(block)
    lines = block.count("\n") + 1
    work = BLOCK + BLOCK_CHARACTER * len(block) + LINE * lines
    # A block of indented code is joined to the one before.
    if len(parent) and parent[-1].tag == "pre" and len(parent[-1]):
        work += COPY * len(parent[-1][0].text or "")
    # Each line of an item is joined to those before.
    if ITEM.match(block):
        work += sum(COPY * item.count("\n") * len(item) for item in ITEM.split(block)) / 4
    if "]:" in block:
        # The title of a definition is sought from each quotation mark or parenthesis on.
        work += sum(20 * sum(map(row.count, "\"'(")) * len(row) for row in block.split("\n"))
    return work + table_work(block) if lines > 1 else work


def item_work(block: str) -> float:
    """What the items of a list take in addition, in nanoseconds; each is charged in its turn."""
    return BLOCK * len(ITEMS.findall(block)) if ITEM.match(block) else 0


def table_work(block: str) -> float:
    """What splitting the rows takes, and their cells if it is a table, in nanoseconds."""
    header, ruler, *rows = block.split("\n")
    if "|" in header and set(ruler) <= set("|:- "):
        cells = (header.count("|") + 1) * (len(rows) + 2)
        return cells * ELEMENT + sum(map(row_work, [header, ruler, *rows]))
    return row_work(header) + row_work(ruler)


def row_work(row: str) -> float:
    backticks = row.count("`")
    return backticks * (2 * backticks + 20 * row.count("|"))


class Metered(InlineProcessor):
    """An inline pattern whose work is counted."""

    def __init__(self, pattern: InlineProcessor, budget: Budget) -> None:
        super().__init__(pattern.pattern, pattern.md)
        self.compiled_re = pattern.compiled_re
        self.pattern_type = pattern.type()
        self.inner: Any = pattern
        self.budget = budget
        if isinstance(pattern, LinkInlineProcessor):
            self.inner.getText = self.metered_text(self.inner.getText)
            self.inner.getLink = self.metered_link(self.inner.getLink)
        if isinstance(pattern, BacktickInlineProcessor):
            self.inner.find_code_spans = self.metered_code(self.inner.find_code_spans)
        if isinstance(pattern, DELIMITED):
            self.inner.search = self.metered_search(self.inner.search)
            for delimiter in self.inner.delimiters.values():
                delimiter.stack = Stack(budget)

    def type(self) -> str:
        return self.pattern_type

    def handleMatch(  # type: ignore[override]
        self, match: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        charge = self.budget.charge
        charge(REJECTION)
        found, start, end = self.inner.handleMatch(match, data)
        if found is not None:
            # Each substitution copies the whole text, and later once more.
            charge(SUBSTITUTION + COPY * len(data))
        if isinstance(found, Element):
            inside = sum(1 for _ in found.iter())
            written = sum(map(len, found.attrib.values()))
            # One among many elements is looked up; a definition may be long and used many times.
            charge(ELEMENT * inside + 10 * inside**2 + 20 * written)
        return found, start, end

    def metered_code(self, scan: Callable[[int, str], Any]) -> Callable[[int, str], Any]:
        def run(start: int, text: str) -> Any:
            begin, end = scan(start, text)
            if end is None or text[begin : begin + 1] == "`":
                # No run of this length follows: it has looked to the end.
                self.budget.charge(SCAN * (len(text) - start))
            else:
                self.budget.charge(SCAN * (end - start))
            return begin, end

        return run

    def metered_text(self, scan: Callable[[str, int], Any]) -> Callable[[str, int], Any]:
        def run(data: str, index: int) -> Any:
            result = scan(data, index)
            self.budget.charge(SCAN * (result[1] - index))
            return result

        return run

    def metered_link(self, scan: Callable[[str, int], Any]) -> Callable[[str, int], Any]:
        def run(data: str, index: int) -> Any:
            result = href, title, end, _ = scan(data, index)
            if title is None and ("'" in href or '"' in href):
                # It may have looked to the end for the end of a title.
                end = len(data)
            self.budget.charge(2 * SCAN * (end - index))
            return result

        return run

    def metered_search(self, scan: Callable[[str, int], Any]) -> Callable[[str, int], Any]:
        def run(data: str, start: int) -> Any:
            match = scan(data, start)
            end = match.end() if match else len(data)
            self.budget.charge(4 * REJECTION + SCAN * (end - start))
            return match

        return run


class Stack(deque[Any]):
    """Delimiters that wait for their end; each look at one is counted."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self.budget = budget

    def __getitem__(self, index: Any) -> Any:
        self.budget.charge(SCAN + min(index % (len(self) or 1), -index % (len(self) or 1)))
        return super().__getitem__(index)


class BoundedInline(InlineTreeprocessor):
    """Inline patterns, text by text: one that is too dense for them is shown preformatted."""

    SPECIAL = re.compile(r"[`\\\[<&*_~]|  \n")
    LONG_RUN = re.compile(r"([*_~])\1{20,}")

    def __init__(self, md: markdown.Markdown, budget: Budget) -> None:
        super().__init__(md)
        self.budget = budget

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        # A list: the registry makes a new one each time it is asked.
        patterns: Any = [Metered(one, self.budget) for one in self.md.inlinePatterns]
        self.inlinePatterns = patterns
        for parent, child in [(one, child) for one in tree.iter() for child in one]:
            self.text(child)
            self.tail(parent, child)
        return tree

    def text(self, element: Element) -> None:
        text = element.text
        if not text or isinstance(text, AtomicString) or not self.SPECIAL.search(text):
            return
        holder = Element("div")
        copy = SubElement(holder, element.tag)
        copy.text = text
        if self.converted(holder, text):
            element.text = copy.text
            element[:0] = list(copy)
        elif element.tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6"):
            element.tag = "pre"
            element.text = preformatted(text).text
        else:
            element.text = None
            element.insert(0, preformatted(text))

    def tail(self, parent: Element, element: Element) -> None:
        text = element.tail
        if not text or not self.SPECIAL.search(text):
            return
        holder = Element("div")
        copy = SubElement(holder, element.tag)
        copy.tail = text
        place = list(parent).index(element) + 1
        if self.converted(holder, text):
            element.tail = copy.tail
            parent[place:place] = list(holder)[1:]
        else:
            element.tail = None
            parent.insert(place, preformatted(text))

    def converted(self, holder: Element, text: str) -> bool:
        """Whether the text in the holder, its only one, has become elements."""
        self.budget.open(len(text))
        try:
            # Where a run neither opens nor closes, it is looked at from each of its marks.
            runs = (len(run.group()) for run in self.LONG_RUN.finditer(text))
            self.budget.charge(SUBSTITUTION + sum(10 * length**2 for length in runs))
            super().run(holder)
        except TooDenseError:
            for pattern in self.md.inlinePatterns:
                if isinstance(pattern, DELIMITED):
                    pattern.reset()
            return False
        finally:
            self.budget.close()
        return True
