"""Code blocks, bounded: what is highlighted, and which lines can be fences at all."""

import re
from typing import Any
from xml.etree.ElementTree import Element

import markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.highlight import Highlight
from pymdownx.superfences import SuperFencesBlockPreprocessor

from prep.markdown_bounds import Budget

# Lexers and the worst they were found to take of hostile code, in nanoseconds per square character.
# Code in other languages is shown plain.
LEXERS = {
    name: worst
    for worst, names in {
        10: (
            "bash c clojure console cpp dart diff dockerfile elixir go graphql haskell html http"
            " ini json kotlin lua php postgres postgresql protobuf pycon python r ruby rust scala"
            " sql swift toml xml yaml"
        ),
        15: "css javascript jsx tsx typescript",
        50: "groovy java",
    }.items()
    for name in names.split()
}
ALIASES = {
    "c++": "cpp",
    "c#": "csharp",
    "cs": "csharp",
    "golang": "go",
    "js": "javascript",
    "kt": "kotlin",
    "py": "python",
    "python3": "python",
    "rb": "ruby",
    "rs": "rust",
    "sh": "bash",
    "shell": "bash",
    "ts": "typescript",
    "yml": "yaml",
    "zsh": "bash",
    "ex": "elixir",
    "exs": "elixir",
    "hs": "haskell",
    "docker": "dockerfile",
    "clj": "clojure",
    "shell-session": "console",
    "md": "text",
    "proto": "protobuf",
}
# A lexer is made ready when it is first used.
LANGUAGE = 25_000_000
HIGHLIGHT = 600_000
HIGHLIGHT_CHARACTER = 2_000
FENCE = 40_000
MAX_FENCE = 200
MAX_QUOTES = 8
MAX_LINE_NUMBER = 100_000
# What the figures above do not hold for.
STRANGE = re.compile(r"(?:[ \t]*\n){30}|[^\n]{1000}")


class BoundedHighlight(Highlight):  # type: ignore[misc]
    """Highlights while the budget lasts; beyond it code is shown plain."""

    def __init__(
        self, md: markdown.Markdown, budget: Budget, seen: set[str], **options: Any
    ) -> None:
        super().__init__(md, **options)
        self.budget = budget
        self.seen = seen

    def highlight(self, src: str, language: str, *arguments: Any, **options: Any) -> str:
        for name in ("linestart", "linestep", "linespecial"):
            options[name] = min(options.get(name, -1), MAX_LINE_NUMBER)
        plain_options = options.get("linestart", -1) < 0 and not (
            options.get("hl_lines") or options.get("title") or options.get("classes")
        )
        name = (language or "").lower()
        name = ALIASES.get(name, name)
        worst = LEXERS.get(name)
        if worst is None and plain_options:
            return plain(src)
        work = HIGHLIGHT + HIGHLIGHT_CHARACTER * len(src) + (worst or 0) * len(src) ** 2
        if name not in self.seen:
            work += LANGUAGE
        if not STRANGE.search(src) and self.budget.left >= work:
            self.budget.charge(work)
            self.seen.add(name)
            shown = super().highlight(src, language if worst else "", *arguments, **options)
            return str(shown)
        return plain(src)


def plain(code: str) -> str:
    """The same markup as Pygments' for text without a language."""
    for mark, entity in {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.items():
        code = code.replace(mark, entity)
    code = code.strip("\n")
    return f'<div class="highlight"><pre><span></span><code>{code}\n</code></pre></div>'


class BoundedFences(SuperFencesBlockPreprocessor):  # type: ignore[misc]
    """Fences in time that grows with the text; too many or too odd ones are text like any other."""

    def __init__(self, like: SuperFencesBlockPreprocessor, code: Budget, fences: Budget) -> None:
        super().__init__(like.md)
        self.config = like.config
        self.extension = like.extension
        self.code_budget = code
        self.fence_budget = fences
        self.languages: set[str] = set()
        self.extension.superfences[0]["formatter"] = self.highlight

    def get_hl_settings(self) -> None:
        super().get_hl_settings()
        self.highlighter = self.bounded

    def bounded(self, md: markdown.Markdown, **options: Any) -> BoundedHighlight:
        return BoundedHighlight(md, self.code_budget, self.languages, **options)

    def parse_whitespace(self, line: str) -> str:
        """Called for each line outside of fences; what it skips is not seen as the start of one."""
        if "```" not in line and "~~~" not in line:
            self.ws_len = len(line)
            return ""
        space = str(super().parse_whitespace(line))
        rest = line[self.ws_len :]
        if rest.startswith(("```", "~~~")):
            odd = len(rest) > MAX_FENCE or rest.count('"') + rest.count("'") > MAX_QUOTES
            if odd or not self.fence_budget.spend(FENCE):
                self.ws_len = len(line)
        return space

    def reassemble(self, lines: list[str]) -> list[str]:
        """The lines with each fenced block replaced by its placeholder, in one pass."""
        result: list[str] = []
        place = 0
        for placeholder, start, end in self.stack:
            result += [*lines[place:start], placeholder]
            place = end
        self.stack.clear()
        return result + lines[place:]


class PlainCode(Treeprocessor):
    """Indented code, which has no language: the markup that Pygments would give it."""

    def run(self, root: Element) -> None:
        for block in root.iter("pre"):
            if len(block) == 1 and block[0].tag == "code":
                code = block[0].text or ""
                for mark, entity in {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.items():
                    code = code.replace(entity, mark)
                placeholder = self.md.htmlStash.store(plain(code.rstrip("\n")))
                block.clear()
                block.tag = "p"
                block.text = AtomicString(placeholder)
