"""After signing out, Back leads to the sign-in page; whoever never signed in practises at once."""

import pytest
from django.test import Client
from django.urls import reverse

from prep.models import Guide, User
from questions.models import Question
from questions.practice.models import Answer, Draft, Practice, Typed

HTMX = {"HX-Request": "true", "HX-Target": "practice"}


@pytest.fixture
def question(lantern: Guide) -> Question:
    question: Question = Question.objects.in_guide(lantern).published().order_by("pk").first()
    return question


@pytest.fixture
def pages(question: Question) -> dict[str, str]:
    """The private pages of one question, on which somebody has written and logged something."""
    user = User.objects.create_user("ada@example.com", "correct horse")
    practice = Practice.objects.opened(user, question)
    answer = Answer.log(practice, Typed("Said and logged.", 0, "a" * 32, 1), aloud=False)
    Draft.write(practice, Draft.Purpose.ANSWER, Typed("Secret words.", 1, "a" * 32, 2))
    where = [question.guide.key, question.slug]
    return {
        "practice": reverse("practice", args=where),
        "answers": reverse("answers", args=where),
        "answer": reverse("answer", args=[*where, answer.pk]),
        "comparison": reverse("comparison", args=where) + f"?a={answer.pk}&b={answer.pk}",
    }


@pytest.fixture
def gone(client: Client, pages: dict[str, str]) -> Client:
    """A browser in which the account was signed in to and out of."""
    client.force_login(User.objects.get())
    assert client.get(pages["practice"]).context["answer"].text == "Secret words."
    client.post(reverse("account_logout"))
    return client


@pytest.mark.parametrize("page", ["practice", "answers", "answer", "comparison"])
def test_private_pages_lead_to_sign_in(gone: Client, pages: dict[str, str], page: str) -> None:
    response = gone.get(pages[page])
    next_page = pages[page].replace("?", "%3F").replace("=", "%3D").replace("&", "%26")
    assert (response.status_code, response["Location"]) == (
        302,
        f"{reverse('account_login')}?next={next_page}",
    )
    assert "no-store" in response["Cache-Control"]


def test_signing_in_opens_them_again(gone: Client, pages: dict[str, str]) -> None:
    form = {"login": "ada@example.com", "password": "correct horse"}
    response = gone.post(f"{reverse('account_login')}?next={pages['answer']}", form)
    assert response["Location"] == pages["answer"]
    assert gone.get(pages["answer"]).context["answer"].text == "Said and logged."
    assert "signed_out" not in gone.session


def test_one_can_go_on_without_an_account(gone: Client, pages: dict[str, str]) -> None:
    page = gone.get(pages["answer"], follow=True)
    way = f"{pages['practice']}?guest=yes"
    assert f'<a href="{way}">practise without one</a>' in page.content.decode()
    assert gone.get(way).context["answer"].text == ""
    assert gone.get(pages["practice"]).status_code == 200
    assert gone.get(pages["answer"]).status_code == 404


def test_opening_a_practice_in_place_goes_on_too(gone: Client, pages: dict[str, str]) -> None:
    assert gone.get(pages["practice"], headers=HTMX).context["answer"].text == ""
    assert gone.get(pages["practice"]).status_code == 200


def test_a_page_that_was_open_is_refused_in_words(gone: Client, pages: dict[str, str]) -> None:
    typed = {"text": "More.", "version": 1, "writer": "b" * 32, "sequence": 1}
    owner = User.objects.get().pk
    response = gone.post(f"{pages['practice']}draft/", {**typed, "owner": owner})
    assert response.status_code == 409
    assert response.context["answer"].text == "More."
    assert User.objects.count() == 1


def test_the_offer_stands_only_after_signing_out(client: Client, pages: dict[str, str]) -> None:
    assert client.get(pages["practice"]).context["answer"].text == ""
    assert "practise without one" not in client.get(reverse("account_login")).content.decode()
