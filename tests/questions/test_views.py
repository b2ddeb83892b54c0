import pytest
from django.test import Client

from prep.content import State
from prep.models import Guide, Location
from questions.models import Question
from rounds.models import Round

pytestmark = pytest.mark.django_db

H2 = '<h2 id="count" tabindex="-1">'

PELOTON = "/guides/peloton-distinguished-engineer/"
LANTERN = "/guides/lantern-ferries/"


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_the_list_holds_every_question_once(client: Client, peloton: Guide) -> None:
    page = text(client, f"{PELOTON}questions/")
    assert H2 + "41 questions</h2>" in page
    assert page.count('class="place') == 47
    for question in Question.objects.all():
        assert page.count(f'/questions/{question.slug}/"') == 1


def test_a_question_names_each_of_its_places(client: Client, peloton: Guide) -> None:
    page = text(client, f"{PELOTON}questions/mentoring-engineers/")
    question = Question.objects.get(key="mentoring-engineers")
    assert ">Round 4: Leadership &amp; Strategy</a>" in page
    assert ">Among the commonly asked questions</a>" in page
    assert f'href="{PELOTON}?location=new-york#locations">Location: New York</a>' in page
    for place in question.appearances.exclude(wording=""):
        assert f'<p class="wording">{place.wording.replace(chr(39), "&#x27;")}</p>' in page
    assert question.editors_note.replace("'", "&#x27;") in page


def test_a_question_without_guidance_has_no_heading_for_it(client: Client, lantern: Guide) -> None:
    page = text(client, f"{LANTERN}questions/storm-story/")
    for heading in ("Guidance", "Follow-ups", "Pitfalls", "Practice next to it", "What it tests"):
        assert heading not in page


def test_guidance_stays_closed_until_asked_for(client: Client, lantern: Guide) -> None:
    page = text(client, f"{LANTERN}questions/plan-three-islands/")
    assert '<details class="guidance">' in page
    assert "Strong no hire" in page
    assert "Leaning hire" not in page
    assert '<span class="k">return</span>' in page
    assert "One boat fails at noon." in page
    assert "Leaving no slack between sailings." in page
    assert "Find the shortest crossing" in page


def test_related_questions_know_each_other(client: Client, lantern: Guide) -> None:
    assert "Plan the sailings" in text(client, f"{LANTERN}questions/shortest-crossing/")


@pytest.mark.parametrize("state", [State.DRAFT, State.RETIRED])
def test_a_question_that_is_not_published_is_not_there(
    client: Client, lantern: Guide, state: State
) -> None:
    Question.objects.filter(key="shortest-crossing").update(state=state)
    assert client.get(f"{LANTERN}questions/shortest-crossing/").status_code == 404
    for path in ("", "questions/", "questions/plan-three-islands/", "rounds/2/", "dsa/"):
        assert "shortest crossing" not in text(client, LANTERN + path)


def test_places_that_are_gone_are_not_named(client: Client, lantern: Guide) -> None:
    Round.objects.filter(key="quayside-chat").update(state=State.RETIRED)
    Location.objects.update(state=State.RETIRED)
    page = text(client, f"{LANTERN}questions/why-ferries/")
    assert "Among the commonly asked" in page
    assert "Quayside" not in page
    assert "harbour" not in page


def test_coding_questions(client: Client, peloton: Guide, lantern: Guide) -> None:
    page = text(client, f"{PELOTON}dsa/")
    assert page.count('class="prompt"') == 5
    Question.objects.in_guide(lantern).coding().delete()
    assert "reports no coding questions" in text(client, f"{LANTERN}dsa/")


def test_a_question_of_one_guide_is_not_found_in_another(
    client: Client, peloton: Guide, lantern: Guide
) -> None:
    assert client.get(f"{LANTERN}questions/lru-cache/").status_code == 404
