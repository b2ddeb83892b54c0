import re
from collections import Counter

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prep.markdown import ATTRIBUTES, MAX_BYTES, TAGS, problems, render
from prep.markdown_bounds import MAX_DEPTH

KNOWN = frozenset({"/guides/a/", "/guides/a/rounds/1/"})


def test_empty_text_gives_no_markup() -> None:
    assert render(" \n ") == ""


def test_code_is_highlighted_by_class_alone() -> None:
    html = render("```python\ndef one():\n    return 1\n```")
    assert '<div class="highlight">' in html
    assert '<span class="k">return</span>' in html
    assert "style=" not in html


def test_headings_start_below_those_of_the_page() -> None:
    assert render("# One\n\n## Two\n\n##### Five") == "<h3>One</h3>\n<h4>Two</h4>\n<h6>Five</h6>"


def test_tables_align_without_inline_style() -> None:
    html = render("| a | b |\n|--:|:--|\n| 1 | 2 |")
    assert '<td align="right">1</td>' in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", '<p><a rel="noopener noreferrer">x</a></p>'),
        ("![x](/a.png)", "<p></p>"),
    ],
)
def test_nothing_active_comes_out(text: str, html: str) -> None:
    assert render(text) == html


@given(st.text(max_size=300))
def test_any_text_renders_to_allowed_tags_only(text: str) -> None:
    html = render(text)
    assert "<script" not in html
    assert "<style" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Fine: `<b>` and [here](/guides/a/rounds/1/) and [there](https://example.org).", []),
        ("```html\n<b>fine</b>\n```", []),
        ("[part](/guides/a/#tips)", []),
        ("one\n\n```python\nx = 1", ["the code fence in line 3 is never closed"]),
        ("````\n```\nx", ["the code fence in line 2 is never closed"]),
        ("- a\n\n    ```\n    x", ["the code fence in line 3 is never closed"]),
        ("```\nx\n`````", ["the code fence in line 3 is never closed"]),
        ("```code``` in a line", []),
        ("![x](/a.png)", ["images are not shown: /a.png"]),
        ("~~~\nx\n```\n~~~", []),
        ("a <b>word</b>", ["raw HTML is not allowed: <b>", "raw HTML is not allowed: </b>"]),
        (
            "<div>\nblock\n</div>",
            ["raw HTML is not allowed: <div>", "raw HTML is not allowed: </div>"],
        ),
        ("[x](/guides/b/)", ["dead internal link: /guides/b/"]),
        ("[x](rounds/1/)", ["a link must start with / or https://: rounds/1/"]),
        ("[x](//example.org)", ["a link must start with / or https://: //example.org"]),
    ],
)
def test_problems(text: str, reasons: list[str]) -> None:
    assert list(problems(text, KNOWN)) == reasons


def words(html: str) -> Counter[str]:
    """What one reads, and how often: the words with a digit, without tags and marks of lists."""
    document = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return Counter(re.findall(r"w\d+", " ".join(document.itertext())))


def check(text: str) -> None:
    """Only what is allowed comes out."""
    html = render(text)
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag in TAGS
        allowed = ATTRIBUTES.get(element.tag, set()) | ({"rel"} if element.tag == "a" else set())
        assert set(element.keys()) <= allowed
        assert not re.match(r"\s*(javascript|data):", element.get("href", ""))


