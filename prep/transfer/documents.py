"""Fixture documents: YAML files whose nested lists expand into items, one for each row.

A document names its guide and its default source; an item inherits the source of what it hangs
from, and its position from its place in the list:

    guide: peloton-distinguished-engineer
    source: guide
    rounds:
      - key: system-design
        name: System Design
        looks_for:
          - {key: structure, text: ...}
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from prep.content import Content, KeyPath, child_collections, tidy
from prep.models import Guide


@dataclass(frozen=True)
class Problem:
    """What is wrong with a fixture, where, and why."""

    file: str
    place: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.reason) if part)


class FixtureError(Exception):
    """A fixture can't be loaded; `problems` names everything that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Item:
    """One content item as a fixture states it."""

    model: type[Content]
    path: KeyPath
    fields: dict[str, Any]
    file: str

    @property
    def place(self) -> str:
        name = self.model._meta.verbose_name
        return f"{name} {'/'.join(self.path[1:] or self.path)}"

    def problem(self, reason: str) -> Problem:
        return Problem(self.file, self.place, reason)

    def canonical(self) -> dict[str, Any]:
        """The form of `Content.canonical()`. Raises ValidationError for a value of a wrong type."""
        form: dict[str, Any] = {}
        for column in self.model.fixture_fields():
            if column.many_to_many:
                form[column.name] = sorted(self.fields.get(column.name) or [])
            elif column.is_relation:
                form[column.name] = self.fields.get(column.name)
            else:
                value = column.to_python(self.fields.get(column.name, column.get_default()))
                form[column.name] = tidy(value) if isinstance(value, str) else value
        return form


@dataclass
class Documents:
    """Every item of a guide's files, and what could not be read."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, found: Iterable[Item | Problem]) -> None:
        for one in found:
            if isinstance(one, Item):
                self.items.append(one)
            else:
                self.problems.append(one)

    def of(self, model: type[Content]) -> list[Item]:
        return [item for item in self.items if item.model is model]


def read_folder(folder: Path) -> Documents:
    """Read every .yaml file below a folder, in the order of their names."""
    documents = Documents()
    files = sorted(folder.rglob("*.yaml"))
    for file in sorted(folder.rglob("*.yml")):
        name = str(file.relative_to(folder))
        documents.problems.append(Problem(name, "", "not read: name it .yaml"))
    if not files:
        documents.problems.append(Problem(str(folder), "", "there is no .yaml file here"))
    for file in files:
        name = str(file.relative_to(folder))
        try:
            content = parse(file.read_text(encoding="utf-8"))
        except (yaml.YAMLError, ValueError) as error:
            reason = " ".join(str(error).split())
            documents.problems.append(Problem(name, "", f"not readable as YAML: {reason}"))
            continue
        except OSError as error:
            documents.problems.append(Problem(name, "", f"not readable: {error.strerror}"))
            continue
        expand(content, name, documents)
    return documents


class Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Reads every value as the text that stands there: fields know their own types."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{name!r} stands twice in one mapping", key.start_mark
                )
            seen.add(name)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def parse(text: Any) -> Any:
    """Texts, lists and mappings from YAML. Raises yaml.YAMLError."""
    try:
        return yaml.load(text, Loader)  # noqa: S506
    except RecursionError as error:
        raise yaml.YAMLError("nested too deeply") from error


def expand(content: Any, file: str, documents: Documents) -> None:
    """Add a document's items and problems to `documents`."""
    if not isinstance(content, dict) or not isinstance(content.get("guide"), str):
        reason = "a document starts with `guide: <key of the guide>`"
        documents.problems.append(Problem(file, "", reason))
        return
    guide = content["guide"]
    source = {"source": content["source"]} if content.get("source") else {}
    for name, entries in content.items():
        if name in ("guide", "source"):
            continue
        if name == "profile":
            documents.add(expand_list(Guide, name, [entries], (), source, {}, file))
        elif name in child_collections(Guide):
            model, fixed = child_collections(Guide)[name]
            documents.add(expand_list(model, name, entries, (guide,), source, fixed, file))
        else:
            known = ", ".join(sorted({"profile", *child_collections(Guide)}))
            reason = f"unknown list {name!r}; known are {known}"
            documents.problems.append(Problem(file, "", reason))


def expand_list(
    model: type[Content],
    name: str,
    entries: Any,
    above: KeyPath,
    given: dict[str, Any],
    fixed: dict[str, Any],
    file: str,
) -> Iterator[Item | Problem]:
    """The items of one list, each followed by the items of the lists within it.

    `given` are values that an item may override, `fixed` those that the list's name settles.
    """
    if entries == "":
        return
    if not isinstance(entries, list):
        yield Problem(file, "/".join(above), f"{name} must be a list")
        return
    children = child_collections(model)
    columns = {column.name for column in model.fixture_fields()}
    known = {"key", *columns, *children}
    position = 0
    for count, entry in enumerate(entries, 1):
        place = f"{'/'.join(above)} {name}[{count}]".strip()
        if not isinstance(entry, dict):
            yield Problem(file, place, "must be a mapping of fields")
            continue
        # A field without a value is an absent field.
        entry = {name: value for name, value in entry.items() if value != ""}
        key = entry.get("key")
        if not isinstance(key, str):
            yield Problem(file, place, "missing field: key")
            continue
        path = (*above, key)
        for unknown in sorted(map(str, entry.keys() - known)):
            yield Problem(file, place, f"unknown field: {unknown}")
        fields = {name: entry[name] for name in entry.keys() & columns}
        if model.parent in model.ordered_within:
            # An item without a position follows the one before it.
            stated = str(fields.get("position", position + 1))
            position = int(stated) if stated.isdecimal() and len(stated) < 10 else position + 1
            fields.setdefault("position", str(position))
        yield Item(model, path, {**model.prefill(key), **given, **fields, **fixed}, file)
        source = {name: value for name, value in {**given, **fields}.items() if name == "source"}
        for child_name, (child, child_fixed) in children.items():
            if child_name in entry:
                below = entry[child_name]
                yield from expand_list(child, child_name, below, path, source, child_fixed, file)
