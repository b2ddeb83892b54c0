"""The fixtures' shortcuts end where the long way does."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models
from django.test import TransactionTestCase

from prep.content import content_models
from prep.models import Guide, User
from prep.transfer.loading import load_guide
from questions.models import Question
from tests import stored
from tests.conftest import LANTERN, PELOTON

pytestmark = pytest.mark.django_db

Rows = dict[str, list[dict[str, Any]]]


def rows() -> Rows:
    """Every value of every row; instead of an id, which row it is, counted in the order of ids."""
    numbers = {
        model: {pk: number for number, pk in enumerate(sorted(stored.ids(model)))}
        for model in stored.tables()
    }
    guides = {f"_g{pk}": f"_g[{number}]" for pk, number in numbers[Guide].items()}

    def value(row: models.Model, field: "models.Field[Any, Any]") -> Any:
        stands = getattr(row, field.attname)
        if field.name == "words":
            return [guides.get(word, word) for word in stands.split()]
        owner = field.related_model if field.is_relation else field.primary_key and field.model
        return numbers[owner].get(stands) if owner else stands

    everything: Rows = {}
    for model in stored.tables():
        # What stands between two models is stored in no order.
        between = bool(model._meta.auto_created)
        fields = [one for one in model._meta.concrete_fields if not (between and one.primary_key)]
        listed = [
            {field.name: value(row, field) for field in fields}
            for row in model._base_manager.order_by("pk")
        ]
        everything[model._meta.label] = sorted(listed, key=str) if between else listed
    return everything


def found() -> set[str]:
    """What the database's own index finds, which no row shows."""
    return set(Question.objects.search(["graph"]).values_list("key", flat=True))


@pytest.mark.parametrize(("name", "folder"), [("lantern", LANTERN), ("peloton", PELOTON)])
def test_what_is_put_back_is_what_a_load_leaves(
    request: pytest.FixtureRequest, name: str, folder: Path
) -> None:
    guide = request.getfixturevalue(name)
    put_back, indexed = rows(), found()
    stored.empty()
    assert not any(rows().values())
    assert not found()
    load_guide(folder)
    assert Guide.objects.get().pk != guide.pk
    assert rows() == put_back
    assert found() == indexed != set()


def test_a_new_row_gets_an_id_of_its_own(lantern: Guide, peloton: Guide) -> None:
    known = {model: stored.ids(model) for model in content_models()}
    assert load_guide(LANTERN).created == []
    Guide.objects.filter(pk=lantern.pk).update(key="other")
    load_guide(LANTERN)
    assert all(stored.ids(model) > ids for model, ids in known.items())


@pytest.mark.django_db(transaction=True)
def test_a_commit_is_undone(loads: stored.Loads) -> None:
    kept = connection.introspection.table_names()
    stored.put_back(loads[PELOTON])
    User.objects.create(email="ann@example.org")
    TransactionTestCase()._fixture_teardown()  # type: ignore[attr-defined]
    assert not any(rows().values())
    assert connection.introspection.table_names() == kept
