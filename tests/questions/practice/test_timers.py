"""The clock is the server's: what it shows follows from what is stored and the time."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from prep.models import Guide
from questions.practice.models import Answer, Timer
from questions.practice.models.timers import MAX_SECONDS
from tests.questions.practice.desk import Desk, text_of, words

NOW = timezone.now().replace(microsecond=0)


def clock(*, allotted: int = 600, spent: int = 0, ran: int | None = None) -> Timer:
    since = None if ran is None else NOW - timedelta(seconds=ran)
    return Timer(allotted=allotted, spent=spent, running_since=since)


@pytest.mark.parametrize(
    ("timer", "elapsed", "remaining", "deadline"),
    [
        (clock(ran=0), 0, 600, 600),
        (clock(ran=61), 61, 539, 539),
        (clock(spent=100, ran=61), 161, 439, 439),
        (clock(spent=100), 100, 500, None),
        (clock(ran=700), 700, -100, -100),
        (clock(ran=3 * MAX_SECONDS), MAX_SECONDS, 600 - MAX_SECONDS, 600 - 3 * MAX_SECONDS),
        (clock(ran=-5), 0, 600, 605),
    ],
)
def test_time_runs_while_the_clock_does(
    timer: Timer, elapsed: int, remaining: int, deadline: int | None
) -> None:
    assert (timer.elapsed(NOW), timer.remaining(NOW)) == (elapsed, remaining)
    expected = None if deadline is None else NOW + timedelta(seconds=deadline)
    assert timer.deadline == expected


def move(seconds: int) -> None:
    """Let that much time have passed since the clock was last set running."""
    timer = Timer.objects.get()
    assert timer.running_since
    timer.running_since -= timedelta(seconds=seconds)
    timer.save()


def left() -> int:
    return round(Timer.objects.get().left, -1)


@pytest.mark.django_db
def test_a_clock_is_set_paused_resumed_extended_and_put_away(
    client: Client, lantern: Guide
) -> None:
    desk = Desk(client)
    assert f'value="{10}"' in desk.page  # the question's own minutes
    desk.send("timer/", "so far", action="start", minutes="7")
    assert (left(), desk.open().text) == (420, "so far")
    move(120)
    desk.send("timer/", "so far", action="pause")
    assert left() == 300
    assert "paused" in desk.open().page
    desk.send("timer/", "so far", action="pause")
    desk.send("timer/", "so far", action="resume")
    move(60)
    desk.send("timer/", "so far", action="resume")
    assert left() == 240
    desk.send("timer/", "so far", action="extend")
    assert left() == 540
    desk.send("timer/", "so far", action="off")
    assert Timer.objects.count() == 0
    assert "Start the timer" in desk.open().page


@pytest.mark.django_db
def test_more_time_counts_from_now_once_it_is_up(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    desk.send("timer/", "", action="start", minutes="1")
    move(600)
    desk.send("timer/", "", action="extend")
    assert left() == 300


@pytest.mark.django_db
def test_time_that_is_up_logs_nothing_and_discards_nothing(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    desk.send("timer/", "half an answer", action="start", minutes="1")
    move(3_600)
    assert "the time is up" in desk.open().page
    assert (desk.text, Answer.objects.count()) == ("half an answer", 0)
    desk.save("a whole answer", sequence=2)
    assert desk.open().text == "a whole answer"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "reason"),
    [
        ("0", "A timer runs for a minute at least."),
        ("1441", "A timer runs for a day at most."),
        ("ten", "Minutes must be a whole number."),
    ],
)
def test_a_wrong_number_of_minutes_is_told_with_the_text_kept(
    client: Client, lantern: Guide, minutes: str, reason: str
) -> None:
    desk = Desk(client)
    response = desk.send("timer/", "typed", action="start", minutes=minutes)
    assert (response.status_code, reason in words(response)) == (422, True)
    assert text_of(response.content.decode(), "answer-text") == "typed"
    assert Timer.objects.count() == 0


@pytest.mark.django_db
def test_a_button_swaps_the_clock_and_the_status_line(client: Client, lantern: Guide) -> None:
    response = Desk(client).send("timer/", "typed", target="timer", action="start", minutes="")
    page = response.content.decode().strip()
    assert page.startswith('<div id="timer" class="timer" data-left="600" data-allotted="600"')
    assert '<div id="answer-saved" class="saved" hx-swap-oob="outerHTML">' in page
    assert Desk(client).send("timer/", "", action="explode").status_code == 400
