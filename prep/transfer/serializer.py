"""Django's YAML format, which here reads guide documents too, so that `loaddata` takes them.

`loaddata` stores rows as they come: it is for an empty database, followed by `manage.py refresh`.
"""

from typing import Any

import yaml
from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer as PythonDeserializer
from django.core.serializers.pyyaml import Serializer as Serializer

from prep.transfer.documents import Documents, FixtureError, Item, expand, parse


class Deserializer(PythonDeserializer):
    def __init__(self, stream_or_string: Any, **options: Any) -> None:
        text = (
            stream_or_string
            if isinstance(stream_or_string, str | bytes)
            else stream_or_string.read()
        )
        try:
            content = parse(text)
            if not isinstance(content, dict):
                content = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise DeserializationError(str(error)) from error
        if isinstance(content, dict):
            documents = Documents()
            expand(content, getattr(stream_or_string, "name", ""), documents)
            if documents.problems:
                raise DeserializationError(str(FixtureError(documents.problems)))
            content = [serialized(item) for item in documents.items]
        super().__init__(content, **options)


def serialized(item: Item) -> dict[str, Any]:
    """An item in the form of Django's own fixtures, with natural keys and no primary key."""
    canonical = item.canonical()
    fields: dict[str, Any] = {"key": item.path[-1], "loaded": canonical}
    if item.model.parent:
        fields[item.model.parent] = list(item.path[:-1])
    for column in item.model.fixture_fields():
        value = canonical[column.name]
        if column.many_to_many:
            value = [[item.path[0], *one.split("/")] for one in value]
        elif column.is_relation and value is not None:
            value = [item.path[0], *value.split("/")]
        fields[column.name] = value
    return {"model": item.model._meta.label_lower, "fields": fields}
