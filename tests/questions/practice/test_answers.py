"""Attempts: what is logged stays as it was; how it is judged can come later."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from prep.models import Guide, User
from questions.models import Question
from questions.practice.models import Answer, Draft, Practice, Timer
from rounds.models import Point
from tests.questions.practice.desk import Desk, many, text_of, words

pytestmark = pytest.mark.django_db


def answer() -> Answer:
    found: Answer = Answer.objects.get()
    return found


def counters() -> tuple[int, int | None]:
    practice = Practice.objects.get()
    assert practice.attempts == practice.answers.kept().count()
    newest = practice.answers.kept().first()
    assert practice.last_at == (newest.created if newest else None)
    return practice.attempts, practice.last_band


def test_an_attempt_keeps_everything_as_it_read_then(client: Client, question: Question) -> None:
    desk = Desk(client)
    desk.send("timer/", "", action="start", minutes="3")
    timer = Timer.objects.get()
    Timer.objects.update(running_since=timezone.now() - timedelta(seconds=200))
    address = desk.log("A **storm** came.", sequence=2)
    round_then, prompt = question.practice_round.name, question.prompt
    points = Point.objects.of_round(question.practice_round)
    criteria = [one.text for one in points if one.kind == Point.Kind.CRITERION]
    Point.objects.update(text="Something else")
    question.prompt = "Another question?"
    question.save()
    logged = answer()
    assert (logged.prompt, logged.round_name, logged.text_html) == (
        prompt,
        round_then,
        "<p>A <strong>storm</strong> came.</p>",
    )
    assert [one.text for one in logged.criteria_then] == criteria
    assert (logged.seconds, logged.allotted) == (200, timer.allotted)
    page = words(client.get(address))
    assert prompt.replace("'", "&#x27;") in page
    assert "Something else" not in page
    assert "4 min of 3" in page


def test_logging_clears_the_sheet_and_the_clock(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    desk.send("timer/", "said", action="start", minutes="3")
    desk.open().log("said")
    assert desk.open().text == ""
    assert Timer.objects.count() == 0
    assert counters() == (1, None)


def test_what_another_page_saved_meanwhile_is_not_cleared(client: Client, lantern: Guide) -> None:
    first, second = Desk(client), Desk(client)
    first.save("something longer")
    second.log("something")
    assert first.open().text == "something longer"


def test_sent_twice_it_is_logged_once(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    assert desk.log("said") == desk.log("said")
    assert counters() == (1, None)
    # Another text from the same page, as after Back, is another attempt.
    assert desk.log("said more") != desk.log("said")
    assert counters() == (2, None)


def test_a_late_save_does_not_bring_a_logged_text_back(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    desk.log("said", sequence=5)
    desk.save("sai", sequence=4)
    assert desk.open().text == ""


def test_an_attempt_needs_no_text(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    address = desk.log("", aloud="yes")
    assert (answer().text, answer().aloud) == ("", True)
    assert "answered aloud" in words(client.get(address))


@pytest.mark.parametrize("typed", ["", " \n\t", "## Situation\n\n\n## Task\n\n ## Action"])
def test_nothing_and_the_outline_alone_are_no_answer(
    client: Client, lantern: Guide, typed: str
) -> None:
    desk = Desk(client)
    response = desk.send("answers/", typed)
    assert response.status_code == 422
    assert "there is no answer yet" in words(response)
    assert text_of(response.content.decode(), "answer-text") == typed
    assert Answer.objects.count() == 0
    desk.log(typed, aloud="yes")
    assert answer().text == ""


def test_htmx_is_led_to_the_attempt(client: Client, lantern: Guide) -> None:
    response = Desk(client).send("answers/", "said", target="practice")
    assert response.status_code == 200
    assert response.headers["HX-Redirect"].endswith(f"/answers/{answer().pk}/")


def judge(client: Client, address: str, **data: object) -> int:
    return client.post(f"{address}judgement/", {"note_was": answer().note, **data}).status_code


def test_an_attempt_is_judged_in_the_rounds_own_terms(client: Client, lantern: Guide) -> None:
    address = Desk(client).log("said")
    logged = answer()
    criterion, reason = logged.criteria_then[0], logged.reasons_then[0]
    chosen = {f"criterion-{criterion.key}": "2", "reasons": [reason.key]}
    assert judge(client, address, **chosen, band="3", note="hm\r\n") == 302
    logged.refresh_from_db()
    assert [(one.criterion, one.band) for one in logged.ratings.all()] == [(criterion.key, 2)]
    assert [one.reason for one in logged.ticked_reasons.all()] == [reason.key]
    assert (logged.band, logged.note, counters()) == (3, "hm\n", (1, 3))
    page = words(client.get(address))
    assert page.count(" checked") == 3
    # Later, otherwise: nothing of the first judgement stays.
    assert judge(client, address, band="", note="") == 302
    logged.refresh_from_db()
    assert (logged.ratings.count(), logged.ticked_reasons.count(), logged.band) == (0, 0, None)
    assert counters() == (1, None)


@pytest.mark.parametrize(
    "data", [{"band": "5"}, {"band": "x"}, {"reasons": ["nowhere"]}, {"note": "x" * 10_001}]
)
def test_a_judgement_off_the_scale_changes_nothing(
    client: Client, lantern: Guide, data: dict[str, object]
) -> None:
    address = Desk(client).log("said")
    judge(client, address, band="2", note="kept")
    assert judge(client, address, **{"note": "new", **data}) == 422
    assert (answer().band, answer().note) == (2, "kept")


def test_a_note_that_changed_elsewhere_is_not_overwritten(client: Client, lantern: Guide) -> None:
    address = Desk(client).log("said")
    judge(client, address, note="from the phone")
    stale = {"note_was": "", "note": "from the desk", "band": "4"}
    response = client.post(f"{address}judgement/", stale)
    assert response.status_code == 409
    assert "It reads there: “from the phone”" in words(response)
    assert text_of(response.content.decode(), "id_note") == "from the desk"
    assert (answer().note, answer().band) == ("from the phone", None)


def test_a_deleted_attempt_can_be_brought_back_for_a_day(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    desk.log("first")
    address = desk.open().log("second")
    judge_all = client.post(f"{address}judgement/", {"note_was": "", "note": "", "band": "1"})
    assert (judge_all.status_code, counters()) == (302, (2, 1))
    response = client.post(f"{address}deletion/")
    client.post(f"{address}deletion/")
    assert counters() == (1, None)
    assert client.get(address).status_code == 404
    shown = words(client.get(response.headers["Location"]))
    assert "is deleted. <button" in shown
    assert "second" not in shown
    for _ in range(2):
        assert client.post(f"{address}restoration/").headers["Location"] == address
        assert counters() == (2, 1)
    client.post(f"{address}deletion/")
    Answer.objects.exclude(deleted_at=None).update(deleted_at=timezone.now() - timedelta(days=2))
    client.post(f"{desk.log('third', sequence=9)}deletion/")
    assert client.post(f"{address}restoration/").status_code == 404


def test_the_history_is_newest_first_and_pages_through_everything_once(
    signed_in: Client, candidate: User, question: Question
) -> None:
    many(candidate, question, 45)
    address = f"{Desk(signed_in).url}answers/"
    seen: list[str] = []
    pages = 0
    after = ""
    while True:
        page = signed_in.get(address + after).content.decode()
        rows = [f"Attempt {n}." for n in range(45) if f">Attempt {n}.<" in page]
        seen += sorted(rows, key=page.index)
        pages += 1
        if "Older attempts" not in page:
            break
        after = "?after=" + page.split('href="?after=')[1].split('"')[0]
    assert seen == [f"Attempt {number}." for number in reversed(range(45))]
    assert pages == 3
    # A cursor that fits nothing gives the first page.
    assert "Attempt 44." in words(signed_in.get(f"{address}?after=99999999999999999999"))


def test_two_attempts_are_compared_word_by_word(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    desk.log("I led three teams.")
    desk.open().log("I led four <b> teams.")
    newer, older = Answer.objects.all()
    address = f"{desk.url}answers/comparison/"
    expected = "<del> three</del><ins> four &lt;b&gt;</ins> teams"
    for query in (f"?a={older.pk}&b={newer.pk}", f"?a={newer.pk}&b={older.pk}"):
        assert expected in words(client.get(address + query))
    for query in (f"?a={newer.pk}&b={newer.pk}", "", "?a=x&b=2"):
        assert client.get(address + query).headers["Location"].endswith("answers/?choose=two")
    assert client.get(f"{address}?a={newer.pk}&b=999999").status_code == 404


def test_the_trend_draws_what_the_table_says(
    signed_in: Client, candidate: User, question: Question
) -> None:
    practice = many(candidate, question, 3)
    Answer.objects.filter(text="Attempt 0.").update(seconds=60, band=1)
    Answer.objects.filter(text="Attempt 2.").update(seconds=600, band=4)
    page = words(signed_in.get(f"{Desk(signed_in).url}answers/"))
    assert practice.attempts == 3
    assert '<polyline class="line" points="10,86 300,60.7 590,10"/>' in page
    assert '<polyline class="line" points="10,78.4 590,10"/>' in page
    assert "the longest (10) on top" in page


def test_an_attempt_says_where_a_draft_goes_on(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    address = desk.log("said")
    assert Draft.objects.get().text == ""
    page = words(client.get(address))
    assert f'href="{desk.url}">Try again</a>' in page
