"""Nothing typed is ever lost, and nothing is silently overwritten."""

import re

import pytest
from django.test import Client

from prep.markdown import MAX_BYTES
from prep.models import Guide, User
from questions.models import Question
from questions.practice import guests
from questions.practice.models import Draft, Practice
from tests.questions.practice.desk import Desk, fields_of, text_of, words

pytestmark = pytest.mark.django_db


def draft() -> Draft:
    found: Draft = Draft.objects.get()
    return found


def test_reading_makes_nobody_a_candidate(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    assert desk.save("").status_code == 200
    assert User.objects.count() == 0
    assert "sessionid" not in client.cookies


def test_the_first_word_makes_a_guest_who_is_told_where_it_is_kept(
    client: Client, lantern: Guide
) -> None:
    desk = Desk(client)
    assert "Kept on this browser" not in desk.page
    response = desk.save("W", zone="Pacific/Auckland")
    assert re.search(r"Saved \d\d:\d\d", words(response))
    assert "Kept on this browser until you" in words(response)
    guest = User.objects.get()
    assert (guest.email, guest.time_zone, guest.has_usable_password()) == (
        None,
        "Pacific/Auckland",
        False,
    )
    assert draft().practice.user == guest
    assert Desk(client).text == "W"


def test_a_saved_text_comes_back_character_by_character(client: Client, lantern: Guide) -> None:
    typed = "\n  # Ünï \t<b>&amp;</textarea>\r\n\r\n🚲\r\nlast  \n"
    desk = Desk(client)
    desk.save(typed + "\x00")
    assert draft().text == typed.replace("\r\n", "\n")
    assert Desk(client).text == typed.replace("\r\n", "\n")


def test_a_save_answers_with_the_status_line_alone(client: Client, lantern: Guide) -> None:
    response = Desk(client).save("one")
    assert response.content.decode().strip().startswith('<div id="answer-saved"')
    assert '<input type="hidden" name="version" value="1">' in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


def test_without_javascript_a_save_leads_back_to_the_page(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    response = desk.send("draft/", "one")
    assert (response.status_code, response.headers["Location"]) == (302, desk.url)
    assert desk.open().text == "one"


def test_a_second_page_does_not_overwrite_the_first(client: Client, lantern: Guide) -> None:
    first = Desk(client)
    first.save("shared")
    first.open()
    second = Desk(client)
    assert first.save("from the first").status_code == 200
    response = second.save("from the second")
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#practice"
    page = response.content.decode()
    assert text_of(page, "answer-other") == "from the first"
    assert text_of(page, "answer-text") == "from the second"
    assert draft().text == "from the first"
    # What is typed before one has chosen still overwrites nothing.
    second.take(page)
    assert second.save("from the second, on").status_code == 409
    assert draft().text == "from the first"


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("mine", "from the second"),
        ("theirs", "from the first"),
        ("both", "from the first\n\n---\n\nfrom the second"),
    ],
)
def test_one_chooses_between_two_texts_or_joins_them(
    client: Client, lantern: Guide, choice: str, kept: str
) -> None:
    first, second = Desk(client), Desk(client)
    first.save("from the first")
    # Without JavaScript: the whole page, with the same choice.
    response = second.send("draft/", "from the second")
    assert response.status_code == 409
    second.take(response.content.decode())
    answer = second.send("draft/", "from the second", resolve=choice)
    assert (answer.status_code, answer.headers["Location"]) == (302, second.url)
    assert draft().text == kept
    page = second.open().page
    assert (second.text, "There are two texts" in page) == (kept, False)


def test_a_choice_holds_only_for_what_was_shown(client: Client, lantern: Guide) -> None:
    first, second = Desk(client), Desk(client)
    first.save("one")
    second.take(second.send("draft/", "mine").content.decode())
    first.save("one, and more", sequence=2)
    response = second.send("draft/", "mine", resolve="mine")
    assert response.status_code == 409
    assert text_of(response.content.decode(), "answer-other") == "one, and more"
    assert draft().text == "one, and more"


