"""What Markdown costs at worst: hostile shapes of 20 kB and 256 kB, and random mixtures of them.

    .venv/bin/python bench/rendering.py [seconds of the random search, 45 unless given]

Prints seconds of processor time, which other programs on the machine hardly change. Fails if any
text costs more than a second.
"""

import os
import random
import secrets
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "prep.settings",
    "DATA_DIR": tempfile.gettempdir(),
    "SECRET_KEY": secrets.token_urlsafe(64),
}

from prep.markdown import MAX_BYTES, render

SIZES = (20_000, MAX_BYTES)
LIMIT = 1.0

# A name, and and what is repeated up to the size.
REPEATED = dict(zip(*[iter([
    "brackets", "[", "image brackets", "![", "links unclosed", "[a](", "links", "[a](b) ",
    "images unclosed", "![a](b", "link, quoted", '[a](b"', "link, angle", "[a](<b ",
    "references", "[a][b] ", "reference defined late", "[a][", "closing brackets", "a] ",
    "emphasis", "*a* ", "emphasis open", "*a ", "alternating", "*_", "mixed", "*a_b*_",
    "mixed runs", "**a _b* __c ", "nested emphasis", "*a _b ", "stars", "*", "underscores",
    "_", "strong open", "**a", "tildes", "~", "deleted", "~~a~~ ", "deleted open", "~~a ",
    "backticks", "`", "code", "`a` ", "code uneven", "``a` ", "escaped ticks", "\\` ",
    "backslashes", "\\", "escapes", "\\*", "entities", "&amp;", "ampersands", "&",
    "less than", "<", "comments", "<!--", "tags", "<b>", "attributes", '<a b="', "autolinks",
    "<http://a> ", "breaks", "a  \n", "headings", "# a\n", "headings apart", "# a\n\n",
    "hashes", "#", "setext", "a\n===\n", "setext dashes", "a\n---\n", "rules", "***\n",
    "rules apart", "***\n\n", "dashes", "- - ", "equals", "=", "dashes alone", "---\n",
    "quotes", "> ", "quote marks", ">", "quote lines", "> a\n", "quotes apart",
    "> a\n\n> > b\n\n",
    "list", "- a\n", "loose list", "- a\n\n", "ordered", "1. ", "ordered lines", "1. a\n",
    "item continued", "a\n", "mixed lists", "- a\n1. b\n", "list of quotes", "- > ",
    "list, headings", "- # a\nb\n", "indented", "    a\n\n", "code and text", "    a\n\nb\n\n",
    "fences", "```\n```\n", "fences with code", "```\na\n```\n\n", "python",
    "```python\na\n```\n",
    "tilde fences", "~~~\na\n~~~\n", "open fences", "```a b\n", "fence options", '``` a="b" ',
    "quoted fences", "> ```\n> a\n> ```\n", "definitions", "[a]: b\n",
    "definitions apart", "[a]: b\n\n", "definitions split", "[a]:\nb\n", "pipes", "|",
    "cells", "a|", "rows", "a|b\n-|-\nc|d\n", "ticks in cells", "a|`", "newlines", "\n",
    "spaces", " ", "tabs", "\t", "lines of tabs", "a\t\n", "short paragraphs", "a\n\n",
    "paragraphs, special", "*a*\n\n", "brackets, paragraphs", "[" * 300 + "\n\n",
    "emphasis, paragraphs", "*a _b " * 50 + "\n\n", "one word", "a", "words", "ab cd ",
    "combining", "e\N{COMBINING ACUTE ACCENT}", "right to left", "\N{HEBREW LETTER ALEF} ",
    "zero width", "\N{ZERO WIDTH SPACE}", "null", "\0", "carriage returns", "a\r\n\r\n",
    "emoji emphasis", "*\N{GRINNING FACE}* ", "digits", "1", "parentheses", "(",
    "double quotes", '"', "ten emphasised in lists", "- *a* **b** `c` [d](e)\n",
])] * 2, strict=True))  # fmt: skip


