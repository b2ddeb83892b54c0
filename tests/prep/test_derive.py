"""Whatever way the content comes in, what is derived from it ends up the same."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from prep.content import content_models
from prep.derive import refresh, stamp
from prep.models import Guide, Tip
from prep.transfer.loading import load_guide
from questions.models import Question
from tests.conftest import LANTERN, PELOTON

pytestmark = pytest.mark.django_db


def everything() -> dict[str, list[dict[str, Any]]]:
    """Each stored value of each item, references by key instead of by number."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for model in content_models():
        rows[model.__name__] = sorted(
            (
                {
                    "path": "/".join(item.natural_key()),
                    "loaded": item.loaded,
                    **item.canonical(),
                    **{
                        field.name: getattr(item, field.name)
                        for field in model._meta.concrete_fields
                        if field.name.endswith("_html") or field.name == "version"
                    },
                }
                for item in model.objects.with_references()
            ),
            key=lambda row: str(row["path"]),
        )
    return rows


def empty() -> None:
    Question.objects.all().delete()
    Guide.objects.all().delete()


@pytest.mark.parametrize("folder", [LANTERN, PELOTON], ids=["lantern", "peloton"])
def test_loaddata_and_refresh_end_as_load_guide_does(folder: Path) -> None:
    load_guide(folder)
    expected = everything()
    empty()
    call_command("loaddata", *sorted(map(str, folder.glob("*.yaml"))), verbosity=0)
    assert Guide.objects.get().overview_html == ""
    call_command("refresh", verbosity=0)
    assert everything() == expected
    assert load_guide(folder).updated == []


def test_a_dump_loads_into_an_empty_database(lantern: Guide, tmp_path: Path) -> None:
    expected = everything()
    dump = tmp_path / "dump.yaml"
    call_command(
        "dumpdata",
        *(model._meta.label for model in content_models()),
        natural_foreign=True,
        natural_primary=True,
        format="yaml",
        output=str(dump),
        verbosity=0,
    )
    empty()
    call_command("loaddata", str(dump), verbosity=0)
    refresh()
    assert everything() == expected


def test_refresh_repairs_what_is_out_of_date(lantern: Guide) -> None:
    Guide.objects.update(overview_html="stale", version="stale")
    Tip.objects.filter(key="sail-once").update(text="Twice.\r\nOr more. ")
    assert refresh() == 2
    found = Guide.objects.get()
    assert found.overview_html.startswith("<p>A made-up company")
    assert found.version not in ("stale", lantern.version)
    assert Tip.objects.get(key="sail-once").text == "Twice.\nOr more."
    assert refresh() == 0


def test_the_version_follows_the_content_and_nothing_else(lantern: Guide) -> None:
    assert stamp(lantern) == lantern.version
    question = Question.objects.get(key="why-ferries")
    question.tags.clear()
    changed = stamp(lantern)
    load_guide(PELOTON)
    assert (
        stamp(lantern) == changed != Guide.objects.get(key="peloton-distinguished-engineer").version
    )
