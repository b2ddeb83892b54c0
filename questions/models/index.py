"""What the search knows of each question; kept right by whatever saves content."""

from collections.abc import Mapping

from django.db import models, transaction


class SearchEntry(models.Model):
    """The words that a published question is found by. The database's index hangs from this table.

    On SQLite, triggers keep the FTS5 table `questions_searchindex` in step with it; on PostgreSQL
    it has a generated column `vector` with a GIN index (migration 0002).
    """

    question = models.OneToOneField(
        "questions.Question", models.CASCADE, primary_key=True, related_name="search_entry"
    )
    words = models.TextField()

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.words

    @classmethod
    @transaction.atomic
    def write(cls, entries: Mapping[int, str]) -> None:
        """Store the words of each question, by its id; "" takes it out of the search."""
        stored = dict(cls.objects.filter(pk__in=entries).values_list("pk", "words"))
        cls.objects.filter(pk__in=[pk for pk in stored if not entries[pk]]).delete()
        changed = [
            SearchEntry(pk=pk, words=w) for pk, w in entries.items() if w and w != stored.get(pk)
        ]
        SearchEntry.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["question"], update_fields=["words"]
        )