def framed(size: int) -> dict[str, str]:
    """Shapes that are more than a repetition."""

    def filled(begin: str, unit: str, end: str = "") -> str:
        return begin + unit * ((size - len(begin + end)) // len(unit.encode())) + end

    runs = 1
    uneven = ""
    while len(uneven) + runs + 1 < size:
        uneven += "`" * runs + " "
        runs += 1
    long = "x" * (size // 2)
    columns = size // 8
    lines = [f"{'    ' * depth}- a\n" for depth in range(min(200, int((size / 2) ** 0.5)))]
    code = "".join(f"a{number} b{number} " for number in range(size))
    texts = {
        "uneven ticks": uneven,
        "uneven ticks, falling": uneven[::-1],
        "stars in spaces": filled("*a ", "*", " b"),
        "underscores in spaces": filled("_a ", "_", " b"),
        "balanced brackets": "[" * (size // 2) + "]" * (size // 2),
        "nested links": "[" * (size // 5) + "](b)" * (size // 5),
        "nested emphasis closed": "*a _b " * (size // 16) + "_ *" * (size // 16),
        "many in one": filled("**", "*a* b ", "**"),
        "long definition used": f"[a]: /{long}\n\n" + "[a] " * (size // 8),
        "definition of quotes": filled("[a]: ", '"', "x"),
        "definition of parentheses": filled("[a]: ", "(", "x"),
        "many definitions used": "".join(f"[{number}]: b\n" for number in range(size // 20))
        + "".join(f"[{number}] " for number in range(size // 20)),
        "wide table": "a|" * columns + "\n" + "-|" * columns + "\n" + "b\n" * (size // 4),
        "tall table": filled("a|b\n-|-\n", "c|d\n"),
        "table of ticks": filled("a|b\n-|-\n", "`|``|"),
        "deep list": "".join(lines * 20)[:size],
        "steps": "".join(f"{' ' * (number % 60)}- a\n" for number in range(size // 35)),
        "fence options, hard": filled("``` x ", 'x=" ', "\x0c"),
        "fence line of ticks": filled("", "`", " a b\x0c"),
        "lines highlighted": filled('```python hl_lines="1-99999 1-99999"\n', "a\n", "```"),
        "line numbers": filled('``` {.python linenums="99999999999999"}\n', "a\n", "```"),
        "item of lines": filled("- a\n", "b\n"),
        "loose code": filled("- a\n\n", "    b\n\n"),
        "quoted prose": filled("> ", "word ", "\n> a"),
        "unclosed fence": filled("```python\n", "a = 1\n"),
    }
    for language in ("python", "java", "csharp", "typescript", "c", "yaml", "perl", "css"):
        block = 2_000
        texts |= {
            f"{language}, long": f"```{language}\n{code[: size - 30]}\n```",
            f"{language}, blocks": f"```{language}\n{code[:block]}\n```\n\n"
            * (size // (block + 20)),
            f"{language}, blank": filled(f"```{language}\n", " \n", "```"),
            f"{language}, lines": f"```{language}\n{'a.b' * 9}\n```\n\n" * (size // 50),
        }
    return texts


def cost(text: str) -> float:
    """Seconds of processor time to render the text, cut to what is allowed."""
    text = text.encode()[:MAX_BYTES].decode(errors="ignore")
    start = time.process_time()
    render(text)
    return time.process_time() - start


def mixture(source: random.Random) -> str:
    """Some units, each repeated; some in a list, a quote or indented."""
    parts = []
    units = [*REPEATED.values(), *"a])*", "\n\n", "\n", "    ", "](b)", "```\n", "- ", "> "]
    for _ in range(source.randint(1, 5)):
        unit = "".join(source.choices(units, k=source.randint(1, 4)))
        parts.append(unit * source.choice([1, 3, 30, 300, 3_000, 30_000]))
    text = "".join(parts)[: MAX_BYTES + 1]
    text = text * (1 + source.choice([0, MAX_BYTES // max(len(text), 1)]))
    begin = source.choice(["", "", "- ", "> ", "    ", "# "])
    return begin + text.replace("\n", f"\n{begin}")


def main() -> None:
    worst = 0.0
    render("```python\nwarm = 1\n```")
    texts = [
        {name: unit * (size // len(unit.encode())) for name, unit in REPEATED.items()}
        | framed(size)
        for size in SIZES
    ]
    print(f"{len(texts[0])} shapes of {' and '.join(f'{size:,}' for size in SIZES)} bytes, seconds")
    for name in texts[0]:
        times = [cost(of_size[name]) for of_size in texts]
        worst = max(worst, *times)
        print(f"  {name:28} " + " ".join(f"{one:7.3f}" for one in times), flush=True)
    print(f"  {'worst of these':28} {'':7} {worst:7.3f}")
    source = random.Random(1)  # noqa: S311
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 45
    start, count, found = time.monotonic(), 0, (0.0, "")
    while time.monotonic() - start < seconds:
        text = mixture(source)
        count += 1
        found = max(found, (cost(text), text))
    print(f"  {f'worst of {count} mixtures':28} {'':7} {found[0]:7.3f}  {found[1][:60]!r}")
    sys.exit(max(worst, found[0]) > LIMIT)


if __name__ == "__main__":
    main()
