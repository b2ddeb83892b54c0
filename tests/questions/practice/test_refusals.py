"""What a refusal leaves on the page: the version and the owner it knows, and the words why."""

import pytest
from django.test import Client
from django.urls import reverse

from prep.markdown import MAX_BYTES
from prep.models import Guide, User
from questions.models import Question
from questions.practice.models import Draft, Practice, Typed


def htmx(target: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target}


@pytest.fixture
def question(lantern: Guide) -> Question:
    question: Question = Question.objects.in_guide(lantern).published().earliest("pk")
    return question


@pytest.fixture
def ada(question: Question) -> User:
    user = User.objects.create_user("ada@example.com", "correct horse")
    practice = Practice.objects.opened(user, question)
    for number in (1, 2, 3):
        for purpose in Draft.Purpose:
            Draft.write(practice, purpose, Typed(f"Text {number}", number - 1, "a" * 32, number))
    return user


def sent(**more: object) -> dict[str, object]:
    return {"text": "Mine", "version": 1, "writer": "b" * 32, "sequence": 1, **more}


def test_a_text_too_long_does_not_move_the_page_to_a_version_it_has_not_seen(
    client: Client, question: Question, ada: User
) -> None:
    client.force_login(ada)
    url = reverse("draft", args=[question.guide.key, question.slug])
    data = sent(text="x" * (MAX_BYTES + 1), owner=ada.pk)
    response = client.post(url, data, headers=htmx("answer-saved"))
    assert response.status_code == 422
    assert response.context["answer"].version == 1
    shorter = client.post(url, sent(owner=ada.pk), headers=htmx("answer-saved"))
    assert (shorter.status_code, shorter["HX-Retarget"]) == (409, "#practice")


def test_a_refusal_does_not_hand_the_page_to_someone_else(
    client: Client, question: Question, ada: User
) -> None:
    url = reverse("draft", args=[question.guide.key, question.slug])
    for text, status in [("x" * (MAX_BYTES + 1), 422), ("Mine", 409)]:
        response = client.post(url, sent(text=text, owner=ada.pk), headers=htmx("answer-saved"))
        assert (response.status_code, response.context["owner"]) == (status, str(ada.pk))
    assert User.objects.count() == 1


def test_a_saved_text_tells_the_page_whose_it_is(client: Client, question: Question) -> None:
    url = reverse("draft", args=[question.guide.key, question.slug])
    response = client.post(url, sent(version=0), headers=htmx("answer-saved"))
    guest = User.objects.get()
    assert f'name="owner" value="{guest.pk}"' in response.content.decode()


def test_a_bookmark_of_someone_signed_out_makes_no_guest(
    client: Client, question: Question, ada: User
) -> None:
    url = reverse("bookmark", args=[question.guide.key, question.slug])
    data = {"bookmarked": "yes", "owner": ada.pk}
    response = client.post(url, data, headers=htmx("bookmark"))
    assert response.status_code == 409
    assert '<p class="error">Not saved: this page' in response.content.decode()
    assert User.objects.count() == 1


def test_two_notes_are_shown_where_the_note_is(
    client: Client, question: Question, ada: User
) -> None:
    client.force_login(ada)
    url = reverse("note", args=[question.guide.key, question.slug])
    response = client.post(url, sent(owner=ada.pk), headers=htmx("note-saved"))
    assert (response.status_code, response["HX-Retarget"]) == (409, "#note-form")
    data = sent(owner=ada.pk, resolve="both", seen=3)
    response = client.post(url, data, headers=htmx("note-form"))
    assert (response.status_code, response.context["fragment"]) == (200, "note-form")
    assert response.context["note"].text == "Text 3\n\n---\n\nMine"


def test_what_guests_left_in_this_browser_is_named_to_it(
    client: Client, question: Question, ada: User
) -> None:
    where = [question.guide.key, question.slug]
    client.post(reverse("draft", args=where), sent(version=0))
    guest = User.objects.get(email=None)
    client.post(reverse("account_login"), {"login": ada.email, "password": "correct horse"})
    page = client.get(reverse("practice", args=where)).content.decode()
    assert page.count(f'data-formerly="{guest.pk}"') == 2
