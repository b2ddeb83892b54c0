"""What keeps Markdown cheap: work is counted while a text is rendered, dense parts are not parsed.

Python-Markdown, pymdownx and Pygments are quadratic or worse in many shapes of text. So each stage
counts its own work, in estimated nanoseconds and never by the clock: the same text always renders
the same. Every block has an allowance by its length, and all share a reserve for what costs more;
a block that uses up both is shown preformatted, the others are rendered as ever.
"""

import re
from xml.etree.ElementTree import Element

from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.util import AtomicString, code_escape

# Quotes and lists in one another; a level of a list that has blank lines counts two or three times.
MAX_DEPTH = 30

# Work, in nanoseconds.
EMPTY = 4_000
BLOCK = 12_000
BLOCK_CHARACTER = 30
LINE = 500
ELEMENT = 12_000
COPY = 0.4

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
    work: float = BLOCK + BLOCK_CHARACTER * len(block) + LINE * lines
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
