"""Load a guide's folder into the database: all or nothing, as often as one likes."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from prep.content import Content, KeyPath, State, content_models, related_model
from prep.derive import stamp
from prep.locks import one_at_a_time
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
    with one_at_a_time(), transaction.atomic():
        found = existing(Guide.objects.filter(key=key).first())
        for model, items in stated.items():
            retire(model, {item.path for item in items}, found, result)
        changes = [
            change
            for items in stated.values()
            for item in items
            if (change := compare(item, found, result))
        ]
        make_room(changes)
        for change in changes:
            change.save(found)
        for change in changes:
            change.save_lists(found)
        stamp(Guide.objects.get(key=key))
    return result


@dataclass(frozen=True)
class Change:
    """An item that is to be written: a new row, or what its fixture says over an old one."""

    item: Item
    incoming: dict[str, Any]
    row: Content | None

    def save(self, found: Found) -> None:
        item = self.item
        row = self.row or item.model(key=item.path[-1])
        row.loaded = self.incoming
        for name, value in columns(item, self.incoming, found).items():
            setattr(row, name, value)
        try:
            # Not the model's own save: what follows from several items is derived once, at the end.
            Content.save(row)
        except IntegrityError as error:
            reason = f"clashes with what was edited or written here: {error}"
            raise FixtureError([item.problem(" ".join(reason.split()))]) from error
        found[item.model][item.path] = row

    def save_lists(self, found: Found) -> None:
        row = found[self.item.model][self.item.path]
        for column in self.item.model.fixture_fields():
            if column.many_to_many:
                target = related_model(self.item.model, column.name)
                others = [
                    found[target][below(self.item, one)] for one in self.incoming[column.name]
                ]
                getattr(row, column.name).set(others)


def existing(guide: Guide | None) -> Found:
    found: Found = {model: {} for model in content_models()}
    if guide is None:
        return found
    for model, items in found.items():
        rows = model.objects.in_guide(guide).with_references()
        items.update({row.natural_key(): row for row in rows})
    return found


def retire(model: type[Content], stated: set[KeyPath], found: Found, result: LoadResult) -> None:
    """Retire what vanished, unless its state was changed here: then it stands as it was set."""
    for path, row in found[model].items():
        settled = row.state == row.loaded.get("state") != State.RETIRED
        if path not in stated and settled:
            row.state = row.loaded["state"] = State.RETIRED
            row.save()
            result.retired.append(place(model, path))


def compare(item: Item, found: Found, result: LoadResult) -> Change | None:
    """Hold an item against its row, if there is one, and note what becomes of it."""
    incoming, row = item.canonical(), found[item.model].get(item.path)
    if row is None:
        result.created.append(item.place)
        return Change(item, incoming, None)
    current = row.canonical()
    if current == incoming:
        if row.loaded != incoming:
            row.loaded = incoming
            row.save()
        result.unchanged.append(item.place)
        return None
    # Only fields that the last load knew can tell an edit: others came with a later version.
    edited = not row.loaded or any(
        current[name] != value for name, value in row.loaded.items() if name in current
    )
    if edited:
        if row.state == row.loaded.get("state") == State.RETIRED:
            # It had vanished and is back: the edit stays, the retirement does not.
            row.state = row.loaded["state"] = incoming["state"]
            row.save()
        result.kept.append(item.place)
        return None
    result.updated.append(item.place)
    return Change(item, incoming, row)


def make_room(changes: list[Change]) -> None:
    """Set aside the rows that change, so that two of them may swap an address or a place.

    What is unique by value is so among rows that are not retired.
    """
    ids: dict[type[Content], list[int]] = defaultdict(list)
    for change in changes:
        if change.row:
            ids[change.item.model].append(change.row.pk)
    for model, pks in ids.items():
        model.objects.filter(pk__in=pks).update(state=State.RETIRED)


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


def below(item: Item, reference: str) -> KeyPath:
    return (item.path[0], *reference.split("/"))


def place(model: type[Content], path: KeyPath) -> str:
    return f"{model._meta.verbose_name} {'/'.join(path[1:] or path)}"
