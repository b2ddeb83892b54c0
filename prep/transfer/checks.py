"""Everything that can be wrong with a guide's fixtures, found before a row is written."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from prep import markdown
from prep.content import KEY, Content, KeyPath, State, content_models, related_model, tidy
from prep.models import Guide
from prep.transfer.documents import Documents, Item, Problem

# All but tabs and line ends.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# What the documents state, by model and key path.
Stated = dict[type[Content], dict[KeyPath, dict[str, Any]]]


def check(documents: Documents) -> list[Problem]:
    """All problems of a guide's documents, of reading them too; with none it can be loaded."""
    problems = [*documents.problems, *check_guide(documents), *check_unique(documents)]
    stated: Stated = {model: {} for model in content_models()}
    for item in documents.items:
        stated[item.model].setdefault(item.path, item.fields)
    sound: dict[type[Content], dict[KeyPath, Item]] = {model: {} for model in stated}
    for item in documents.items:
        # A constraint over values that are wrong in themselves would only say it again.
        found = [*check_values(item), *check_references(item, stated)]
        found = found or list(check_constraints(item))
        if not found:
            sound[item.model][item.path] = item
        problems += found
    addresses = {reverse("home"), reverse("guides")}
    for model, items in sound.items():
        rows = {path: item.canonical() for path, item in items.items()}
        problems += [items[path].problem(why) for path, why in model.check_fixture(rows)]
        addresses.update(model.fixture_addresses(published(rows)))
    for item in documents.items:
        problems += check_markdown(item, frozenset(addresses))
    return sorted(problems, key=lambda problem: (problem.file, problem.place, problem.reason))


def published(rows: dict[KeyPath, dict[str, Any]]) -> dict[KeyPath, dict[str, Any]]:
    """The rows that will have an address."""
    return {
        path: row
        for path, row in rows.items()
        if row["state"] == State.PUBLISHED and re.fullmatch(KEY, path[0])
    }


def check_guide(documents: Documents) -> Iterator[Problem]:
    guides = documents.of(Guide)
    if not guides:
        if documents.items or not documents.problems:
            yield Problem("", "", "no document has a `profile`: the guide itself is missing")
        return
    for other in guides[1:]:
        yield other.problem("a second profile: a folder holds one guide")
    for item in documents.items:
        if item.path[0] != guides[0].path[0]:
            yield item.problem(f"belongs to another guide than {guides[0].path[0]!r}")


def check_unique(documents: Documents) -> Iterator[Problem]:
    seen: dict[tuple[type[Content], KeyPath], Item] = {}
    for item in documents.items:
        first = seen.setdefault((item.model, item.path), item)
        if first is not item:
            yield item.problem(f"duplicate key {item.path[-1]!r}, already used in {first.file}")


def check_values(item: Item) -> Iterator[Problem]:
    key_field = item.model._meta.get_field("key")
    for name, column, value in [
        ("key", key_field, item.path[-1]),
        *((field.name, field, item.fields.get(field.name)) for field in columns(item.model)),
    ]:
        if value is None:
            if column.has_default():
                continue
            value = "" if isinstance(column, models.CharField | models.TextField) else None
        if isinstance(value, list | dict):
            yield item.problem(f"{name} must be a text or a number")
            continue
        if isinstance(value, str) and (odd := CONTROL.search(value)):
            yield item.problem(f"{name} holds a control character: {odd.group()!r}")
            continue
        try:
            column.clean(tidy(value) if isinstance(value, str) else value, None)
        except ValidationError as error:
            missing = {"blank", "null"} & {each.code for each in error.error_list}
            reason = f"missing field: {name}" if missing else f"{name}: {'; '.join(error.messages)}"
            yield item.problem(reason)


def columns(model: type[Content]) -> "list[models.Field[Any, Any]]":
    return [field for field in model.fixture_fields() if not field.is_relation]


def check_references(item: Item, stated: Stated) -> Iterator[Problem]:
    for field in item.model.fixture_fields():
        if not field.is_relation:
            continue
        value = item.fields.get(field.name)
        if value is None:
            if not field.blank:
                yield item.problem(f"missing field: {field.name}")
            continue
        references = value if field.many_to_many else [value]
        if not isinstance(references, list) or not all(isinstance(one, str) for one in references):
            shape = "a list of keys" if field.many_to_many else "a key"
            yield item.problem(f"{field.name} must be {shape}")
            continue
        target = related_model(item.model, field.name)
        for one in references:
            row = stated[target].get((item.path[0], *one.split("/")))
            if row is None:
                yield item.problem(f"unknown {target._meta.verbose_name} {one!r} in {field.name}")
            elif not limits(field) <= row.items():
                yield item.problem(f"{field.name} can't be {one!r}, which is a {row.get('kind')}")
        for one, count in Counter(references).items():
            if count > 1:
                yield item.problem(f"{one!r} stands {count} times in {field.name}")


def limits(field: "models.Field[Any, Any]") -> set[tuple[str, Any]]:
    """What a reference demands of its target's fields (Django's `limit_choices_to`)."""
    demanded = field.get_limit_choices_to() if isinstance(field, models.ForeignKey) else {}
    return set(demanded.items()) if isinstance(demanded, dict) else set()


def check_constraints(item: Item) -> Iterator[Problem]:
    """What the database would refuse in a single row, in the constraint's words."""
    values = {
        # Any key will do for a reference: the constraints ask only whether there is one.
        field.attname: (1 if value else None) if field.is_relation else value
        for field in item.model.fixture_fields()
        if not field.many_to_many
        for value in [item.canonical()[field.name]]
    }
    row = item.model(key=item.path[-1], **values)
    for constraint in item.model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            try:
                constraint.validate(item.model, row)
            except ValidationError as error:
                yield item.problem("; ".join(error.messages))


def check_markdown(item: Item, addresses: frozenset[str]) -> Iterator[Problem]:
    for name in item.model.markdown:
        for reason in markdown.problems(str(item.fields.get(name) or ""), addresses):
            yield item.problem(f"{name}: {reason}")
