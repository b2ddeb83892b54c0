"""A candidate's day: what is due, in their own time; bookmarks, weak spots, the interview."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from prep.models import Candidacy, Guide, User
from questions.models import Question
from questions.practice.models import Answer, Practice, TickedReason, Weakness
from tests.questions.practice.conftest import candidate, question, signed_in
from tests.questions.practice.desk import Desk, many, words

__all__ = ["candidate", "question", "signed_in"]

pytestmark = pytest.mark.django_db

TODAY = "/today/"
INTERVIEW = "/guides/lantern-ferries/plan/interview/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    return Clock(monkeypatch)


class Clock:
    """Sets the time that the product reads."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch

    def set(self, *at: int) -> None:
        moment = datetime(*at, tzinfo=UTC)  # type: ignore[arg-type,misc]
        self.monkeypatch.setattr(timezone, "now", lambda: moment)


def tried(user: User, key: str, at: datetime, band: int | None) -> Practice:
    practice = Practice.objects.opened(user, Question.objects.get(key=key))
    answer = Answer.objects.create(
        practice=practice, origin=f"{at}", text="x", prompt="?", band=band, created=at
    )
    answer.relearn()
    practice.recount(1)
    return practice


def due(client: Client) -> list[str]:
    """The prompts of what is to be reviewed today."""
    page = client.get(TODAY).content.decode()
    section = page.split('<h2 id="due">')[1].split("</section>")[0].split("<h3>")[0]
    return re.findall(r'class="prompt" href="[^"]+">([^<]+)</a>', section)


STORM = "Tell us about a storm."


@pytest.mark.parametrize(
    ("zone", "tried_at", "not_yet", "due_from"),
    [
        # Tried at 23:30 on 6 November, a strong no hire: due on the 7th, from midnight there.
        ("UTC", (2026, 11, 6, 23, 30), (2026, 11, 6, 23, 59), (2026, 11, 7, 0, 0)),
        ("Pacific/Auckland", (2026, 11, 6, 10, 30), (2026, 11, 6, 10, 59), (2026, 11, 6, 11, 0)),
        ("America/New_York", (2026, 11, 7, 4, 30), (2026, 11, 7, 4, 59), (2026, 11, 7, 5, 0)),
        # The night on which the clocks go forward, 23:30 on the eve: the next day has 23 hours.
        ("America/New_York", (2026, 3, 8, 4, 30), (2026, 3, 8, 4, 59), (2026, 3, 8, 5, 0)),
        ("Pacific/Auckland", (2026, 9, 26, 11, 30), (2026, 9, 26, 11, 59), (2026, 9, 26, 12, 0)),
        # And back, 00:30 on the day itself, which has 25 hours.
        ("America/New_York", (2026, 11, 1, 4, 30), (2026, 11, 2, 4, 59), (2026, 11, 2, 5, 0)),
        ("Pacific/Auckland", (2026, 4, 4, 11, 30), (2026, 4, 5, 11, 59), (2026, 4, 5, 12, 0)),
    ],
)
def test_due_today_begins_at_midnight_where_one_lives(
    signed_in: Client,
    candidate: User,
    lantern: Guide,
    clock: Clock,
    zone: str,
    tried_at: tuple[int, ...],
    not_yet: tuple[int, ...],
    due_from: tuple[int, ...],
) -> None:
    candidate.time_zone = zone
    candidate.save()
    clock.set(*tried_at)
    tried(candidate, "storm-story", timezone.now(), 1)
    clock.set(*not_yet)
    assert due(signed_in) == []
    clock.set(*due_from)
    assert due(signed_in) == [STORM]


def test_a_logged_attempt_says_when_it_comes_back(client: Client, lantern: Guide) -> None:
    address = Desk(client).log("said")
    client.post(f"{address}judgement/", {"note_was": "", "note": "", "band": "4"})
    assert "Comes back in 8 days, because it was a strong hire" in words(client.get(address))
    assert "In 8 days, because it was a strong hire" in words(client.get(TODAY))


