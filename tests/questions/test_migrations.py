import pytest
from django.core.management import call_command
from django.db import connection

from prep.transfer.loading import load_guide
from questions.models import Question
from tests.conftest import LANTERN


@pytest.mark.django_db(transaction=True)
def test_the_index_can_be_dropped_and_made_again_over_what_is_there() -> None:
    load_guide(LANTERN)
    call_command("migrate", "questions", "0001", verbosity=0)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM questions_searchentry")
        assert cursor.fetchone() == (5,)
    assert Question.objects.search(["storm"]).get().key == "storm-story"
