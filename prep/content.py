"""What every item of a guide has in common: a stable key, a state, a source, and how it was loaded.

A guide is a tree of content models, each naming its `parent`: Guide > Round > Point, for instance.
An item's natural key is the path of keys from the guide down to it.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter
from typing import Any, ClassVar, Self, TypeVar

from django.apps import apps
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Prefetch

from prep.markdown import render

KeyPath = tuple[str, ...]
# Rows as a fixture states them: fields by key path.
Rows = Mapping[KeyPath, dict[str, Any]]

KEY = r"[a-z0-9]+(-[a-z0-9]+)*"
validate_key = RegexValidator(
    rf"\A{KEY}\Z",
    "must be lower-case words or figures joined by hyphens, such as system-design",
)


class Source(models.TextChoices):
    GUIDE = "guide", "The guide"
    EDITORS = "editors", "The editors"


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


class Difficulty(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    VERY_HIGH = "very-high", "Very High"


ContentT_co = TypeVar("ContentT_co", bound="Content", covariant=True)


class ContentQuerySet(models.QuerySet[ContentT_co]):
    def in_guide(self, guide: models.Model) -> Self:
        """Items below this guide, whatever their depth."""
        return self.filter(**{self.model.guide_lookup(): guide.pk})

    def published(self) -> Self:
        """Items to show: published, and so is everything they hang from."""
        return self.filter(
            **{f"{lookup}state": State.PUBLISHED for lookup in self.model.ancestor_lookups()}
        )

    def with_references(self) -> Self:
        """Fetch with the items what their canonical form names, in one query and one per list."""
        lists = []
        for field in self.model._meta.many_to_many:
            target = related_model(self.model, field.name)
            others = target.objects.select_related(*target.ancestor_joins())
            lists.append(Prefetch(field.name, others))
        return self.select_related(*self.model.reference_joins()).prefetch_related(*lists)

    def get_by_natural_key(self, *path: str) -> ContentT_co:
        lookups = reversed(self.model.ancestor_lookups())
        return self.get(**{f"{lookup}key": key for lookup, key in zip(lookups, path, strict=True)})


class Content(models.Model):
    """An item of a guide. What is not editable is derived from the rest, or kept by the loader."""

    # The foreign key that this model hangs from; None for the guide itself.
    parent: ClassVar[str | None] = None
    # The names under which a fixture lists this model below its parent, each with the fields that
    # the name fixes: {"looks_for": {"kind": "looks-for"}, ...}
    collections: ClassVar[dict[str, dict[str, Any]]] = {}
    # What shares one numbering of positions; empty where there are none.
    ordered_within: ClassVar[tuple[str, ...]] = ()
    # Fields in Markdown; each has a stored twin `<name>_html`.
    markdown: ClassVar[tuple[str, ...]] = ()

    key = models.CharField(max_length=80, validators=[validate_key])
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    source = models.CharField(max_length=10, choices=Source, default=Source.EDITORS)
    loaded = models.JSONField(
        default=dict,
        editable=False,
        help_text="The canonical form that a fixture load left; empty for what was written here.",
    )

    objects = models.Manager.from_queryset(ContentQuerySet)()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Tidy the texts, then compute what is stored but never typed. `save()` does so itself."""
        for field in self._meta.concrete_fields:
            if isinstance(value := getattr(self, field.attname), str):
                setattr(self, field.attname, tidy(value))
        for name in self.markdown:
            setattr(self, f"{name}_html", render(getattr(self, name)))

    @classmethod
    def derive_across(cls, guide: Any) -> None:
        """Compute what is stored of a guide's items of this model, but follows from others too."""

    def natural_key(self) -> KeyPath:
        return (*(self.ancestor.natural_key() if self.parent else ()), self.key)

    @property
    def ancestor(self) -> "Content":
        ancestor: Content = getattr(self, str(self.parent))
        return ancestor

    def canonical(self) -> dict[str, Any]:
        """The item as a fixture would state it: a plain value for each fixture field."""
        return {field.name: canonical_value(self, field) for field in self.fixture_fields()}

    @classmethod
    def fixture_fields(cls) -> "list[models.Field[Any, Any]]":
        """What a fixture may state, besides the key path: the editable fields."""
        return [
            field
            for field in (*cls._meta.concrete_fields, *cls._meta.many_to_many)
            if field.editable and not field.primary_key and field.name not in ("key", cls.parent)
        ]

    @classmethod
    def prefill(cls, key: str) -> dict[str, Any]:
        """Field values that follow from the key alone where a fixture does not state them."""
        return {}

    @classmethod
    def check_fixture(cls, rows: Rows) -> Iterator[tuple[KeyPath, str]]:
        """What is wrong with a guide's rows of this model taken together: (key path, reason)."""
        if not cls.ordered_within:
            return
        standing: dict[tuple[Any, ...], KeyPath] = {}
        for path, fields in rows.items():
            names = [name for name in cls.ordered_within if name != cls.parent]
            above = path[:-1] if cls.parent in cls.ordered_within else ()
            place = (above, *(fields[name] for name in names), fields["position"])
            first = standing.setdefault(place, path)
            if first is not path:
                yield path, f"same position as {'/'.join(first[1:])}: {fields['position']}"

    @classmethod
    def fixture_addresses(cls, rows: Rows) -> Iterator[str]:
        """The absolute paths of the pages that a guide's rows of this model will have."""
        return iter(())

    @classmethod
    def ancestor_lookups(cls) -> list[str]:
        """Lookup prefixes from the item up to its guide: ["", "round__", "round__guide__"]."""
        lookups = [""]
        model: type[Content] = cls
        while model.parent:
            lookups.append(f"{lookups[-1]}{model.parent}__")
            model = related_model(model, model.parent)
        return lookups

    @classmethod
    def ancestor_joins(cls) -> list[str]:
        return [lookup.removesuffix("__") for lookup in cls.ancestor_lookups()[1:]]

    @classmethod
    def reference_joins(cls) -> list[str]:
        """What leads to the guide over the parent and over each reference."""
        joins = cls.ancestor_joins()
        for field in cls.fixture_fields():
            if field.is_relation and not field.many_to_many:
                above = related_model(cls, field.name).ancestor_joins()
                joins += [field.name, *(f"{field.name}__{join}" for join in above)]
        return joins

    @classmethod
    def guide_lookup(cls) -> str:
        return cls.ancestor_lookups()[-1].removesuffix("__") or "pk"