def test_a_rating_that_comes_later_counts_from_the_attempt(candidate: User, lantern: Guide) -> None:
    start = timezone.now() - timedelta(days=30)
    practice = tried(candidate, "storm-story", start, 3)
    for days in (3, 9):
        tried(candidate, "storm-story", start + timedelta(days=days), 3)
    newest, middle, first = Answer.objects.all()
    before = first.memory
    practice.refresh_from_db()
    good = (practice.stability, practice.interval)
    middle.rate(None, {}, [], "")
    middle.rate(1, {}, [], "")  # type: ignore[arg-type]
    practice.refresh_from_db()
    for one in (newest, middle, first):
        one.refresh_from_db()
    assert first.memory == before
    assert (practice.stability, practice.interval) == (newest.stability, newest.interval)
    assert practice.stability is not None
    assert good[0] is not None
    assert practice.stability < good[0]
    middle.rate(3, {}, [], "")  # type: ignore[arg-type]
    practice.refresh_from_db()
    assert (practice.stability, practice.interval) == good


def test_a_deleted_attempt_leaves_no_trace_in_memory(candidate: User, lantern: Guide) -> None:
    start = timezone.now() - timedelta(days=9)
    practice = tried(candidate, "storm-story", start, 3)
    practice.refresh_from_db()
    before = (practice.stability, practice.difficulty, practice.interval, practice.last_at)
    tried(candidate, "storm-story", start + timedelta(days=5), 1)
    newest = Answer.objects.first()
    assert newest
    newest.discard()
    practice.refresh_from_db()
    assert before == (practice.stability, practice.difficulty, practice.interval, practice.last_at)


def test_a_day_names_bookmarks_and_the_last_question(
    signed_in: Client, candidate: User, lantern: Guide
) -> None:
    signed_in.post(f"{Desk(signed_in).url}bookmark/", {"bookmarked": "yes"})
    Desk(signed_in, "/guides/lantern-ferries/questions/why-ferries/").save("begun")
    page = words(signed_in.get(TODAY))
    marked = page.split('<h2 class="small">Bookmarks</h2>')[1].split("</section>")[0]
    last = page.split('<h2 class="small">Last worked on</h2>')[1].split("</section>")[0]
    assert STORM in marked
    assert "/questions/why-ferries/practice/" in last


def test_after_a_break_the_queue_is_spread_and_says_so(
    signed_in: Client, candidate: User, lantern: Guide
) -> None:
    Question.objects.update(minutes=80)
    old = timezone.now() - timedelta(days=60)
    for key, band in [("storm-story", 3), ("why-ferries", 1), ("shortest-crossing", 2)]:
        tried(candidate, key, old, band)
    page = words(signed_in.get(TODAY))
    assert "3 questions waited for you. They are spread over 3 days, hardest first" in page
    prompts = [Question.objects.get(key=key).prompt for key in ("why-ferries", "shortest-crossing")]
    assert due(signed_in) == prompts[:1]
    assert page.index(prompts[0]) < page.index(prompts[1]) < page.index(STORM)
    # With one day left, everything that is due has to fit into it.
    Candidacy.objects.create(
        user=candidate, guide=lantern, interview_date=timezone.localdate() + timedelta(days=1)
    )
    assert len(due(signed_in)) == 3


def test_the_interview_is_asked_for_once_practice_begins(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    assert "When is your interview?" not in desk.page
    address = desk.log("said")
    assert "When is your interview?" not in words(client.get(address))
    client.post(f"{address}judgement/", {"note_was": "", "note": ""})
    assert "When is your interview?" in words(client.get(address))
    client.post(INTERVIEW, {"open": "yes", "interview_date": "2027-02-31"})
    assert Candidacy.objects.get().interview_date is None
    assert "When is your interview?" not in words(client.get(address))
    day = timezone.localdate() + timedelta(days=23)
    response = client.post(INTERVIEW, {"interview_date": day.isoformat()})
    assert response.headers["Location"] == f"{TODAY}?guide=lantern-ferries"
    assert "23 days to your interview" in words(client.get(TODAY))
    assert Candidacy.objects.get().interview_date == day


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2020-01-31", "That day has passed."),
        ("9999-12-31", "That is more than two years away"),
        ("soon", "That is not a day, such as 2027-01-31."),
    ],
)
def test_a_wrong_day_is_told_in_words(
    client: Client, lantern: Guide, typed: str, reason: str
) -> None:
    Desk(client).save("x")
    response = client.post(INTERVIEW, {"interview_date": typed})
    assert (response.status_code, reason in words(response)) == (422, True)
    assert f'value="{typed}"' in words(response)
    assert Candidacy.objects.count() == 0


