import re

import pytest
from django.test import Client

from prep.content import State
from prep.models import Guide
from questions.models import Question
from rounds.loop import Loop
from rounds.models import Point, Round

pytestmark = pytest.mark.django_db

ROUNDS = "/guides/peloton-distinguished-engineer/rounds/"


def text(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


def test_rounds_start_with_the_first(client: Client, lantern: Guide) -> None:
    response = client.get("/guides/lantern-ferries/rounds/")
    assert response.headers["Location"] == "/guides/lantern-ferries/rounds/1/"


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_round_shows_everything_about_it(client: Client, peloton: Guide, number: int) -> None:
    page = re.sub(r"\s+</li>", "</li>", text(client, f"{ROUNDS}{number}/"))
    stop = Loop.of(peloton).at(number)
    assert stop is not None
    found = stop.round
    escaped = found.name.replace("&", "&amp;")
    assert f'<h1 id="round-heading" tabindex="-1">{escaped}</h1>' in page
    assert f"<title>Round {number} of 5: {escaped} · " in page
    assert f"<dd>{found.minutes} min</dd>" in page
    assert f"<dd>{found.get_difficulty_display()}</dd>" in page
    assert f"<dd>{found.interviewer}</dd>" in page
    assert found.description_html in page
    for point in found.points.all():
        assert page.count(f"<li>{point.text.replace(chr(39), '&#x27;')}</li>") == 1
    for asked in found.appearances.select_related("question"):
        assert f"/questions/{asked.question.slug}/" in page
        for tag in asked.question.tags.all():
            assert f'<span class="tag">{tag.name}</span>' in page


@pytest.mark.parametrize(
    ("number", "previous", "following"),
    [(1, None, 2), (3, 2, 4), (5, 4, None)],
)
def test_previous_and_next(
    client: Client, peloton: Guide, number: int, previous: int | None, following: int | None
) -> None:
    page = text(client, f"{ROUNDS}{number}/")
    for rel, target in (("prev", previous), ("next", following)):
        assert page.count(f'rel="{rel}"') == (1 if target else 0)
        if target:
            assert f'rel="{rel}" href="{ROUNDS}{target}/" hx-get="{ROUNDS}{target}/"' in page


def test_a_step_swaps_the_stepper_with_its_title(client: Client, peloton: Guide) -> None:
    fragment = text(client, f"{ROUNDS}2/", **{"HX-Request": "true", "HX-Target": "stepper"})
    assert fragment.strip().startswith("<title>Round 2 of 5: System Design")
    assert fragment.count('id="stepper"') == 1
    assert 'aria-current="step"' in fragment
    assert "<!doctype" not in fragment


def test_the_loop_bar_draws_minutes(client: Client, lantern: Guide) -> None:
    page = text(client, "/guides/lantern-ferries/rounds/2/")
    assert page.index('<svg width="3000"') < page.index('<svg width="9000"')
    assert page.count('aria-current="step"') == 1


def test_parts_without_text_have_no_heading(client: Client, lantern: Guide) -> None:
    first, second = (text(client, f"/guides/lantern-ferries/rounds/{n}/") for n in (1, 2))
    for heading in ("How it opens", "Questions to ask them", "How to close", "How to prepare"):
        assert heading in first
        assert heading not in second


def test_what_is_retired_is_gone_and_numbers_close_up(client: Client, lantern: Guide) -> None:
    Point.objects.filter(key="calm").update(state=State.RETIRED)
    Question.objects.filter(key="storm-story").update(state=State.DRAFT)
    page = text(client, "/guides/lantern-ferries/rounds/1/")
    assert "A calm manner" not in page
    assert "What interviewers look for" not in page
    assert "storm" not in page
    Round.objects.filter(key="quayside-chat").update(state=State.RETIRED)
    page = text(client, "/guides/lantern-ferries/rounds/1/")
    assert "Round 1 of 1 · Work Sample" in page
    assert client.get("/guides/lantern-ferries/rounds/2/").status_code == 404
