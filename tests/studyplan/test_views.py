import pytest
from django.test import Client

from prep.content import State
from prep.models import Guide
from questions.models import Question
from studyplan.models import Phase, Task

pytestmark = pytest.mark.django_db


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_the_plan_holds_every_phase_week_and_task(client: Client, peloton: Guide) -> None:
    page = text(client, "/guides/peloton-distinguished-engineer/plan/")
    assert "7 weeks in 4 phases." in page
    for phase in Phase.objects.all():
        assert " ".join(phase.description_html.split()) in page
    for number in range(1, 8):
        assert page.count(f'id="week-{number}"') == page.count(f'href="#week-{number}"') == 1
    assert page.count('class="task ') == Task.objects.count() == 56


def test_tasks_lead_to_what_they_are_about(client: Client, lantern: Guide) -> None:
    page = text(client, "/guides/lantern-ferries/plan/")
    assert 'href="/guides/lantern-ferries/#tip-sail-once">Take the morning ferry' in page
    assert 'href="/guides/lantern-ferries/questions/storm-story/">Tell us about a storm.' in page
    assert 'href="/guides/lantern-ferries/rounds/2/">Round 2: Timetable Design' in page
    assert page.count('class="meta leads"') == 3
    assert "2 tasks, 1 h 5 min" in page
    assert "2 tasks, 2 h 30 min" in page


def test_a_task_outlives_what_it_leads_to(client: Client, lantern: Guide) -> None:
    Question.objects.filter(key="storm-story").update(state=State.RETIRED)
    page = text(client, "/guides/lantern-ferries/plan/")
    assert "Tell your storm story aloud." in page
    assert "/questions/storm-story/" not in page


def test_a_guide_without_a_plan_says_so(client: Client, lantern: Guide) -> None:
    Phase.objects.update(state=State.RETIRED)
    page = text(client, "/guides/lantern-ferries/plan/")
    assert "This guide has no study plan yet." in page
    assert "Tell your storm story aloud." not in page