def test_a_text_over_the_limit_is_refused() -> None:
    assert "é" in render("é" * (MAX_BYTES // 2))
    with pytest.raises(ValueError, match="262144 bytes, not 262145"):
        render("é" * (MAX_BYTES // 2) + "a")


def test_a_dense_paragraph_is_preformatted_and_the_rest_is_not() -> None:
    dense = "[&amp; " * 10_000
    html = render(f"# One\n\n*two*\n\n{dense}\n\n*three*\n\n```python\nreturn 1\n```")
    assert html.startswith("<h3>One</h3>\n<p><em>two</em></p>\n<pre>[&amp;amp; [&amp;amp; ")
    assert "</pre>\n<p><em>three</em></p>" in html
    assert '<span class="k">return</span>' in html
    assert html.count("[") == 10_000


def test_headings_in_a_row_and_deep_nesting_are_preformatted() -> None:
    headings = render("# a\n" * 20_000 + "\n*after*")
    assert "<pre># a\n# a\n" in headings
    assert headings.endswith("<p><em>after</em></p>")
    quotes = render("> " * 1_000 + "deep\n\nafter")
    assert quotes.count("<blockquote>") <= MAX_DEPTH + 1
    assert "&gt; &gt; deep</pre>" in quotes
    assert quotes.endswith("<p>after</p>")


def test_lists_of_six_levels_are_lists() -> None:
    html = render("\n\n".join(f"{'    ' * depth}- level {depth}" for depth in range(7)))
    assert html.count("<ul>") == 7
    assert "<pre>" not in html


def test_long_ordinary_text_is_never_preformatted() -> None:
    part = (
        "## Heading\n\nSome *words* and a [link](https://example.org) in `code`, and **more**.\n\n"
        "- one\n- two\n    - inner\n\n1. first\n2. second\n\n> quoted, at some length\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n" + "Plain prose, as long as it takes. " * 30 + "\n\n"
    )
    times = MAX_BYTES // len(part)
    html = render(part * times)
    assert html == "\n".join([render(part)] * times)
    assert "<pre>" not in html


def test_much_code_is_shown_plain_and_much_less_is_highlighted() -> None:
    small, large = "return 1\n" * 100, "return 1\n" * 10_000
    assert '<span class="k">return</span>' in render(f"```python\n{small}```")
    html = render(f"```python\n{large}```")
    assert '<span class="k">' not in html
    assert html.count("return 1") == 10_000


@pytest.mark.parametrize(
    "text",
    [
        "[" * MAX_BYTES,
        "![a](b" * (MAX_BYTES // 6),
        "*a _b " * (MAX_BYTES // 6),
        "*a " + "*" * (MAX_BYTES - 5) + " b",
        " ".join("`" * length for length in range(1, 700)),
        "# a\n" * (MAX_BYTES // 4),
        "a\n===\n" * (MAX_BYTES // 6),
        "***\n" * (MAX_BYTES // 4),
        "- " * (MAX_BYTES // 2),
        "> a\n\n> > b\n\n" * (MAX_BYTES // 12),
        "[a]:\nb\n" * (MAX_BYTES // 7),
        "a|" * 30_000 + "\n" + "-|" * 30_000 + "\n" + "b\n" * 60_000,
        "```\n```\n" * (MAX_BYTES // 8),
        "``` x " + 'x=" ' * 1_000 + "\f",
        "```java\n" + "a b " * 60_000 + "\n```",
        f"[a]: /{'x' * 100_000}\n\n" + "[a] " * 30_000,
    ],
    ids=lambda text: text[:8],
)
def test_hostile_shapes_stay_readable(text: str) -> None:
    html = render(text)
    assert len(html) < 20 * MAX_BYTES
    check(text[:20_000])


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_what_cannot_be_stored_is_replaced(text: str) -> None:
    assert render(text) == "<p>a\N{REPLACEMENT CHARACTER}b</p>"


def test_line_ends_of_windows_change_nothing() -> None:
    text = "# a\n\n- b\n- c\n\n```python\nd\n```\n"
    assert render(text.replace("\n", "\r\n")) == render(text)


FRAGMENTS = [
    *("[", "![", "](", "[a](b)", "[a]: /b", "*", "_", "**", "~~", "`", "``", "\\", "&amp;", "&"),
    *("<!--", "<b>", "<http://a.b>", "  \n", "\n", "\n\n", "# ", "\n===\n", "\n---\n", "- ", "1. "),
    *("> ", "    ", "\t", "```\n", "~~~\n", "```python\n", "|", "\n-|-\n", "\u0301", "\u202e"),
    *("\0", "<", "<script>", "[a](javascript:b)", "é", '"', "'", "(", ")", "]", "\r\n", "\ud800"),
]  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=4), st.integers(1, 60)),
        max_size=6,
    )
)
def test_hostile_mixtures_come_out_sanitised(parts: list[tuple[list[str], int]]) -> None:
    check("".join("".join(unit) * times for unit, times in parts))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["- ", "> ", "1. ", "    ", "# ", "*", "["]), st.integers(0, 80)),
        max_size=100,
    )
)
def test_no_word_disappears(lines: list[tuple[str, int]]) -> None:
    text = "".join(f"{mark * times}w{number}\n" for number, (mark, times) in enumerate(lines))
    assert words(render(text)) == words(text)
