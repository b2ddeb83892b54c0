"""The clock of an attempt. The server holds it: a reload or another device shows the same time."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from questions.practice.models.practices import Practice

MAX_SECONDS = 24 * 3600
EXTENSION = 5 * 60


def face(left: int) -> str:
    """Seconds as a clock shows them, such as 31:40; 00:00 once they are up."""
    minutes, seconds = divmod(max(0, left), 60)
    return f"{minutes:02}:{seconds:02}"


class Timer(models.Model):
    """`allotted` seconds, of which `spent` had gone when it last stopped; null: it stands still."""

    practice = models.OneToOneField(Practice, models.CASCADE, related_name="timer")
    allotted = models.PositiveIntegerField()
    spent = models.PositiveIntegerField(default=0)
    running_since = models.DateTimeField(null=True)

    objects: ClassVar = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(allotted__gte=1, allotted__lte=MAX_SECONDS), name="timer_allotted"
            ),
            models.CheckConstraint(condition=Q(spent__lte=MAX_SECONDS), name="timer_spent"),
        ]

    def __str__(self) -> str:
        return f"{self.allotted} s, {self.practice}"

    @classmethod
    def start(cls, practice: Practice, seconds: int) -> "Timer":
        """A new clock from now on; whatever an earlier one showed is gone."""
        timer, _ = cls.objects.update_or_create(
            practice=practice,
            defaults={"allotted": seconds, "spent": 0, "running_since": timezone.now()},
        )
        return timer

    def pause(self) -> None:
        self.spent = self.elapsed(timezone.now())
        self.running_since = None
        self.save()

    def resume(self) -> None:
        if self.running_since is None:
            self.running_since = timezone.now()
            self.save()

    def extend(self) -> None:
        """Five minutes more, counted from now where the time is up."""
        now = timezone.now()
        over = max(0, -self.remaining(now))
        self.allotted = min(self.allotted + over + EXTENSION, MAX_SECONDS)
        self.save()

    def elapsed(self, now: datetime) -> int:
        """Whole seconds that ran, pauses left out; a day at most."""
        ran = (now - self.running_since).total_seconds() if self.running_since else 0
        return min(self.spent + max(0, int(ran)), MAX_SECONDS)

    def remaining(self, now: datetime) -> int:
        """Whole seconds to go; negative once the time is up."""
        return self.allotted - self.elapsed(now)

    @property
    def left(self) -> int:
        return self.remaining(timezone.now())

    @property
    def minutes(self) -> int:
        return round(self.allotted / 60)

    @property
    def clock(self) -> str:
        """What is left as minutes and seconds, such as 31:40; 00:00 once it is up."""
        return face(self.left)

    @property
    def deadline(self) -> datetime | None:
        """When the time is up, if the clock runs."""
        if self.running_since is None:
            return None
        return self.running_since + timedelta(seconds=self.allotted - self.spent)
