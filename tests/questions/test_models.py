import pytest
from django.db import IntegrityError, transaction

from prep.content import State
from prep.models import Guide, Location
from questions.models import Appearance, Question
from rounds.models import Round

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("place", "with_round", "with_location"),
    [
        ("round", False, False),
        ("round", True, True),
        ("common", True, False),
        ("common", False, True),
        ("location", False, False),
        ("location", True, False),
    ],
)
def test_the_database_refuses_a_place_that_contradicts_itself(
    lantern: Guide, place: str, with_round: bool, with_location: bool
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Appearance.objects.create(
            question=Question.objects.get(key="ten-years"),
            key="again",
            place=place,
            round=Round.objects.get(key="quayside-chat") if with_round else None,
            location=Location.objects.get() if with_location else None,
            position=9,
        )


@pytest.mark.parametrize("key", ["quayside-chat", "common", "harbour"])
def test_a_question_stands_once_in_a_place(lantern: Guide, key: str) -> None:
    found = Appearance.objects.get(question__key="why-ferries", key=key)
    found.pk, found.key = None, "again"
    found._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        found.save()
    found.state = State.RETIRED
    found.save()


def test_an_address_belongs_to_one_question_that_is_not_retired(lantern: Guide) -> None:
    holder = Question.objects.get(key="ten-years")
    other = Question.objects.get(key="storm-story")
    other.slug = holder.slug
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()
    holder.state = State.RETIRED
    holder.save()
    other.save()
