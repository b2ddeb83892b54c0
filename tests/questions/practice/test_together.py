"""What happens when several things happen at once, or in an order nobody thought of."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from prep.models import Guide, User
from questions.practice import guests
from questions.practice.guests import may_begin, purge
from questions.practice.merging import merge
from questions.practice.models import Answer, Draft, Mock, OwnQuestion, Practice, Weakness
from rounds.models import Round
from tests.questions.practice.desk import Desk, text_of, words

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


def sign_in(client: Client) -> None:
    client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})


def test_a_guests_open_page_does_not_overwrite_the_account(
    client: Client, signed_in: Client, lantern: Guide
) -> None:
    Desk(signed_in).save("of the account")
    desk = Desk(client)
    desk.save("of the")
    desk.save("of the guest", sequence=2)
    desk.open()
    sign_in(client)
    assert desk.save("of the guest, on", sequence=3).status_code == 409
    draft = Draft.objects.get()
    assert (draft.text, draft.rival) == ("of the account", "of the guest")


def test_a_second_guest_leaves_what_the_first_brought(
    signed_in: Client, candidate: User, lantern: Guide
) -> None:
    Desk(signed_in).save("of the account")
    for text in ("from the phone", "from the laptop"):
        client = Client()
        Desk(client).save(text)
        guest = User.objects.guests().get()
        assert merge(guest.pk, candidate)
    draft = Draft.objects.get()
    assert draft.text == "of the account"
    assert draft.rival == "from the phone\n\n---\n\nfrom the laptop"


def test_a_failed_merge_leaves_the_guest_in_the_browser(
    client: Client, candidate: User, lantern: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    Desk(client).save("kept")

    def broken(*args: object) -> bool:
        raise RuntimeError("the database is locked")

    with monkeypatch.context() as patch:
        patch.setattr("questions.practice.accounts.merge", broken)
        with pytest.raises(RuntimeError):
            sign_in(client)
    assert Desk(client).text == "kept"
    sign_in(client)
    assert Desk(client).text == "kept"
    assert Practice.objects.get().user == candidate


def test_guests_with_questions_of_their_own_or_a_mock_are_not_empty(lantern: Guide) -> None:
    now = timezone.now()
    for _ in range(2):
        User.objects.create_guest(date_joined=now - timedelta(days=3))
    one, other = User.objects.guests()
    found = Round.objects.all()[0]
    OwnQuestion.objects.create(
        user=one, guide=lantern, practice_round=found, prompt="Why?", kind="vision", minutes=5
    )
    Mock.objects.create(user=other, round=found, allotted=60)
    assert purge(now, timedelta(days=365)).empty == 0


def test_refused_guests_do_not_prolong_the_refusal(
    lantern: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_800_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    monkeypatch.setattr(guests, "LIMIT", 3)
    assert [may_begin("203.0.113.7") for _ in range(5)] == [True] * 3 + [False] * 2
    assert may_begin("203.0.113.8")
    now += 3_600
    assert may_begin("203.0.113.7")


def test_a_log_that_was_overtaken_leaves_the_newer_text(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    desk.save("an answer, and more", sequence=9)
    desk.log("an answer", sequence=5)
    assert desk.open().text == "an answer, and more"


def test_logging_again_what_came_back_as_a_draft_clears_it(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    address = desk.log("an answer", sequence=2)
    # The answer was lost on the way, so the page saved its text once more.
    desk.save("an answer", sequence=3)
    assert desk.log("an answer", sequence=4) == address
    assert desk.open().text == ""
    assert Practice.objects.get().attempts == 1


def test_logging_again_what_was_deleted_brings_it_back(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    address = desk.log("an answer")
    client.post(f"{address}deletion/")
    assert desk.log("an answer") == address
    assert client.get(address).status_code == 200
    assert Practice.objects.get().attempts == 1


def test_an_attempt_that_was_deleted_meanwhile_is_not_judged(
    client: Client, lantern: Guide
) -> None:
    Desk(client).log("an answer")
    stale, fresh = Answer.objects.get(), Answer.objects.get()
    reason = fresh.reasons_then[0].key
    fresh.rate(None, {}, [reason], "")
    fresh.discard()
    with pytest.raises(Answer.DoesNotExist):
        stale.rate(None, {}, [reason], "")
    fresh.restore()
    assert Weakness.objects.get().ticks == 1


def test_what_an_own_question_ticked_goes_with_it(
    signed_in: Client, lantern: Guide, peloton: Guide
) -> None:
    own = {"prompt": "Why?", "kind": "vision", "minutes": 5}
    found = Round.objects.in_guide(lantern)[0]
    signed_in.post("/me/questions/", {**own, "practice_round": found.pk})
    question = OwnQuestion.objects.get()
    address = Desk(signed_in, f"/me/questions/{question.pk}/").log("said")
    reason = Answer.objects.get().reasons_then[0].key
    judged = {"note_was": "", "note": "", "reasons": [reason]}
    assert signed_in.post(f"{address}judgement/", judged).status_code == 302
    # It stays in the guide that it was written for.
    elsewhere = Round.objects.in_guide(peloton)[0].pk
    moved = signed_in.post(question.get_absolute_url(), {**own, "practice_round": elsewhere})
    assert moved.status_code == 422
    found.state = "retired"
    found.save()
    page = words(signed_in.get(question.get_absolute_url()))
    assert f'<option value="{found.pk}" selected>' in page
    signed_in.post(f"{question.get_absolute_url()}deletion/", {"sure": "yes"})
    assert Weakness.objects.get().ticks == 0


def test_what_was_written_for_a_retired_guide_stays_readable(
    signed_in: Client, client: Client, lantern: Guide
) -> None:
    desk = Desk(signed_in)
    address = desk.log("an answer")
    desk.open().save("a draft")
    lantern.state = "retired"
    lantern.save()
    assert Desk(signed_in).text == "a draft"
    assert "an answer" in words(signed_in.get(address))
    assert client.get(desk.url).status_code == 404


def test_odd_addresses_and_fields_are_no_errors(signed_in: Client, lantern: Guide) -> None:
    assert signed_in.get("/today/?guide=%00").status_code == 302
    assert signed_in.get("/guides/?after=%00").status_code == 200
    desk = Desk(signed_in)
    desk.save("x")
    assert desk.save("y", resolve="mine", seen="9" * 5_000).status_code == 400


def test_a_form_of_several_ticks_is_offered_again_whole(lantern: Guide) -> None:
    client = Client(enforce_csrf_checks=True)
    origin = {"Origin": "http://testserver"}
    sent = {"reasons": ["one", "two"], "note": "a long note"}
    page = client.post(f"{Desk(client).url}draft/", sent, headers=origin).content.decode()
    for value in ("one", "two", "a long note"):
        assert f'value="{value}"' in page


def test_a_question_of_ones_own_keeps_what_was_sent_after_signing_out(
    signed_in: Client, lantern: Guide
) -> None:
    own = {"prompt": "Why?", "kind": "vision", "minutes": 5}
    signed_in.post("/me/questions/", {**own, "practice_round": Round.objects.all()[0].pk})
    desk = Desk(signed_in, f"/me/questions/{OwnQuestion.objects.get().pk}/")
    signed_in.logout()
    response = desk.send("draft/", "long work")
    assert (response.status_code, text_of(response.content.decode(), "text")) == (403, "long work")


def test_the_first_practice_takes_over_the_time_zone(
    signed_in: Client, candidate: User, lantern: Guide
) -> None:
    Desk(signed_in).save("x", zone="Pacific/Auckland")
    candidate.refresh_from_db()
    assert candidate.time_zone == "Pacific/Auckland"
    Desk(signed_in, "/guides/lantern-ferries/questions/why-ferries/").save("x", zone="Asia/Tokyo")
    candidate.refresh_from_db()
    assert candidate.time_zone == "Pacific/Auckland"
