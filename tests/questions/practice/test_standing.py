"""What a candidate did with each question, in the bank and on the loop bar, at a bounded cost."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from prep.models import Guide, User
from questions.models import Question
from questions.practice.bands import Band
from questions.practice.models import Answer, Practice
from questions.practice.standing import in_words
from tests.questions.practice.desk import QUESTION, Desk, many, words

pytestmark = pytest.mark.django_db

BANK = "/guides/lantern-ferries/questions/"


def listed(page: str) -> set[str]:
    return set(re.findall(rf'class="prompt" href="{BANK}([^/]+)/"', page))


@pytest.fixture
def practised(candidate: User, lantern: Guide) -> None:
    """One question tried and rated, one tried without a rating, one bookmarked."""
    for key, band in [("storm-story", Band.LEANING_HIRE), ("why-ferries", None)]:
        practice = Practice.objects.opened(candidate, Question.objects.get(key=key))
        Answer.objects.create(practice=practice, origin=key, text="x", prompt="?", band=band)
        practice.recount(1)
    third = Practice.objects.opened(candidate, Question.objects.get(key="shortest-crossing"))
    third.bookmark(third.touched_at)


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("tried", {"storm-story", "why-ferries"}),
        ("bookmarked", {"shortest-crossing"}),
        ("leaning-hire", {"storm-story"}),
        ("strong-hire", set()),
    ],
)
@pytest.mark.usefixtures("practised")
def test_the_bank_filters_by_what_one_did(signed_in: Client, status: str, found: set[str]) -> None:
    page = signed_in.get(f"{BANK}?status={status}").content.decode()
    assert listed(page) == found


@pytest.mark.usefixtures("practised")
def test_what_is_not_tried_is_the_rest(signed_in: Client) -> None:
    tried = listed(signed_in.get(f"{BANK}?status=tried").content.decode())
    rest = listed(signed_in.get(f"{BANK}?status=not-tried").content.decode())
    everything = set(Question.objects.values_list("slug", flat=True))
    assert (tried | rest, tried & rest) == (everything, set())


@pytest.mark.usefixtures("practised")
def test_the_offered_counts_are_what_one_finds(signed_in: Client) -> None:
    for query in ("", "?kind=behavioral", "?q=storm"):
        page = signed_in.get(BANK + query).content.decode()
        offered = re.findall(
            r'id="filter-status-[^"]+" href="([^"]+)"[^>]*>[^<]*<span class="count">(\d+)', page
        )
        assert offered
        for address, count in offered:
            found = signed_in.get(address.replace("&amp;", "&")).content.decode()
            assert len(listed(found)) == int(count)


@pytest.mark.usefixtures("practised")
def test_a_row_says_how_one_stands(signed_in: Client, client: Client) -> None:
    page = words(signed_in.get(BANK))
    standing = re.findall(r'<p class="meta standing">([^<]+)</p>', page)
    assert sorted(standing) == ["Bookmarked", "Tried once", "Tried once, last: leaning hire"]
    assert 'class="meta standing"' not in words(client.get(BANK))


@pytest.mark.parametrize(
    ("attempts", "band", "bookmarked", "said"),
    [
        (None, None, False, ""),
        (0, None, True, "Bookmarked"),
        (1, None, False, "Tried once"),
        (3, 1, True, "Tried 3 times, last: strong no hire · Bookmarked"),
    ],
)
def test_a_standing_in_words(
    attempts: int | None, band: int | None, bookmarked: bool, said: str
) -> None:
    assert in_words(attempts, band, bookmarked=bookmarked) == said


@pytest.mark.usefixtures("practised")
def test_the_bar_is_filled_as_far_as_the_round_is_tried(signed_in: Client, client: Client) -> None:
    page = words(signed_in.get("/guides/lantern-ferries/"))
    own = Question.objects.get(key="storm-story").practice_round.practice_questions.count()
    assert f'<rect class="done" width="{100 * 2 // own}%"' in page
    assert 'class="done"' not in words(client.get("/guides/lantern-ferries/"))


def test_a_visitor_learns_why_a_status_finds_nothing(client: Client, lantern: Guide) -> None:
    page = words(client.get(f"{BANK}?status=tried"))
    assert "What you tried is known here once you practise or sign in." in page
    assert len(listed(page)) == Question.objects.count()


def test_an_unknown_status_is_left_out_in_words(signed_in: Client, lantern: Guide) -> None:
    page = words(signed_in.get(f"{BANK}?status=asleep"))
    assert "There is no status “asleep” in this guide; it was left out." in page


@pytest.mark.parametrize("count", [1, 10_000])
def test_a_page_costs_as_many_queries_with_1_answer_as_with_10000(
    signed_in: Client,
    candidate: User,
    question: Question,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    practice = many(candidate, question, count)
    practice.recount(0)
    answers = f"{QUESTION}practice/answers/"
    newest, oldest = Answer.objects.first(), Answer.objects.last()
    assert newest
    assert oldest
    for path, queries in [
        ("/guides/lantern-ferries/", 11),
        ("/guides/lantern-ferries/rounds/1/", 7),
        (BANK, 12),
        (f"{BANK}?status=not-tried&q=harb", 12),
        (QUESTION, 10),
        ("/guides/lantern-ferries/dsa/", 6),
        ("/guides/lantern-ferries/plan/", 7),
        (f"{QUESTION}practice/", 9),
        (answers, 6),
        (f"{answers}?after={newest.pk}", 7),
        (f"{answers}{newest.pk}/", 12),
    ]:
        with django_assert_num_queries(queries, info=path):
            assert signed_in.get(path).status_code == 200


@pytest.mark.parametrize("count", [1, 10_000])
def test_saving_and_logging_cost_the_same_with_1_answer_as_with_10000(
    signed_in: Client,
    candidate: User,
    question: Question,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    many(candidate, question, count).recount(0)
    desk = Desk(signed_in)
    desk.save("typed")
    with django_assert_num_queries(14):
        assert desk.save("typed on", sequence=2).status_code == 200
    with django_assert_num_queries(24):
        desk.log("typed on", sequence=3)
