"""How long guests are kept, and how many one address may make."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet

from prep.models import Candidacy, User
from questions.practice.models import Answer, Draft, Mock, OwnQuestion, Practice, Timer

# A guest is empty only once there was time to write something.
GRACE = timedelta(days=1)
# New guests from one address within an hour: a class in one room, and no robot.
LIMIT, WITHIN = 60, 3600
BATCH = 500


@dataclass(frozen=True)
class Purged:
    empty: int
    idle: int


def purge(now: datetime, idle: timedelta, *, keep: bool = False) -> Purged:
    """Remove guests who kept nothing for a day, and those who kept something but did not come back.

    With `keep` it only counts them.
    """
    mine = Practice.objects.filter(user=OuterRef("pk"))
    wrote = Q(
        Exists(Draft.objects.filter(practice__user=OuterRef("pk")).exclude(text="", rival=""))
        | Exists(Answer.objects.filter(practice__user=OuterRef("pk")))
        | Exists(Timer.objects.filter(practice__user=OuterRef("pk")))
        | Exists(mine.bookmarked())
        | Exists(OwnQuestion.objects.filter(user=OuterRef("pk")))
        | Exists(Mock.objects.filter(user=OuterRef("pk")))
        | Exists(Candidacy.objects.filter(user=OuterRef("pk")))
    )
    old = User.objects.guests().filter(date_joined__lt=now - GRACE)
    idle_since = Exists(mine.filter(touched_at__gte=now - idle))
    empty = old.filter(~wrote)
    gone = old.filter(wrote, ~idle_since, date_joined__lt=now - idle)
    if keep:
        return Purged(empty.count(), gone.count())
    return Purged(remove(empty), remove(gone))


def remove(guests: QuerySet[User]) -> int:
    """Delete in batches, so that no transaction holds up those who write meanwhile."""
    removed = 0
    while keys := list(guests.values_list("pk", flat=True)[:BATCH]):
        guests.filter(pk__in=keys).delete()
        removed += len(keys)
    return removed


def may_begin(address: str) -> bool:
    """Count one more guest from this network address; False where this hour had too many."""
    key = f"guests:{address}:{int(time.time()) // WITHIN}"
    made = cache.get(key, 0)
    if made >= LIMIT:
        return False
    cache.set(key, made + 1, timeout=WITHIN)
    return True