def tidy(text: str) -> str:
    """Line feeds only, and no white space around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def related_model(model: type[Content], name: str) -> type[Content]:
    related = model._meta.get_field(name).related_model
    if related is None or not issubclass(related, Content):
        raise TypeError(f"{model.__name__}.{name} does not lead to content")
    return related


def canonical_value(item: Content, field: "models.Field[Any, Any]") -> Any:
    """A field's value in fixture form; references are key paths below the guide, sorted if many."""
    if field.many_to_many:
        return sorted(reference(other) for other in getattr(item, field.name).all())
    value = getattr(item, field.name)
    return reference(value) if isinstance(value, Content) else value


def reference(item: Content) -> str:
    return "/".join(item.natural_key()[1:])


@cache
def content_models() -> tuple[type[Content], ...]:
    """Every content model, each after those that it points to."""
    found = [model for model in apps.get_models() if issubclass(model, Content)]
    order = TopologicalSorter(
        {
            model: [
                field.related_model
                for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
                if field.related_model in found and field.related_model is not model
            ]
            for model in found
        }
    )
    return tuple(order.static_order())


def child_collections(model: type[Content]) -> dict[str, tuple[type[Content], dict[str, Any]]]:
    """The lists that a fixture may hold below an item of this model, by name."""
    return {
        name: (child, fixed)
        for child in content_models()
        if child.parent and related_model(child, child.parent) is model
        for name, fixed in child.collections.items()
    }
