"""The bank page: filters that combine, honest counts, addresses that say it all, next pages."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from prep.content import State
from prep.models import Guide
from questions.bank import NO_SUCH_PAGE, PAGE
from questions.models import Appearance, Question
from rounds.models import Round

pytestmark = pytest.mark.django_db

H2 = '<h2 id="count" tabindex="-1">'

BANK = "/guides/peloton-distinguished-engineer/questions/"
LANTERN = "/guides/lantern-ferries/questions/"


def text(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def slugs(page: str) -> list[str]:
    return re.findall(r'class="prompt" href="[^"]*/questions/([^/"]+)/"', page)


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        (
            "",
            ["why-ferries", "storm-story", "plan-three-islands", "shortest-crossing", "ten-years"],
        ),
        ("?q=graph", ["shortest-crossing", "plan-three-islands"]),
        ("?q=graph&sort=loop", ["plan-three-islands", "shortest-crossing"]),
        ("?round=1", ["why-ferries", "storm-story"]),
        ("?round=2&tag=tides", ["plan-three-islands"]),
        ("?tag=tides&tag=graphs", ["plan-three-islands"]),
        ("?common=yes", ["why-ferries", "ten-years"]),
        ("?common=yes&location=harbour", ["why-ferries"]),
        ("?kind=coding", ["shortest-crossing"]),
        ("?kind=coding&round=1", []),
        (
            "?sort=minutes",
            ["why-ferries", "storm-story", "ten-years", "shortest-crossing", "plan-three-islands"],
        ),
        (
            "?sort=difficulty",
            ["why-ferries", "storm-story", "shortest-crossing", "ten-years", "plan-three-islands"],
        ),
        ("?q=%F0%9F%9A%B4", []),
        (
            "?status=due&page=7",
            ["why-ferries", "storm-story", "plan-three-islands", "shortest-crossing", "ten-years"],
        ),
    ],
)
def test_filters_combine(client: Client, lantern: Guide, query: str, keys: list[str]) -> None:
    page = text(client, LANTERN + query)
    assert slugs(page) == keys
    assert f"{H2}{len(keys)} question{'' if len(keys) == 1 else 's'}</h2>" in page


def options(page: str) -> list[tuple[str, int]]:
    """The filters on offer: (address, count)."""
    found = re.findall(
        r'<a id="filter-[^"]+" href="([^"]*)"[^>]*>[^<]*<span class="count">(\d+)', page
    )
    return [(address.replace("&amp;", "&"), int(count)) for address, count in found]


@pytest.mark.parametrize("query", ["", "?q=design", "?round=4", "?common=yes&kind=behavioral"])
def test_every_count_is_what_one_gets(client: Client, peloton: Guide, query: str) -> None:
    offered = options(text(client, BANK + query))
    assert len(offered) >= 4
    for address, count in offered[:25]:
        assert f"{H2}{count} question{'' if count == 1 else 's'}</h2>" in text(client, address)


def test_each_filter_can_be_cleared_alone(client: Client, lantern: Guide) -> None:
    page = text(client, f"{LANTERN}?q=graph&round=2&tag=tides&tag=graphs&sort=minutes")
    chips = re.findall(r'id="chip-\d" href="([^"]*)"', page)
    left = [parse_qs(urlsplit(chip.replace("&amp;", "&")).query) for chip in chips]
    whole = {"q": ["graph"], "round": ["2"], "tag": ["tides", "graphs"], "sort": ["minutes"]}
    assert left == [
        {name: value for name, value in whole.items() if name != "q"},
        {name: value for name, value in whole.items() if name != "round"},
        {**whole, "tag": ["graphs"]},
        {**whole, "tag": ["tides"]},
    ]
    assert f'<a href="{LANTERN}">Clear all</a>' in page


def test_the_form_keeps_the_other_filters_without_javascript(
    client: Client, lantern: Guide
) -> None:
    page = text(client, f"{LANTERN}?q=graph&round=2&tag=tides")
    assert 'name="q" type="search" value="graph"' in page
    assert '<input type="hidden" form="search-form" name="round" value="2">' in page
    assert '<input type="hidden" form="search-form" name="tag" value="tides">' in page


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("?round=9", "There is no round “9” in this guide; it was left out."),
        ("?round=1e3", "There is no round “1e3” in this guide; it was left out."),
        ("?tag=winds", "There is no tag “winds” in this guide; it was left out."),
        ("?location=atlantis", "There is no location “atlantis” in this guide; it was left out."),
        ("?kind=%00", "There is no kind “\x00” in this guide; it was left out."),
        ("?sort=up", "There is no order “up” in this guide; it was left out."),
        ("?after=elsewhere", NO_SUCH_PAGE),
        ("?after=9-9-9", NO_SUCH_PAGE),
        ("?after=99999999999999999999-1", NO_SUCH_PAGE),
        ("?q=ferries&after=99999", NO_SUCH_PAGE),
        (f"?round={'9' * 6000}", f"There is no round “{'9' * 60}” in this guide"),
    ],
)
def test_what_is_unknown_is_said_and_left_out(
    client: Client, lantern: Guide, query: str, notice: str
) -> None:
    page = text(client, LANTERN + query)
    assert notice.replace("\x00", "�") in page.replace("\x00", "�")
    assert slugs(page)[0] == "why-ferries"


def test_matches_are_marked_in_their_context(client: Client, lantern: Guide) -> None:
    page = text(client, f"{LANTERN}?q=bottle our grap")
    assert slugs(page) == []
    assert "<mark>Graphs</mark>" in text(client, f"{LANTERN}?q=grap")
    assert "Tests: Whether you see the <mark>bottleneck</mark>." in text(
        client, f"{LANTERN}?q=bottle"
    )
    assert "The harbour: Why <mark>our</mark> ferries?" in text(client, f"{LANTERN}?q=our")
    assert "Tests:" not in text(client, f"{LANTERN}?q=grap")


def test_what_is_typed_is_text(client: Client, lantern: Guide) -> None:
    page = text(client, f"{LANTERN}?q=%3Cscript%3E%22%27")
    assert '<script>"' not in page
    assert 'value="&lt;script&gt;&quot;&#x27;"' in page


def many(guide: Guide, count: int) -> None:
    found = Round.objects.in_guide(guide)[0]
    Question.objects.bulk_create(
        Question(
            guide=guide,
            key=f"more-{number}",
            slug=f"more-{number}",
            position=number,
            prompt=f"Harbour question {number}?",
            kind=Question.Kind.VISION,
            difficulty="low",
            minutes=number % 7 + 1,
            practice_round=found,
        )
        for number in range(100, 100 + count)
    )
    added = Question.objects.filter(key__startswith="more-")
    added.reindex()
    Appearance.objects.bulk_create(
        Appearance(question=one, key="common", place="common", position=one.position)
        for one in added
    )


@pytest.mark.parametrize(
    "query", ["", "?sort=minutes", "?sort=difficulty", "?q=harbour", "?common=yes"]
)
def test_pages_follow_each_other_without_gap_or_repeat(
    client: Client, lantern: Guide, query: str
) -> None:
    many(lantern, 130)
    seen: list[str] = []
    address: str | None = LANTERN + query
    sizes = []
    while address:
        page = text(client, address)
        sizes.append(len(slugs(page)))
        seen += slugs(page)
        assert len(sizes) <= 10
        following = re.search(r'id="page-next" class="button" href="([^"]*)"', page)
        address = following.group(1).replace("&amp;", "&") if following else None
    assert sizes[:2] == [PAGE, PAGE]
    assert len(seen) == len(set(seen)) >= 130
    assert f"{H2}{len(seen)} questions</h2>" in page
    assert ">First page</a>" in page


def test_of_many_hits_the_first_are_ranked_and_the_page_says_so(
    client: Client, lantern: Guide
) -> None:
    many(lantern, 230)
    page = text(client, f"{LANTERN}?q=harbour")
    assert "The first 200 of 231 are ranked here." in page
    assert "are ranked here" not in text(client, f"{LANTERN}?q=harbour&sort=loop")


@pytest.mark.parametrize("typed", ["日" * 10_000, "a " * 5_000, "design " * 1_428, "é" * 10_000])
def test_a_long_text_is_cut_and_weighs_nothing(client: Client, peloton: Guide, typed: str) -> None:
    for address in (BANK, "/guides/"):
        response = client.get(address, {"q": typed})
        assert response.status_code == 200
        assert len(response.content) < 150_000


def test_realtime_finds_and_marks_real_time(client: Client, peloton: Guide) -> None:
    page = text(client, f"{BANK}?q=realtime")
    assert H2 + "4 questions</h2>" in page
    assert "<mark>real-time</mark>" in page


def test_positions_of_any_size_are_sorted(client: Client, lantern: Guide) -> None:
    Round.objects.filter(key="timetable-design").update(position=2_000_000_000)
    Question.objects.filter(key="why-ferries").update(position=2_000_000_000)
    assert slugs(text(client, LANTERN))[:3] == ["storm-story", "why-ferries", "plan-three-islands"]


def test_a_question_that_lost_its_places_is_no_drill(client: Client, lantern: Guide) -> None:
    Round.objects.filter(key="quayside-chat").update(state=State.RETIRED)
    assert "Drill" not in text(client, LANTERN)


@pytest.mark.parametrize("count", [50, 5_000])
def test_the_bank_costs_as_many_queries_with_50_questions_as_with_5000(
    client: Client,
    lantern: Guide,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    many(lantern, count - 5)
    assert Question.objects.count() == count
    for query, queries in [
        ("", 9),
        ("?q=harb", 9),
        ("?q=harb&common=yes&kind=vision&sort=minutes", 9),
        ("?round=1", 9),
    ]:
        with django_assert_num_queries(queries, info=query):
            text(client, LANTERN + query)


def test_a_surprise_is_one_of_what_is_filtered(client: Client, lantern: Guide) -> None:
    for _ in range(8):
        response = client.get(f"{LANTERN}?round=1&surprise=yes")
        assert response.headers["Location"] in {
            f"{LANTERN}why-ferries/",
            f"{LANTERN}storm-story/",
        }
        assert "no-store" in response.headers["Cache-Control"]
    assert "No question fits all of this." in text(client, f"{LANTERN}?q=quux&surprise=yes")


def test_a_search_swaps_the_results_and_says_their_number_once(
    client: Client, lantern: Guide
) -> None:
    headers = {"HX-Request": "true", "HX-Target": "results"}
    fragment = text(client, f"{LANTERN}?q=graph", **headers)
    assert fragment.startswith('<div id="results"')
    assert fragment.count('<div id="status" hx-swap-oob="innerHTML">2 questions</div>') == 1
    assert '<input id="q"' not in fragment
    assert "hx-swap-oob" not in text(client, f"{LANTERN}?q=graph")


def test_the_editors_drills_stand_apart(client: Client, lantern: Guide) -> None:
    dsa = "/guides/lantern-ferries/dsa/"
    assert "Drills" not in text(client, dsa)
    drill = Question.objects.get(key="shortest-crossing")
    drill.pk, drill.key, drill.slug, drill.source = None, "drill", "drill", "editors"
    drill.prompt, drill._state.adding = "Count the buoys.", True
    drill.save()
    page = text(client, dsa)
    assert page.index("Find the shortest crossing") < page.index("Drills") < page.index("buoys")
    assert "buoys" not in text(client, "/guides/lantern-ferries/")
    assert '<span class="place">Drill</span>' in text(client, f"{LANTERN}?q=buoys")


def test_many_guides_come_in_pages(client: Client, lantern: Guide) -> None:
    for number in range(120):
        lantern.pk, lantern.key = None, f"guide-{number:03}"
        lantern._state.adding = True
        lantern.save()
    seen: list[str] = []
    address = "/guides/"
    while address:
        page = text(client, address)
        seen += re.findall(r'class="prompt" href="/guides/([^"/]+)/"', page)
        more = re.search(r'href="(\?after=[^"]+)">More guides', page)
        address = f"/guides/{more.group(1)}" if more else ""
    assert seen == [*(f"guide-{number:03}" for number in range(120)), "lantern-ferries"]
    assert "guide-000" in text(client, "/guides/?after=nowhere")


def test_search_across_guides(client: Client, lantern: Guide, peloton: Guide) -> None:
    page = text(client, "/guides/?q=graph")
    assert set(slugs(page)) == {
        "shortest-path-between-users",
        "shortest-crossing",
        "plan-three-islands",
    }
    assert H2 + "3 questions</h2>" in page
    assert "Lantern Ferries · Timetable Engineer</p>" in page
    assert "No question of any guide fits “quux”." in text(client, "/guides/?q=quux")
    lantern.state = State.RETIRED
    lantern.save()
    assert slugs(text(client, "/guides/?q=graph")) == ["shortest-path-between-users"]


@pytest.mark.parametrize("count", [50, 5_000])
def test_search_across_guides_costs_as_many_queries(
    client: Client,
    lantern: Guide,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    many(lantern, count - 5)
    with django_assert_num_queries(6):
        page = text(client, "/guides/?q=harb")
    assert ("More than 200 questions" in page) == (count == 5_000)
