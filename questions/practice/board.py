"""A candidate's day: reviews that are due, bookmarks, the last question, and weak spots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from prep.models import Candidacy, Guide, User
from questions.models import Pitfall, Question
from questions.practice import reviews
from questions.practice.models import OwnQuestion, Practice, Weakness
from questions.practice.standing import CandidateStanding
from rounds.loop import Loop, Stop
from rounds.models import Point

COMING = 5
BOOKMARKS = 10
# Ticked once is an accident.
AGAIN = 2
WEAK_SPOTS, DRILLS = 3, 3


@dataclass(frozen=True)
class Row:
    """A question that one practised, and what is said of it."""

    question: Question | OwnQuestion
    address: str
    stop: Stop | None
    words: str


@dataclass(frozen=True)
class Day:
    date: date
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class WeakSpot:
    """A rejection reason that was ticked again and again, and what exercises it."""

    reason: Point
    stop: Stop | None
    ticks: int
    drills: tuple[Question, ...]


@dataclass(frozen=True)
class Board:
    today: tuple[Row, ...]
    later: tuple[Day, ...]
    waiting: int
    minutes: int
    coming: tuple[Row, ...]
    bookmarks: tuple[Row, ...]
    last: Row | None
    weak_spots: tuple[WeakSpot, ...]
    # None where nobody was asked yet; its date is None where it was left open.
    candidacy: Candidacy | None
    days_left: int | None


def guides_of(candidate: User) -> list[Guide]:
    """The published guides that a candidate practised for, the last used one first."""
    mine = Practice.objects.of(candidate).annotate(of=Coalesce("question__guide", "own__guide"))
    used = mine.filter(of=OuterRef("pk")).order_by("-touched_at").values("touched_at")[:1]
    guides = Guide.objects.published().annotate(used=Subquery(used))
    return list(guides.exclude(used=None).order_by("-used"))


def board(candidate: User, guide: Guide, loop: Loop, today: date) -> Board:
    """As of a day in the candidate's own time zone, which has to be active; six queries at most."""
    practices = list(Practice.objects.of(candidate).in_guide(guide).for_board())
    candidacy = Candidacy.objects.filter(user=candidate, guide=guide).first()
    interview = candidacy.interview_date if candidacy else None
    by_key = {one.pk: one for one in practices}

    def row(practice: Practice, words: str) -> Row:
        subject = practice.subject
        stop = loop.of_round(subject.practice_round_id)
        return Row(subject, practice.address(guide), stop, words)

    def reviewed(one: reviews.Tried) -> Row:
        return row(by_key[one.key], last_time(one, today))

    queue = reviews.queue([tried(one) for one in practices if one.attempts], today, interview)
    marked = [one for one in practices if one.bookmarked_at]
    return Board(
        today=tuple(reviewed(one) for one in queue.today),
        later=tuple(Day(day, tuple(reviewed(one) for one in some)) for day, some in queue.later),
        waiting=queue.waiting,
        minutes=sum(one.minutes for one in queue.today),
        coming=tuple(
            row(by_key[one.key], reviews.in_words(found, one.band, today).capitalize())
            for found, one in queue.coming[:COMING]
        ),
        bookmarks=tuple(row(one, "") for one in marked[:BOOKMARKS]),
        last=row(practices[0], "") if practices else None,
        weak_spots=weak_spots(candidate, guide, loop),
        candidacy=candidacy,
        days_left=(interview - today).days if interview and interview >= today else None,
    )


def tried(practice: Practice) -> reviews.Tried:
    """The last attempt as a day of the active time zone: midnight is the candidate's."""
    return reviews.Tried(
        key=practice.pk,
        last=timezone.localtime(practice.last_at).date(),
        interval=practice.interval or reviews.UNRATED,
        band=practice.newest_band,
        difficulty=practice.difficulty,
        minutes=practice.subject.minutes,
        attempts=practice.attempts,
    )


def comes_back(practice: Practice | None, candidacy: Candidacy | None) -> str:
    """When a practised question is due, such as "in 4 days, because it leaned no hire"."""
    if practice is None or not practice.attempts:
        return ""
    today = timezone.localdate()
    one = tried(practice)
    found = reviews.due(one, today, candidacy.interview_date if candidacy else None)
    return reviews.in_words(found, one.band, today) if found else ""


def last_time(one: reviews.Tried, today: date) -> str:
    """Such as "it leaned no hire, 4 days ago"."""
    days = (today - one.last).days
    ago = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return f"{reviews.REASONS[one.band].capitalize()}, {ago}"


def weak_spots(candidate: User, guide: Guide, loop: Loop) -> tuple[WeakSpot, ...]:
    """The reasons ticked most often, each with the questions to drill next, in four queries."""
    weakest = list(Weakness.objects.of(candidate).in_guide(guide).ticked(AGAIN))
    if not weakest:
        return ()
    points = {
        (one.round.key, one.key): one
        for one in Point.objects.in_guide(guide).published().rejection_reasons()
    }
    found = [(one, points.get((one.round_key, one.reason))) for one in weakest]
    reasons = [(one.ticks, point) for one, point in found if point][:WEAK_SPOTS]
    rounds = [point.round_id for _, point in reasons]
    named = Pitfall.objects.in_guide(guide).published().of_reasons([one for _, one in reasons])
    feeds = {(one.reason_id, one.question_id) for one in named}
    questions = Question.objects.in_guide(guide).published().practised_for(rounds)
    marked = list(CandidateStanding(candidate).marked(questions))
    return tuple(
        WeakSpot(point, loop.of_round(point.round_id), ticks, drills(point, marked, feeds))
        for ticks, point in reasons
    )


def drills(
    reason: Point, questions: Sequence[Any], feeds: set[tuple[int | None, int]]
) -> tuple[Question, ...]:
    """What exercises a reason: questions whose pitfalls lead to it, then others of its round.

    Those that went worst come first, then what was not tried yet.
    """
    of_round = [
        one
        for one in questions
        if one.practice_round_id == reason.round_id or (reason.pk, one.pk) in feeds
    ]
    of_round.sort(
        key=lambda one: (
            (reason.pk, one.pk) not in feeds,
            one.own_band or 2.5,
            one.own_attempts or 0,
            one.position,
            one.pk,
        )
    )
    return tuple(of_round[:DRILLS])
