"""Load a guide's folder into the database: all or nothing, as often as one likes."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from prep.content import Content, KeyPath, State, content_models, related_model
from prep.derive import stamp
from prep.models import Guide
from prep.transfer.checks import check
from prep.transfer.documents import FixtureError, Item, read_folder

# Items by key path, for each model.
Found = dict[type[Content], dict[KeyPath, Content]]


@dataclass(frozen=True)
class LoadResult:
    """What a load did, as the places of the items ("round system-design")."""

    guide: str
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.guide}: {len(self.created)} created, {len(self.updated)} updated, "
            f"{len(self.unchanged)} unchanged, {len(self.kept)} kept (edited here), "
            f"{len(self.retired)} retired"
        )


def load_guide(folder: Path) -> LoadResult:
    """Check a folder of fixtures and load it in one transaction.

    An item edited here since its last load is kept as it is; one that vanished from the fixtures is
    retired; one that was written here is left alone. Raises FixtureError with every problem.
    """
    documents = read_folder(folder)
    if problems := check(documents):
        raise FixtureError(problems)
    stated = {model: documents.of(model) for model in content_models()}
    key = documents.of(Guide)[0].path[0]
    result = LoadResult(key)
    with transaction.atomic():
        # Loads of one guide wait for each other.
        guide = Guide.objects.select_for_update().filter(key=key).first()
        found = existing(guide)
        for model, items in stated.items():
            # First, since a retired item makes room for its successor's slug or place.
            retire(model, {item.path for item in items}, found, result)
        changed: list[tuple[Item, Content]] = []
        for items in stated.values():
            for item in items:
                if (row := load_item(item, found, result)) is not None:
                    changed.append((item, row))
        for item, row in changed:
            set_many(item, row, found)
        if changed or result.retired:
            stamp(Guide.objects.get(key=key))
    return result


def existing(guide: Guide | None) -> Found:
    found: Found = {model: {} for model in content_models()}
    if guide is None:
        return found
    for model, items in found.items():
        rows = model.objects.in_guide(guide).with_references()
        items.update({row.natural_key(): row for row in rows})
    return found


def retire(model: type[Content], stated: set[KeyPath], found: Found, result: LoadResult) -> None:
    for path, row in found[model].items():
        if path not in stated and row.loaded and row.loaded["state"] != State.RETIRED:
            row.state = State.RETIRED
            row.loaded["state"] = State.RETIRED
            row.save()
            result.retired.append(place(model, path))


def load_item(item: Item, found: Found, result: LoadResult) -> Content | None:
    """Bring one row up to what its item states; the row, where its lists are to be set too."""
    incoming, row = item.canonical(), found[item.model].get(item.path)
    if row is None:
        row = item.model(key=item.path[-1], loaded=incoming, **columns(item, incoming, found))
        row.save()
        found[item.model][item.path] = row
        result.created.append(item.place)
        return row
    current = row.canonical()
    if current == incoming:
        if row.loaded != incoming:
            row.loaded = incoming
            row.save()
        result.unchanged.append(item.place)
        return None
    if current != row.loaded:
        if row.state == row.loaded.get("state") == State.RETIRED:
            # It had vanished and is back: the edit stays, the retirement does not.
            row.state = row.loaded["state"] = incoming["state"]
            row.save()
        result.kept.append(item.place)
        return None
    for name, value in columns(item, incoming, found).items():
        setattr(row, name, value)
    row.loaded = incoming
    row.save()
    result.updated.append(item.place)
    return row


def columns(item: Item, incoming: dict[str, Any], found: Found) -> dict[str, Any]:
    """Field values for the row, with references resolved; its parent among them."""
    values: dict[str, Any] = {}
    for column in item.model.fixture_fields():
        value = incoming[column.name]
        if column.is_relation and not column.many_to_many and value is not None:
            target = related_model(item.model, column.name)
            value = found[target][below(item, value)]
        if not column.many_to_many:
            values[column.name] = value
    if item.model.parent:
        parent_model = related_model(item.model, item.model.parent)
        values[item.model.parent] = found[parent_model][item.path[:-1]]
    return values


def set_many(item: Item, row: Content, found: Found) -> None:
    for column in item.model.fixture_fields():
        if column.many_to_many:
            target = related_model(item.model, column.name)
            others = [found[target][below(item, one)] for one in item.canonical()[column.name]]
            getattr(row, column.name).set(others)


def below(item: Item, reference: str) -> KeyPath:
    return (item.path[0], *reference.split("/"))


def place(model: type[Content], path: KeyPath) -> str:
    return f"{model._meta.verbose_name} {'/'.join(path[1:] or path)}"
