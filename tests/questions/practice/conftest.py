import pytest
from django.test import Client

from prep.models import Guide, User
from questions.models import Question


@pytest.fixture
def question(lantern: Guide) -> Question:
    found: Question = Question.objects.get(key="storm-story")
    return found


@pytest.fixture
def candidate(db: None) -> User:
    return User.objects.create_user("ada@example.org", "a long enough phrase", time_zone="UTC")


@pytest.fixture
def signed_in(candidate: User) -> Client:
    client = Client()
    client.force_login(candidate)
    return client