def test_a_page_that_overtakes_itself_keeps_the_newer_text(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    desk.save("new", sequence=3)
    assert desk.save("ne", sequence=2).status_code == 200
    assert draft().text == "new"
    # Its own answer may be lost on the way: what it sends next is no conflict.
    assert desk.save("newer", sequence=4).status_code == 200
    assert draft().text == "newer"


def test_the_same_text_from_two_pages_is_no_conflict(client: Client, lantern: Guide) -> None:
    first, second = Desk(client), Desk(client)
    first.save("same")
    assert second.save("same").status_code == 200
    assert draft().version == 1


@pytest.mark.parametrize("target", ["", "answer-saved"])
def test_a_text_that_is_too_long_is_kept_on_the_page(
    client: Client, lantern: Guide, target: str
) -> None:
    desk = Desk(client)
    desk.save("short")
    long = "é" * (MAX_BYTES // 2) + "x"
    response = desk.send("draft/", long, target=target)
    assert response.status_code == 422
    assert "This text is 257 kB long; at most 256 kB can be saved." in words(response)
    assert draft().text == "short"
    if not target:
        assert text_of(response.content.decode(), "answer-text") == long
    assert desk.save(long[:-1], sequence=2).status_code == 200


def test_far_too_much_is_told_in_words(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    response = desk.save("x" * 3_000_000)
    assert (response.status_code, response.headers["Content-Type"]) == (413, "text/plain")
    assert "go back, where your text still is" in words(response)
    assert desk.send("draft/", "x" * 3_000_000).status_code == 413


@pytest.mark.parametrize(
    "broken", [{"version": "x"}, {"writer": "../.."}, {"sequence": "-1"}, {"resolve": "mine"}]
)
def test_what_no_page_sends_changes_nothing(
    client: Client, lantern: Guide, broken: dict[str, str]
) -> None:
    assert Desk(client).save("text", **broken).status_code == 400
    assert Draft.objects.count() == 0


def test_a_page_of_another_sign_in_saves_nothing(
    signed_in: Client, client: Client, lantern: Guide
) -> None:
    desk = Desk(signed_in)
    desk.save("mine")
    signed_in.logout()
    for target in ("", "answer-saved"):
        response = desk.send("draft/", "mine, and more", target=target)
        assert response.status_code == 409
        assert "opened under another sign-in" in words(response)
        assert "Sign in" in words(response)
    assert text_of(desk.send("draft/", "kept").content.decode(), "answer-text") == "kept"
    assert draft().text == "mine"
    assert User.objects.guests().count() == 0


def test_a_draft_outlives_the_sign_in(signed_in: Client, candidate: User, lantern: Guide) -> None:
    Desk(signed_in).save("still here")
    signed_in.logout()
    signed_in.force_login(candidate)
    assert Desk(signed_in).text == "still here"


def test_one_address_makes_no_more_guests_than_a_class_would(
    client: Client, lantern: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guests, "LIMIT", 2)
    for _ in range(2):
        assert Desk(Client()).save("x").status_code == 200
    desk = Desk(Client())
    response = desk.save("typed anyway")
    assert response.status_code == 429
    assert "too many people began here" in words(response)
    page = desk.send("draft/", "typed anyway").content.decode()
    assert text_of(page, "answer-text") == "typed anyway"
    assert User.objects.count() == 2


def test_a_preview_is_the_sanitised_text_and_saves_it(client: Client, lantern: Guide) -> None:
    desk = Desk(client)
    typed = "**bold** <script>x()</script>"
    response = desk.send("draft/", typed, target="preview", then="preview")
    shown = response.content.decode()
    assert "<strong>bold</strong> &lt;script&gt;x()&lt;/script&gt;" in shown
    assert '<div id="answer-saved" class="saved" hx-swap-oob="outerHTML">' in shown
    assert draft().text == typed
    address = desk.send("draft/", typed, then="preview").headers["Location"]
    assert address == f"{desk.url}?preview=yes#preview"
    assert "<strong>bold</strong>" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("kind", "sections"),
    [
        ("behavioral", ["Situation", "Task", "Action", "Result", "Reflection"]),
        ("system-design", ["Scope", "Numbers", "Design", "Trade-offs", "Failure"]),
        ("coding", ["Approach", "Code", "Complexity", "Edge cases"]),
        ("vision", ["Position", "Evidence", "Plan", "Risk"]),
    ],
)
def test_an_outline_fits_the_kind_of_question(
    client: Client, question: Question, kind: str, sections: list[str]
) -> None:
    question.kind = kind
    question.save()
    desk = Desk(client)
    desk.send("draft/", "First thoughts", then="scaffold")
    lines = [line for line in desk.open().text.splitlines() if line]
    assert lines == ["First thoughts", *(f"## {name}" for name in sections)]


def test_a_note_is_kept_apart_from_the_answer(signed_in: Client, lantern: Guide) -> None:
    desk = Desk(signed_in)
    note = {**fields_of(desk.page, "note-form"), "text": "ask Bo about the storm"}
    assert signed_in.post(f"{desk.url}note/", note).status_code == 302
    desk.save("the answer")
    page = desk.open().page
    assert (desk.text, text_of(page, "note-text")) == ("the answer", "ask Bo about the storm")


def test_a_bookmark_can_be_set_twice_and_taken_away(signed_in: Client, lantern: Guide) -> None:
    desk = Desk(signed_in)
    for _ in range(2):
        signed_in.post(f"{desk.url}bookmark/", {"bookmarked": "yes"})
        assert 'aria-pressed="true"' in desk.open().page
    assert Practice.objects.bookmarked().count() == 1
    signed_in.post(f"{desk.url}bookmark/", {"bookmarked": "no"})
    assert 'aria-pressed="false"' in desk.open().page
    assert signed_in.post(f"{desk.url}bookmark/", {"bookmarked": "2"}).status_code == 400


def test_a_form_that_outlived_its_sign_in_is_offered_again(lantern: Guide) -> None:
    client = Client(enforce_csrf_checks=True)
    desk = Desk(client)
    desk.fields["csrfmiddlewaretoken"] = "x" * 64
    sent = {**desk.fields, "text": "long work"}
    origin = {"Origin": "http://testserver"}
    response = client.post(f"{desk.url}draft/", sent, headers=origin)
    page = response.content.decode()
    assert (response.status_code, text_of(page, "text")) == (403, "long work")
    token = fields_of(page.replace('<form class="form', '<form id="f" class="form'), "f")
    again = {**sent, "csrfmiddlewaretoken": token["csrfmiddlewaretoken"]}
    assert client.post(f"{desk.url}draft/", again, headers=origin).status_code == 302
    assert draft().text == "long work"


def test_what_another_site_sends_is_not_offered_again(lantern: Guide) -> None:
    client = Client(enforce_csrf_checks=True)
    desk = Desk(client)
    evil = {"Origin": "https://evil.example"}
    response = client.post(f"{desk.url}draft/", {**desk.fields, "text": "spam"}, headers=evil)
    assert (response.status_code, b"spam" in response.content) == (403, False)


def test_a_retired_question_stays_open_to_who_practised_it(
    signed_in: Client, client: Client, question: Question
) -> None:
    Desk(signed_in).save("kept")
    question.state = "retired"
    question.save()
    desk = Desk(signed_in)
    assert desk.text == "kept"
    assert "retired from the guide" in desk.page
    assert client.get(desk.url).status_code == 404
