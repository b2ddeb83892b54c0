"""Fill and empty the database fast, for the fixtures.

To check a guide, render its texts and save its items one by one takes up to a second; to put back
the rows that this left takes milliseconds. Django's flush truncates each table and then creates
every permission anew; most tables are empty anyway.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.db.models.sql import InsertQuery

from prep.transfer.loading import load_guide

Statement = tuple[str, tuple[Any, ...]]
Loads = dict[Path, list[Statement]]
# What migrations and their signals fill, and a test leaves as it is.
FIXED = {"contenttypes.ContentType", "auth.Permission"}


def keep(*folders: Path) -> Loads:
    """Load guides and undo it: for each, the statements that insert just the rows it brought.

    These hold ids. No two guides share one, and a new row gets one beyond them on either database:
    SQLite counts on from the highest there is, PostgreSQL never takes one back.
    """
    kept: Loads = {}
    with transaction.atomic():
        for folder in folders:
            before = {model: ids(model) for model in tables()}
            load_guide(folder)
            kept[folder] = list(inserts(before))
        transaction.set_rollback(True)
    return kept


def put_back(statements: list[Statement]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)


def empty(*_: Any) -> None:
    """Take every row out of every table, in any order: a commit checks the references."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in tables():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def inserts(before: dict[type[models.Model], set[Any]]) -> Iterator[Statement]:
    for model, known in before.items():
        rows = list(model._base_manager.exclude(pk__in=known).order_by("pk"))
        if rows:
            query = InsertQuery(model)
            query.insert_values(model._meta.concrete_fields, rows, raw=True)
            yield from query.get_compiler(DEFAULT_DB_ALIAS).as_sql()


def ids(model: type[models.Model]) -> set[Any]:
    return set(model._base_manager.values_list("pk", flat=True))


def tables() -> list[type[models.Model]]:
    """A model for each table that tests fill, those between two models included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in FIXED
    ]
