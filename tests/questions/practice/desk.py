"""A candidate at the practice page of one question, as a browser without JavaScript has it."""

import html
import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from prep.models import User
from questions.models import Question
from questions.practice.bands import Band
from questions.practice.models import Answer, Practice

QUESTION = "/guides/lantern-ferries/questions/storm-story/"
HTMX = {"HX-Request": "true"}


class Desk:
    """One opened page; `send` posts its form as it stands, with what was typed."""

    def __init__(self, client: Client, question: str = QUESTION) -> None:
        self.client = client
        self.url = f"{question}practice/"
        self.open()

    def open(self) -> "Desk":
        response = self.client.get(self.url)
        assert response.status_code == 200
        self.take(response.content.decode())
        return self

    def take(self, page: str) -> None:
        """The fields of the form on a page that was answered."""
        self.page = page
        self.fields = fields_of(page, "answer-form")
        self.text = text_of(page, "answer-text")

    def send(self, path: str, text: str, *, target: str = "", **more: Any) -> Any:
        headers = {**HTMX, "HX-Target": target} if target else {}
        data = {**self.fields, "text": text, **more}
        return self.client.post(self.url + path, data, headers=headers)

    def save(self, text: str, **more: Any) -> Any:
        return self.send("draft/", text, target="answer-saved", **more)

    def log(self, text: str, **more: Any) -> str:
        """Log an attempt; the address of it."""
        response = self.send("answers/", text, **more)
        assert response.status_code == 302, response.content.decode()
        return str(response.headers["Location"])


def fields_of(page: str, form: str) -> dict[str, str]:
    inside = page.split(f'id="{form}"', 1)[1].split("</form>")[0]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', inside)
    return {name: html.unescape(value) for name, value in found}


def text_of(page: str, area: str) -> str:
    inside = re.search(rf'<textarea id="{area}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    assert inside
    return html.unescape(inside[1])


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def many(user: User, question: Question, count: int, text: str = "Attempt") -> Practice:
    """A practice with that many attempts, ten to a second, the way they would have been logged."""
    practice = Practice.objects.opened(user, question)
    start = timezone.now() - timedelta(days=30)
    Answer.objects.bulk_create(
        Answer(
            practice=practice,
            created=start + timedelta(seconds=number // 10),
            origin=f"{number:064}",
            text=f"{text} {number}.",
            prompt=question.prompt,
            band=Band(number % 4 + 1) if number % 3 else None,
        )
        for number in range(count)
    )
    practice.attempts = count
    practice.save()
    return practice
