"""A candidate's own questions: practised like any other, and known to nobody else."""

import pytest
from django.core.management import call_command
from django.test import Client

from prep.models import Guide, User
from questions.models import Question, SearchEntry
from questions.practice.models import Answer, OwnQuestion, Practice
from rounds.models import Round
from tests.pages import addresses
from tests.questions.practice.desk import Desk, text_of, words

pytestmark = pytest.mark.django_db

OWN = "/me/questions/"
PROMPT = "Why did you leave zx-private?"


def written(client: Client, **more: object) -> str:
    """Write a question; the address of it."""
    data = {
        "prompt": PROMPT,
        "kind": "behavioral",
        "practice_round": Round.objects.all()[0].pk,
        "minutes": 7,
        **more,
    }
    response = client.post(OWN, data)
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["Location"]).removesuffix("practice/")


def test_a_question_is_written_practised_changed_and_deleted(
    signed_in: Client, lantern: Guide
) -> None:
    address = written(signed_in)
    desk = Desk(signed_in, address)
    assert PROMPT in desk.page
    assert 'value="7"' in desk.page
    desk.save("a draft")
    attempt = desk.log("an answer", sequence=3)
    assert (
        signed_in.post(
            f"{attempt}judgement/", {"band": "3", "note": "", "note_was": ""}
        ).status_code
        == 302
    )
    for path in ("answers/", "answers/?after=1"):
        assert signed_in.get(desk.url + path).status_code == 200
    again = desk.open().log("another answer")
    newer, older = Answer.objects.all()
    compared = f"{desk.url}answers/comparison/?a={older.pk}&b={newer.pk}"
    assert "<ins>" in words(signed_in.get(compared))
    assert signed_in.get(again).status_code == 200
    changed = {"prompt": "Why, really?", "kind": "vision", "minutes": 9}
    changed["practice_round"] = Round.objects.all()[1].pk
    assert signed_in.post(address, changed).headers["Location"] == OWN
    # What was answered keeps its wording.
    assert PROMPT in words(signed_in.get(attempt))
    assert "Why, really?" in words(signed_in.get(OWN))
    assert "tried 2 times" in words(signed_in.get(OWN))
    assert signed_in.post(f"{address}deletion/").headers["Location"] == address
    assert signed_in.post(f"{address}deletion/", {"sure": "yes"}).headers["Location"] == OWN
    assert (OwnQuestion.objects.count(), Practice.objects.count(), Answer.objects.count()) == (
        0,
        0,
        0,
    )


def test_it_comes_back_on_today_like_any_other(signed_in: Client, lantern: Guide) -> None:
    desk = Desk(signed_in, written(signed_in))
    desk.log("an answer")
    page = words(signed_in.get("/today/"))
    assert f'href="{desk.url}">{PROMPT}</a>' in page


def test_a_wrong_form_is_told_with_what_was_typed(signed_in: Client, lantern: Guide) -> None:
    data = {"prompt": "Typed", "kind": "nonsense", "minutes": "0", "practice_round": "999"}
    response = signed_in.post(OWN, data)
    assert response.status_code == 422
    assert text_of(response.content.decode(), "id_prompt") == "Typed"
    assert OwnQuestion.objects.count() == 0
    address = written(signed_in)
    assert signed_in.post(address, {**data, "prompt": ""}).status_code == 422
    assert OwnQuestion.objects.get().prompt == PROMPT


def test_a_visitor_who_writes_one_becomes_a_guest(client: Client, lantern: Guide) -> None:
    written(client)
    assert OwnQuestion.objects.get().user == User.objects.guests().get()


def test_nobody_else_ever_sees_it(
    signed_in: Client, client: Client, lantern: Guide, capsys: pytest.CaptureFixture[str]
) -> None:
    before = SearchEntry.objects.count()
    address = written(signed_in)
    Desk(signed_in, address).log("an answer")
    other, admin = Client(), Client()
    other.force_login(User.objects.create_user("bo@example.org"))
    admin.force_login(User.objects.create_superuser("root@example.org", "a long enough phrase"))
    for person in (client, other, admin):
        # Whoever is nobody is led to sign in, whether there is such a question or not.
        there, sent = (302, 403) if person is client else (404, 404)
        for path in (f"{address}practice/", f"{address}practice/answers/"):
            assert person.get(path).status_code == there
        assert person.post(f"{address}practice/draft/", {"text": "x"}).status_code == sent
        assert person.get(address).status_code == 404
        assert person.post(f"{address}deletion/", {"sure": "yes"}).status_code == 404
        shared = [*addresses(lantern), f"{OWN}", "/guides/?q=zx-private"]
        shared.append("/guides/lantern-ferries/questions/?q=zx-private")
        for path in shared:
            found = person.get(path).content.decode()
            assert PROMPT not in found
            assert "zx-private?" not in found
    for path in ("/admin/", "/admin/prep/user/"):
        assert "zx-private" not in admin.get(path).content.decode()
    assert SearchEntry.objects.count() == before
    counted = words(signed_in.get("/guides/lantern-ferries/questions/"))
    assert f">{Question.objects.count()} questions</h2>" in counted
    call_command("dumpdata", "prep", "rounds", "questions", "studyplan")
    assert "zx-private" not in capsys.readouterr().out
    assert OwnQuestion.objects.get().prompt == PROMPT


def test_it_comes_along_to_an_account(client: Client, candidate: User, lantern: Guide) -> None:
    Desk(client, written(client)).log("an answer")
    client.post("/accounts/login/", {"login": candidate.email, "password": "a long enough phrase"})
    own = OwnQuestion.objects.get()
    assert (own.user, own.practice.user, own.practice.attempts) == (candidate, candidate, 1)
    assert PROMPT in words(client.get(OWN))
