"""Text while it is being written: the answer not logged yet, and the note kept on a question."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Self

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from questions.practice.models.practices import Practice

JOINT = "\n\n---\n\n"


@dataclass(frozen=True)
class Typed:
    """What a page sends: the text, and what the page knows of where it stands.

    `version` is the one that the text started from; `writer` names the page that was opened and
    `sequence` counts what it sends, so that a request that was overtaken is known as such.
    """

    text: str
    version: int
    writer: str
    sequence: int


class Outcome(Enum):
    SAVED = "saved"
    # Another page has saved other text since: nothing was written.
    CONFLICT = "conflict"


class Draft(models.Model):
    class Purpose(models.TextChoices):
        ANSWER = "answer", "Answer"
        NOTE = "note", "Note"

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="drafts")
    purpose = models.CharField(max_length=10, choices=Purpose)
    text = models.TextField(blank=True)
    # What another draft of the same held when a guest's work came to an account: to choose from.
    rival = models.TextField(blank=True)
    version = models.PositiveBigIntegerField(default=0)
    writer = models.CharField(max_length=32, blank=True)
    sequence = models.PositiveBigIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "purpose"], name="draft_once"),
            models.CheckConstraint(
                condition=Q(purpose__in=["answer", "note"]), name="draft_purpose"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.practice}"

    @classmethod
    @transaction.atomic
    def write(cls, practice: Practice, purpose: str, typed: Typed) -> "tuple[Outcome, Self]":
        """Save what was typed, unless that would overwrite what another page saved meanwhile.

        The draft comes back as it stands afterwards. The same text again is no conflict, nor is a
        page that overtakes itself.
        """
        # The practice first, as everywhere: else two requests wait for each other.
        practice = practice.locked()
        draft, _ = cls.objects.select_for_update().get_or_create(practice=practice, purpose=purpose)
        if draft.is_overtaking(typed) or draft.text == typed.text:
            return Outcome.SAVED, draft
        if not draft.is_free_for(typed):
            return Outcome.CONFLICT, draft
        draft.put(typed.text, typed.writer, typed.sequence)
        practice.touch()
        return Outcome.SAVED, draft

    def is_overtaking(self, typed: Typed) -> bool:
        """Whether the same page has sent something newer that arrived first."""
        return bool(self.writer) and self.writer == typed.writer and self.sequence > typed.sequence

    def is_free_for(self, typed: Typed) -> bool:
        """Whether nobody else's text would go: it is the one this page started from, or none."""
        return self.version == typed.version or self.writer == typed.writer or not self.text

    def put(self, text: str, writer: str = "", sequence: int = 0) -> None:
        self.text = text
        self.writer, self.sequence = writer, sequence
        self.version += 1
        self.saved_at = timezone.now()
        self.save()

    @classmethod
    @transaction.atomic
    def resolve(
        cls, practice: Practice, purpose: str, choice: str, seen: int, typed: Typed
    ) -> "tuple[Outcome, Self]":
        """Settle a conflict: keep "mine" (what was typed), "theirs" (what is stored), or "both".

        A conflict again where another page changed the stored text after the choice was offered
        at version `seen`. Raises Draft.DoesNotExist where there is nothing to choose between.
        """
        practice = practice.locked()
        draft = cls.objects.select_for_update().get(practice=practice, purpose=purpose)
        if draft.version != seen and draft.writer != typed.writer:
            return Outcome.CONFLICT, draft
        theirs = draft.other_than(typed.text)
        texts = {
            "mine": typed.text,
            "theirs": theirs,
            "both": JOINT.join(filter(None, [theirs, typed.text])),
        }
        draft.rival = ""
        draft.put(texts[choice], typed.writer, typed.sequence)
        return Outcome.SAVED, draft

    def other_than(self, shown: str) -> str:
        """What is kept of this draft besides the text that a page shows."""
        return JOINT.join(one for one in (self.rival, self.text) if one and one != shown)
