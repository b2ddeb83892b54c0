"""The names that questions are sorted under."""

from typing import Any

from django.db import models, transaction

from prep.content import Content
from prep.models import Guide


class Tag(Content):
    parent = "guide"
    collections = {"tags": {}}
    ordered_within = ("guide",)

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="tags")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="tag_key")]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.questions.all().reindex()
