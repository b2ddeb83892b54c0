"""Emphasis, links and code in running text, within bounds."""

import re
from collections import deque
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.inlinepatterns import (
    BacktickInlineProcessor,
    DelimiterProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    Pattern,
)
from markdown.treeprocessors import InlineProcessor as InlineTreeprocessor
from markdown.util import AtomicString
from pymdownx.delimiterprocessor import DelimiterProcessor as OtherDelimiterProcessor

from prep.markdown_bounds import COPY, ELEMENT, Budget, TooDenseError, preformatted

# Work, in nanoseconds.
SUBSTITUTION = 6_000
REJECTION = 1_000
SCAN = 60

DELIMITED = (DelimiterProcessor, OtherDelimiterProcessor)


class Metered(InlineProcessor):
    """An inline pattern whose work is counted."""

    def __init__(self, pattern: Pattern, budget: Budget) -> None:
        super().__init__(pattern.pattern, pattern.md)
        self.compiled_re = pattern.compiled_re
        self.pattern_type = pattern.type()
        inner: Any = pattern
        self.inner = inner
        self.budget = budget
        if isinstance(pattern, LinkInlineProcessor):
            inner.getText = self.metered_text(inner.getText)
            inner.getLink = self.metered_link(inner.getLink)
        if isinstance(pattern, BacktickInlineProcessor):
            inner.find_code_spans = self.metered_code(inner.find_code_spans)
        if isinstance(pattern, DELIMITED):
            inner.search = self.metered_search(inner.search)
            for delimiter in inner.delimiters.values():
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
