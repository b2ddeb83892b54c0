"""A guest's work belongs to the person: it comes along to their account, once."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from prep.models import Candidacy, Guide, User
from questions.models import Question
from questions.practice.merging import merge
from questions.practice.models import Answer, Draft, Practice, Timer
from tests.questions.practice.desk import QUESTION, Desk, fields_of, text_of

pytestmark = pytest.mark.django_db

OTHER = "/guides/lantern-ferries/questions/why-ferries/"
PASSWORD = "a long enough phrase"


def worked(client: Client) -> User:
    """A guest with a draft, an attempt, a note, a bookmark and a clock on one question."""
    desk = Desk(client)
    desk.log("an attempt")
    desk.open().save("a draft")
    client.post(f"{desk.url}note/", {**fields_of(desk.page, "note-form"), "text": "a note"})
    client.post(f"{desk.url}bookmark/", {"bookmarked": "yes"})
    desk.send("timer/", "a draft", action="start", minutes="9", sequence=2)
    return User.objects.guests().get()


def sign_up(client: Client, email: str = "new@example.org") -> None:
    response = client.post("/accounts/signup/", {"email": email, "password1": PASSWORD})
    assert response.status_code == 302, response.content.decode()


def sign_in(client: Client, email: str = "ada@example.org") -> None:
    response = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert response.status_code == 302, response.content.decode()


def test_signing_up_keeps_every_word(client: Client, lantern: Guide) -> None:
    guest = worked(client)
    sign_up(client)
    user = User.objects.get()
    assert (user.email, user.pk == guest.pk) == ("new@example.org", False)
    practice = Practice.objects.get()
    assert (practice.user, practice.attempts, practice.bookmarked_at is None) == (user, 1, False)
    assert [one.text for one in Answer.objects.of(user)] == ["an attempt"]
    assert Timer.objects.get().allotted == 540
    desk = Desk(client)
    assert (desk.text, text_of(desk.page, "note-text")) == ("a draft", "a note")
    assert "Kept on this browser" not in desk.page


def test_signing_in_brings_the_guests_work_to_the_account(
    client: Client, signed_in: Client, candidate: User, lantern: Guide
) -> None:
    Desk(signed_in).log("before")
    elsewhere = Desk(signed_in, OTHER)
    elsewhere.save("untouched")
    worked(client)
    sign_in(client)
    assert User.objects.get() == candidate
    assert sorted(one.text for one in Answer.objects.of(candidate)) == ["an attempt", "before"]
    mine = Practice.objects.get(question__key="storm-story")
    assert (mine.attempts, mine.bookmarked_at is None) == (2, False)
    newest = mine.answers.kept().first()
    assert newest
    assert (newest.text, newest.created) == ("an attempt", mine.last_at)
    assert Desk(client).text == "a draft"
    assert Desk(client, OTHER).text == "untouched"


def test_two_drafts_of_one_question_are_both_kept_to_choose_from(
    client: Client, signed_in: Client, candidate: User, lantern: Guide
) -> None:
    Desk(signed_in).save("of the account")
    Desk(client).save("of the guest")
    sign_in(client)
    desk = Desk(client)
    assert (desk.text, text_of(desk.page, "answer-other")) == ("of the account", "of the guest")
    # Writing on is no choice: the other text waits.
    assert desk.save("of the account, on").status_code == 200
    desk.open()
    desk.send("draft/", desk.text, resolve="both")
    assert Draft.objects.get().text == "of the guest\n\n---\n\nof the account, on"
    assert "There are two texts" not in desk.open().page


def test_pages_that_the_guest_had_open_go_on_saving(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    desk.save("before")
    desk.open()
    sign_up(client)
    assert desk.save("before, and after").status_code == 200
    assert Desk(client).text == "before, and after"


def test_work_comes_along_once_however_often_it_is_asked_for(
    client: Client, candidate: User, lantern: Guide
) -> None:
    guest = worked(client)
    assert merge(guest.pk, candidate) is True
    before = list(Answer.objects.values()), list(Draft.objects.values())
    assert merge(guest.pk, candidate) is False
    assert (list(Answer.objects.values()), list(Draft.objects.values())) == before
    assert Practice.objects.get().attempts == 1


def test_the_same_attempt_on_both_sides_stays_one(
    client: Client, candidate: User, lantern: Guide
) -> None:
    guest = worked(client)
    question = Question.objects.get(key="storm-story")
    mine = Practice.objects.opened(candidate, question)
    theirs = Answer.objects.get()
    Answer.objects.create(practice=mine, origin=theirs.origin, text=theirs.text, prompt="?")
    mine.recount(1)
    merge(guest.pk, candidate)
    mine.refresh_from_db()
    assert (Answer.objects.count(), mine.attempts) == (1, 1)


def test_nobody_but_a_guest_is_ever_merged(candidate: User) -> None:
    other = User.objects.create_user("bo@example.org")
    assert merge(other.pk, candidate) is False
    assert User.objects.count() == 2


def test_the_interview_date_of_the_account_stands(candidate: User, lantern: Guide) -> None:
    guest = User.objects.create_guest(time_zone="Europe/Berlin")
    for user, day in [(candidate, 1), (guest, 2)]:
        Candidacy.objects.create(user=user, guide=lantern, interview_date=date(2027, 1, day))
    merge(guest.pk, candidate)
    candidate.refresh_from_db()
    assert [one.interview_date for one in candidate.candidacies.all()] == [date(2027, 1, 1)]
    assert candidate.time_zone == "Europe/Berlin"


def test_a_half_way_failure_leaves_the_guest_whole(
    client: Client, candidate: User, lantern: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = worked(client)
    Practice.objects.opened(candidate, Question.objects.get(key="storm-story"))

    def broken(*args: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Practice, "recount", broken)
    with pytest.raises(RuntimeError):
        merge(guest.pk, candidate)
    assert Draft.objects.filter(practice__user=guest).count() == 2
    assert Answer.objects.of(guest).count() == 1


def purge(**options: object) -> str:
    from io import StringIO

    out = StringIO()
    call_command("purge_guests", stdout=out, **options)
    return out.getvalue().strip()


def test_empty_and_long_idle_guests_are_removed(
    client: Client, candidate: User, lantern: Guide
) -> None:
    guest = worked(client)
    now = timezone.now()
    User.objects.create_guest(date_joined=now - timedelta(days=2))
    fresh = User.objects.create_guest(date_joined=now)
    User.objects.filter(pk=candidate.pk).update(date_joined=now - timedelta(days=999))
    assert purge(dry_run=True) == "1 empty and 0 idle guests would be removed"
    assert purge() == "1 empty and 0 idle guests removed"
    User.objects.filter(pk=guest.pk).update(date_joined=now - timedelta(days=400))
    assert purge() == "0 empty and 0 idle guests removed"
    Practice.objects.update(touched_at=now - timedelta(days=366))
    assert purge() == "0 empty and 1 idle guests removed"
    assert set(User.objects.all()) == {candidate, fresh}
    assert Answer.objects.count() == 0
    with pytest.raises(CommandError, match="--days must be 1 or more"):
        purge(days=0)


def test_a_guest_who_was_removed_is_a_visitor_again(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    desk.save("gone")
    User.objects.guests().delete()
    assert Desk(client).text == ""
    assert client.get(QUESTION).status_code == 200