def test_on_the_day_itself_nothing_is_due(
    signed_in: Client, candidate: User, lantern: Guide
) -> None:
    tried(candidate, "storm-story", timezone.now() - timedelta(days=30), 1)
    Candidacy.objects.create(user=candidate, guide=lantern, interview_date=timezone.localdate())
    page = words(signed_in.get(TODAY))
    assert "Today is the day" in page
    assert due(signed_in) == []


def test_what_one_ticks_again_and_again_is_drilled(
    signed_in: Client, candidate: User, lantern: Guide
) -> None:
    desk = Desk(signed_in)
    addresses = [desk.open().log(f"attempt {number}") for number in range(2)]
    answer = Answer.objects.first()
    assert answer
    reason = answer.reasons_then[0]
    judged = {"note_was": "", "note": "", "reasons": [reason.key]}
    signed_in.post(f"{addresses[0]}judgement/", judged)
    assert "Drill this next" not in words(signed_in.get(TODAY))
    signed_in.post(f"{addresses[1]}judgement/", judged)
    page = words(signed_in.get(TODAY))
    assert f"<h3>{reason.text}</h3>" in page
    assert "you ticked it 2 times" in page
    spot = page.split("Drill this next")[1].split("</section>")[0]
    assert "/practice/" in spot
    # Counted with the ticks: deleting, bringing back and judging anew.
    signed_in.post(f"{addresses[1]}deletion/")
    assert Weakness.objects.get().ticks == 1
    signed_in.post(f"{addresses[1]}restoration/")
    assert Weakness.objects.get().ticks == TickedReason.objects.count() == 2
    signed_in.post(f"{addresses[1]}judgement/", {"note_was": "", "note": ""})
    assert Weakness.objects.get().ticks == 1


def test_a_visitor_is_led_to_sign_in_and_a_newcomer_to_the_guides(
    client: Client, signed_in: Client, lantern: Guide
) -> None:
    assert client.get(TODAY).headers["Location"] == "/accounts/login/?next=/today/"
    assert signed_in.get(TODAY).headers["Location"] == "/guides/"


def test_home_is_today_for_a_candidate(client: Client, lantern: Guide) -> None:
    assert client.get("/").headers["Location"] == "/guides/lantern-ferries/"
    Desk(client).save("x")
    assert client.get("/").headers["Location"] == TODAY
    assert 'href="/today/?guide=lantern-ferries" aria-current="page"' in words(client.get(TODAY))


def test_the_last_used_guide_comes_first_with_a_switch(
    signed_in: Client, candidate: User, lantern: Guide, peloton: Guide
) -> None:
    tried(candidate, "mentoring-engineers", timezone.now(), 3)
    tried(candidate, "storm-story", timezone.now(), 3)
    page = words(signed_in.get(TODAY))
    assert "<title>Today · Lantern Ferries" in page
    assert 'href="/today/?guide=peloton-distinguished-engineer"' in page
    assert "<title>Today · Peloton" in words(signed_in.get(f"{TODAY}?guide={peloton.key}"))
    assert signed_in.get(f"{TODAY}?guide=nowhere").status_code == 404


@pytest.mark.parametrize("count", [1, 10_000])
def test_today_costs_as_many_queries_with_1_answer_as_with_10000(
    signed_in: Client,
    candidate: User,
    question: Question,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    many(candidate, question, count).recount(0)
    Weakness.objects.create(
        user=candidate,
        guide=question.guide,
        round_key=question.practice_round.key,
        reason=question.practice_round.points.filter(kind="rejection-reason")[0].key,
        ticks=5,
    )
    with django_assert_num_queries(11):
        assert signed_in.get(TODAY).status_code == 200
