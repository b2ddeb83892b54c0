"""How often a candidate ticked each rejection reason: one counter row, kept with the ticks."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.db import models
from django.db.models import F

from prep.models import Guide, User


class WeaknessQuerySet(models.QuerySet["Weakness"]):
    def of(self, user: User | None) -> Self:
        return self.filter(user=user) if user else self.none()

    def in_guide(self, guide: Guide) -> Self:
        return self.filter(guide=guide)

    def ticked(self, times: int) -> Self:
        """Those that were ticked at least so many times, most often first."""
        return self.filter(ticks__gte=times)

    def tally(
        self, user: User, guide: Guide, round_key: str, reasons: Iterable[str], more: int
    ) -> None:
        """Count so many ticks more of each reason; fewer, if negative."""
        for reason in sorted(reasons):
            row, _ = self.get_or_create(user=user, guide=guide, round_key=round_key, reason=reason)
            self.filter(pk=row.pk).update(ticks=F("ticks") + more)


class Weakness(models.Model):
    """By the keys of the round and of the reason, which outlast their wording."""

    user = models.ForeignKey(User, models.CASCADE, related_name="weaknesses")
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+")
    round_key = models.CharField(max_length=80)
    reason = models.CharField(max_length=80)
    ticks = models.PositiveIntegerField(default=0)

    objects: ClassVar = models.Manager.from_queryset(WeaknessQuerySet)()

    class Meta:
        ordering = ["-ticks", "round_key", "reason"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "guide", "round_key", "reason"], name="weakness_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_key}/{self.reason}: {self.ticks}"
