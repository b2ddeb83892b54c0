"""A mock of one round: set up, run in sequence, rated together; nothing typed is ever lost."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from prep.content import State
from prep.markdown import MAX_BYTES
from prep.models import Guide, User
from questions.models import Question
from questions.practice.bands import Band
from questions.practice.debrief import Debrief, Line, spent
from questions.practice.merging import merge
from questions.practice.models import Answer, Draft, Mock, MockQuestion, Practice
from rounds.models import Round
from tests.questions.practice.desk import HTMX, Desk, fields_of, many, text_of, words
from tests.test_pages import check_markup

pytestmark = pytest.mark.django_db

ROUND = "/guides/lantern-ferries/rounds/1/"
MOCKS = f"{ROUND}mock/"
WHY, STORM = "Why ferries?", "Tell us about a storm."


class Run:
    """A mock under way, as a browser without JavaScript has it."""

    def __init__(self, client: Client, *keys: str, at: str = MOCKS) -> None:
        self.client = client
        asked = Question.objects.filter(key__in=keys or ["why-ferries", "storm-story"])
        response = client.post(at, {"questions": [one.pk for one in asked]})
        assert response.status_code == 302, response.content.decode()
        self.url = str(response.headers["Location"])
        self.open()

    def open(self) -> "Run":
        response = self.client.get(self.url)
        assert response.status_code == 200
        self.page = response.content.decode()
        if 'id="answer-form"' in self.page:
            self.fields = fields_of(self.page, "answer-form")
            self.text = text_of(self.page, "answer-text")
        return self

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.page)
        assert found
        return html.unescape(found[1])

    def send(self, path: str, text: str, *, target: str = "", **more: Any) -> Any:
        headers = {**HTMX, "HX-Target": target} if target else {}
        data = {**self.fields, "text": text, **more}
        return self.client.post(self.url + path, data, headers=headers)

    def step(self, then: str, text: str = "", **more: Any) -> "Run":
        response = self.send("step/", text, then=then, **more)
        assert (response.status_code, response.headers["Location"]) == (302, self.url)
        return self.open()

    def rate(self, **data: Any) -> Any:
        kept = fields_of(self.page, "judgement")
        return self.client.post(f"{self.url}judgement/", {**kept, **data})


def mock() -> Mock:
    found: Mock = Mock.objects.get()
    return found


def earlier(minutes: float) -> None:
    """Let the mock have begun that much earlier, and its questions have been left so."""
    ago = timedelta(minutes=minutes)
    Mock.objects.update(started_at=F("started_at") - ago)
    MockQuestion.objects.exclude(left_at=None).update(left_at=F("left_at") - ago)


def ticked(page: str) -> list[str]:
    """The prompts that are ticked, in order."""
    return re.findall(r' checked> <span><span class="prompt">(.*?)</span>', page)


def test_the_round_leads_to_its_mock(client: Client, lantern: Guide) -> None:
    assert f'<a href="{MOCKS}">Start a mock of this round</a>' in words(client.get(ROUND))


def test_a_visitor_is_proposed_what_fills_the_round(client: Client, lantern: Guide) -> None:
    response = client.get(MOCKS)
    page = words(response)
    check_markup(response.content.decode(), shared=False)
    assert ticked(page) == [WHY, STORM]
    assert '<p id="sum"><span>15</span> of 30 minutes' in page
    assert response.headers["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )
    assert User.objects.count() == 0


def test_what_was_tried_comes_last_and_only_if_it_fits(
    signed_in: Client, candidate: User, lantern: Guide
) -> None:
    many(candidate, Question.objects.get(key="why-ferries"), 1)
    assert ticked(words(signed_in.get(MOCKS))) == [STORM, WHY]
    Round.objects.filter(key="quayside-chat").update(minutes=12)
    page = words(signed_in.get(MOCKS))
    assert ticked(page) == [STORM]
    assert "5 min · Tried once" in page


def test_no_round_and_nothing_to_ask(client: Client, lantern: Guide) -> None:
    assert client.get("/guides/lantern-ferries/rounds/9/mock/").status_code == 404
    Question.objects.update(state=State.RETIRED)
    page = words(client.get(MOCKS))
    assert "there is nothing to ask" in page
    assert "Start the mock" not in page


def test_the_candidate_may_choose(client: Client, lantern: Guide) -> None:
    run = Run(client, "storm-story")
    assert [one.question.key for one in mock().places] == ["storm-story"]
    assert mock().allotted == 1800
    assert list(User.objects.guests()) == [mock().user]
    assert run.heading == STORM
    assert "question 1 of 1" in run.page


@pytest.mark.parametrize("asked", [[], ["0"], ["x"], ["elsewhere"], ["retired"]])
def test_what_the_round_does_not_judge_is_not_asked(
    client: Client, lantern: Guide, asked: list[str]
) -> None:
    elsewhere = Question.objects.get(key="ten-years")
    retired = Question.objects.get(key="why-ferries")
    Question.objects.filter(pk=retired.pk).update(state=State.RETIRED)
    keys = {"elsewhere": str(elsewhere.pk), "retired": str(retired.pk)}
    response = client.post(MOCKS, {"questions": [keys.get(one, one) for one in asked]})
    assert response.status_code == 422
    assert "Choose one question at least" in words(response)
    assert (Mock.objects.count(), User.objects.count()) == (0, 0)


def test_more_than_the_round_has_is_told_and_left_to_the_candidate(
    client: Client, lantern: Guide
) -> None:
    Question.objects.filter(key="storm-story").update(minutes=40)
    page = words(client.get(MOCKS))
    assert ticked(page) == [WHY]
    Run(client)
    assert (len(mock().places), mock().minutes) == (2, 30)


def test_starting_again_resumes_the_open_one(client: Client, lantern: Guide) -> None:
    first = Run(client)
    assert Run(client, "storm-story").url == first.url
    page = words(client.get(MOCKS))
    assert f'<a class="button" href="{first.url}">Go on with it</a>' in page
    assert "Start the mock" not in page
    assert client.post(f"{first.url}end/").status_code == 302
    assert Run(client).url != first.url


def test_the_database_holds_one_open_mock_of_a_round(candidate: User, question: Question) -> None:
    found = question.practice_round
    Mock.start(candidate, found, [question], 30).finish()
    open_one = Mock.start(candidate, found, [question], 30)
    assert Mock.start(candidate, found, [question], 45) == open_one
    with pytest.raises(IntegrityError), transaction.atomic():
        Mock.objects.create(user=candidate, round=found, allotted=60)
    with pytest.raises(ValueError, match="one question"):
        Mock.start(candidate, found, [], 30)


def test_from_start_to_debrief(client: Client, lantern: Guide) -> None:
    run = Run(client)
    check_markup(run.page, shared=False)
    assert run.heading == WHY
    assert run.send("step/", "half a", target="answer-saved").status_code == 200
    assert run.open().text == "half a"
    earlier(6.5)
    run.step("log", "Half **a** fleet.", sequence=5)
    assert run.heading == STORM
    earlier(2.8)
    run.step("log", "", aloud="yes")
    first, second = Answer.objects.order_by("pk")
    assert (first.text_html, first.allotted) == ("<p>Half <strong>a</strong> fleet.</p>", 300)
    assert (second.text, second.aloud, second.allotted) == ("", True, 600)
    assert [first.minutes, second.minutes] == [7, 3]
    assert run.heading == "How did it go?"
    check_markup(run.page, shared=False)
    assert run.page.count('class="card judgement"') == 2
    response = run.rate(
        **{
            "q1-band": "3",
            "q1-criterion-clarity": "2",
            "q1-reasons": ["late"],
            "q1-note": "shorter\r\nnext time",
            "q2-band": "2",
            "q2-criterion-clarity": "4",
            "q2-reasons": ["late"],
            "q2-note": "",
        }
    )
    assert (response.status_code, response.headers["Location"]) == (302, run.url)
    run.open()
    check_markup(run.page, shared=False)
    page = " ".join(run.page.split())
    assert run.heading == "Debrief"
    for part in (
        "<dd>10 of 30 min</dd>",
        "<dd>2 of 2</dd>",
        '<dt>Overall</dt><dd><span class="band band-2">Leaning no hire</span>',
        '<td>7 of 5 min <span class="meta">2 over</span></td>',
        "<td>3 of 10 min</td>",
        '<th scope="row">Clarity in few words</th><td><span class="band band-2">Leaning no hire'
        '</span></td><td><span class="band band-4">Strong hire</span></td>',
        '<li>Missing the boat <span class="meta">in 2 questions</span></li>',
        "<dd>shorter<br>next time</dd>",
        f"questions/why-ferries/practice/answers/{first.pk}/",
    ):
        assert part in page, part
    listed = words(client.get(MOCKS))
    assert "<td>2 of 2</td><td>10 of 30 min</td>" in listed
    assert [one.last_band for one in Practice.objects.order_by("pk")] == [3, 2]


def test_a_draft_is_the_same_on_the_page_of_its_question(client: Client, lantern: Guide) -> None:
    desk = Desk(client, "/guides/lantern-ferries/questions/why-ferries/")
    desk.save("begun before")
    run = Run(client)
    assert run.text == "begun before"
    run.send("step/", "begun before, gone on", target="answer-saved")
    assert desk.open().text == "begun before, gone on"
    assert f'action="{desk.url}draft/"' in run.page


def test_two_texts_are_chosen_between_in_the_mock(client: Client, lantern: Guide) -> None:
    run = Run(client)
    desk = Desk(client, "/guides/lantern-ferries/questions/why-ferries/")
    desk.save("from the desk")
    for then in ("", "pass"):
        response = run.send("step/", "from the mock", then=then, target="answer-saved")
        assert response.status_code == 409
        assert response.headers["HX-Retarget"] == "#practice"
        page = response.content.decode()
        assert text_of(page, "answer-other") == "from the desk"
        assert text_of(page, "answer-text") == "from the mock"
    assert run.send("end/", "from the mock").status_code == 409
    assert mock().finished_at is None
    fields: dict[str, Any] = {**fields_of(page, "answer-form"), "resolve": "both", "sequence": "7"}
    response = run.send("step/", "from the mock", target="practice", **fields)
    assert response.status_code == 200
    assert run.open().text == "from the desk\n\n---\n\nfrom the mock"


def test_sent_twice_it_is_logged_once(client: Client, lantern: Guide) -> None:
    run = Run(client)
    fields: dict[str, Any] = dict(run.fields)
    for _ in range(2):
        response = run.send("step/", "said", then="log", **fields)
        assert response.status_code == 302
    assert Answer.objects.count() == 1
    assert [one.left_at is None for one in mock().places] == [False, True]
    assert run.open().heading == STORM
    # Another text from the page before, as after Back, is an attempt of its own, out of the mock.
    run.send("step/", "said otherwise", then="log", **fields)
    assert Answer.objects.count() == 2
    assert [one.answer.text for one in mock().places if one.answer] == ["said"]
    assert Answer.objects.get(text="said otherwise").seconds is None
    assert run.open().heading == STORM


def test_passed_over_twice_it_leaves_one_question(client: Client, lantern: Guide) -> None:
    run = Run(client)
    fields: dict[str, Any] = dict(run.fields)
    for _ in range(2):
        assert run.send("step/", "a few words", then="pass", **fields).status_code == 302
    assert run.open().heading == STORM
    assert (Answer.objects.count(), Draft.objects.get().text) == (0, "a few words")
    # Back, and answered after all: it counts for its place, without a time.
    run.send("step/", "a few words more", then="log", **{**fields, "sequence": 9})
    assert [one.answer is not None for one in mock().places] == [True, False]
    assert run.open().heading == STORM


def test_when_all_is_passed_over_there_is_nothing_to_rate(client: Client, lantern: Guide) -> None:
    run = Run(client).step("pass").step("pass")
    assert run.heading == "Debrief"
    page = " ".join(run.page.split())
    assert "nothing to rate" in page
    assert page.count("<td>No attempt</td>") == 2
    check_markup(run.page, shared=False)
    assert run.client.post(f"{run.url}judgement/").status_code == 302


@pytest.mark.parametrize("typed", ["", " \n", "## Situation\n\n\n## Task"])
def test_nothing_is_no_answer(client: Client, lantern: Guide, typed: str) -> None:
    run = Run(client)
    for target in ("", "practice"):
        response = run.send("step/", typed, then="log", target=target)
        assert response.status_code == 422
        assert "there is no answer yet" in words(response)
    assert run.open().heading == WHY
    whole = run.send("step/", typed, then="log").content.decode()
    assert text_of(whole, "answer-text") == typed


def test_what_can_not_be_kept_is_still_on_the_page(client: Client, lantern: Guide) -> None:
    run = Run(client)
    long = "x" * (MAX_BYTES + 1)
    for path in ("step/", "end/"):
        response = run.send(path, long)
        assert response.status_code == 422
        assert text_of(response.content.decode(), "answer-text") == long
    assert mock().finished_at is None


@pytest.mark.parametrize(
    "fields", [{"item": "9"}, {"item": "x"}, {"item": ""}, {"then": "skip"}, {"writer": "x"}]
)
def test_what_no_page_sends_is_refused(
    client: Client, lantern: Guide, fields: dict[str, Any]
) -> None:
    assert Run(client).send("step/", "said", **fields).status_code == 400


def test_when_the_time_is_up_one_may_write_on(client: Client, lantern: Guide) -> None:
    run = Run(client)
    earlier(31)
    page = " ".join(run.open().page.split())
    assert (
        '<span class="clock" role="timer" aria-label="Time left of the round">00:00</span>' in page
    )
    assert "the time is up. Write on if you like" in page
    assert (Answer.objects.count(), mock().finished_at) == (0, None)
    assert "Its time is up" in words(client.get(MOCKS))
    run.step("log", "late")
    assert run.heading == STORM


def test_a_mock_left_open_for_days_counts_a_day_at_most(client: Client, lantern: Guide) -> None:
    run = Run(client)
    earlier(3 * 24 * 60)
    run.step("log", "late")
    assert Answer.objects.get().seconds == 24 * 3600


def test_the_end_comes_early_and_keeps_what_is_written(client: Client, lantern: Guide) -> None:
    run = Run(client).step("log", "said")
    assert run.send("end/", "half a word").status_code == 302
    assert run.send("end/", "half a word").status_code == 302
    assert run.open().heading == "How did it go?"
    assert run.page.count('class="card judgement"') == 1
    storm = Practice.objects.get(question__key="storm-story")
    assert [one.text for one in storm.drafts.all()] == ["half a word"]
    debrief = words(client.get(f"{run.url}?debrief"))
    assert "<td>Not reached</td>" in debrief
    assert "Not all of it is rated yet" in debrief
    # From a page that was open then, what one logs is still logged, and in its place.
    run.send("step/", "half a word, finished", then="log", sequence=9)
    assert [one.answer is not None for one in mock().places] == [True, True]


def test_htmx_is_led_on(client: Client, lantern: Guide) -> None:
    run = Run(client)
    assert run.send("step/", "a", then="log", target="practice").headers["HX-Redirect"] == run.url
    run.open()
    assert run.send("end/", "b", target="practice").headers["HX-Redirect"] == run.url
    run.open()
    kept = fields_of(run.page, "judgement")
    headers = {**HTMX, "HX-Target": "judgement"}
    response = client.post(f"{run.url}judgement/", {**kept, "q1-band": "4"}, headers=headers)
    assert response.headers["HX-Redirect"] == run.url


@pytest.mark.parametrize(
    "wrong", [{"q2-band": "5"}, {"q2-reasons": ["nowhere"]}, {"q2-note": "x" * 10_001}]
)
def test_one_that_is_off_the_scale_saves_none(
    client: Client, lantern: Guide, wrong: dict[str, Any]
) -> None:
    run = Run(client).step("log", "one").step("log", "two")
    response = run.rate(**{"q1-band": "2", "q1-note": "kept here", **wrong})
    assert response.status_code == 422
    page = response.content.decode()
    check_markup(page, shared=False)
    assert text_of(page, "id_q1-note") == "kept here"
    assert 'name="q1-band" value="2" checked' in page
    assert "Nothing is saved yet" in page
    assert [one.rated_at for one in Answer.objects.all()] == [None, None]


def test_a_note_that_changed_elsewhere_is_not_overwritten(client: Client, lantern: Guide) -> None:
    run = Run(client).step("log", "one").step("log", "two")
    Answer.objects.filter(text="two").update(note="from the phone")
    response = run.rate(**{"q1-band": "2", "q2-note": "from the desk"})
    assert response.status_code == 409
    assert "It reads there: “from the phone”" in words(response)
    assert text_of(response.content.decode(), "id_q2-note") == "from the desk"
    assert [one.rated_at for one in Answer.objects.all()] == [None, None]


def test_ratings_can_wait_and_change(client: Client, lantern: Guide) -> None:
    run = Run(client, "storm-story").step("log", "one")
    assert "?debrief" in run.page
    run.rate(**{"q1-band": "1"})
    assert "Change the ratings" in run.open().page
    again = client.get(f"{run.url}?rating").content.decode()
    assert 'name="q1-band" value="1" checked' in again
    run.page = again
    run.rate(**{"q1-band": "4"})
    assert Answer.objects.get().band == 4


def test_a_deleted_attempt_leaves_its_place_empty(client: Client, lantern: Guide) -> None:
    run = Run(client).step("log", "one").step("log", "two")
    Answer.objects.get(text="one").discard()
    page = words(client.get(f"{run.url}?debrief"))
    assert "<dd>1 of 2</dd>" in page
    assert "<td>No attempt</td>" in page
    assert run.open().page.count('class="card judgement"') == 1
    Answer.objects.filter(text="one").delete()
    assert "<dd>1 of 2</dd>" in words(client.get(f"{run.url}?debrief"))
    assert "<td>1 of 2</td>" in words(client.get(MOCKS))


def test_a_question_that_was_retired_since_is_still_asked(client: Client, lantern: Guide) -> None:
    run = Run(client)
    Question.objects.update(state=State.RETIRED)
    run.open()
    assert run.heading == WHY
    assert "retired from the guide since the mock began" in run.page
    run.step("log", "one").step("log", "two")
    run.rate()
    assert run.open().heading == "Debrief"
    assert WHY in run.page


def test_anothers_mock_is_not_found(client: Client, signed_in: Client, lantern: Guide) -> None:
    mine, theirs = Run(signed_in), Run(client)
    before = list(Mock.objects.values())
    for path, method in [("", "get"), ("step/", "post"), ("end/", "post"), ("judgement/", "post")]:
        data = theirs.fields if method == "post" else {}
        for stranger in (client, Client()):
            assert getattr(stranger, method)(mine.url + path, data).status_code == 404
    assert list(Mock.objects.values()) == before
    # Nor is one's own below another round.
    assert client.get(theirs.url.replace("rounds/1", "rounds/2")).status_code == 404


def test_a_page_of_another_sign_in_saves_nothing(
    client: Client, candidate: User, lantern: Guide
) -> None:
    run = Run(client)
    guest = mock().user
    client.force_login(candidate)
    own = Run(client)
    fields: dict[str, Any] = {**own.fields, "owner": str(guest.pk)}
    response = own.send("step/", "not mine", target="answer-saved", **fields)
    assert response.status_code == 409
    assert run.url != own.url
    assert Draft.objects.count() == 0


def test_wrong_methods(client: Client, lantern: Guide) -> None:
    run = Run(client)
    assert client.post(run.url).status_code == 405
    for path in ("step/", "end/", "judgement/"):
        assert client.get(run.url + path).status_code == 405


def test_a_guests_mock_comes_to_the_account(
    client: Client, candidate: User, lantern: Guide
) -> None:
    Run(client).step("log", "as a guest")
    guest = mock().user
    assert merge(guest.pk, candidate)
    moved = mock()
    assert (moved.user, moved.finished_at) == (candidate, None)
    answer = moved.places[0].answer
    assert answer is not None
    assert answer.practice.user == candidate


def test_of_two_that_are_under_way_the_guests_ends(
    client: Client, signed_in: Client, candidate: User, lantern: Guide
) -> None:
    own = Run(signed_in)
    Run(client)
    guest = User.objects.guests().get()
    assert merge(guest.pk, candidate)
    assert [one.finished_at is None for one in Mock.objects.order_by("pk")] == [True, False]
    assert signed_in.get(own.url).status_code == 200


@pytest.mark.parametrize("count", [1, 10_000])
def test_query_counts(
    signed_in: Client,
    candidate: User,
    lantern: Guide,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for question in Question.objects.all()[:2]:
        many(candidate, question, count)
    for _ in range(1 if count == 1 else 30):
        found = Question.objects.get(key="why-ferries")
        Mock.start(candidate, found.practice_round, [found], 30).finish()
    with django_assert_num_queries(7, info="set up"):
        assert signed_in.get(MOCKS).status_code == 200
    run = Run(signed_in)
    with django_assert_num_queries(8, info="running"):
        run.open()
    run.step("log", "one").step("log", "two")
    with django_assert_num_queries(9, info="ratings"):
        run.open()
    run.rate(**{"q1-band": "2", "q2-band": "3", "q1-reasons": ["late"]})
    with django_assert_num_queries(9, info="debrief"):
        run.open()
    assert run.heading == "Debrief"


def test_the_overall_band_is_the_middle_and_of_two_the_lower() -> None:
    def of(*bands: int | None) -> Band | None:
        lines = [Line(1, "?", 5, 60, band=Band(band) if band else None) for band in bands]
        return Debrief(tuple(lines)).band

    assert of() is None
    assert of(None, None) is None
    assert of(1, 4) == Band.STRONG_NO_HIRE
    assert of(4, None, 3, 3) == Band.LEANING_HIRE


def test_each_question_takes_the_time_since_the_one_before() -> None:
    start = timezone.now()
    left = [start + timedelta(seconds=90), None, start + timedelta(seconds=100)]
    assert spent(start, left) == [90, None, 10]
