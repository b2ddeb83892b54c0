import pytest
from hypothesis import given
from hypothesis import strategies as st

from prep.markdown import problems, render

KNOWN = frozenset({"/guides/a/", "/guides/a/rounds/1/"})


def test_empty_text_gives_no_markup() -> None:
    assert render(" \n ") == ""


def test_code_is_highlighted_by_class_alone() -> None:
    html = render("```python\ndef one():\n    return 1\n```")
    assert '<div class="highlight">' in html
    assert '<span class="k">return</span>' in html
    assert "style=" not in html


def test_headings_start_below_those_of_the_page() -> None:
    assert render("# One\n\n## Two\n\n##### Five") == "<h3>One</h3>\n<h4>Two</h4>\n<h5>Five</h5>"
    assert render("## A\n\n## B\n\n# C") == "<h3>A</h3>\n<h3>B</h3>\n<h3>C</h3>"


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
