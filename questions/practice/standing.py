"""A candidate's standing towards each question: what one filters by, and what a row says."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q

from prep.models import User
from questions.filters import Status
from questions.models import Question
from questions.models.bank import QuestionQuerySet
from questions.practice.bands import Band
from questions.practice.models import Practice


@dataclass(frozen=True)
class CandidateStanding:
    """Fits `questions.filters.Standing`."""

    candidate: User

    @property
    def statuses(self) -> Sequence[Status]:
        mine = Practice.objects.of(self.candidate)
        tried = Q(pk__in=mine.tried().questions())
        return [
            Status("not-tried", "Not tried", ~tried),
            Status("tried", "Tried", tried),
            Status("bookmarked", "Bookmarked", Q(pk__in=mine.bookmarked().questions())),
            *(
                Status(slug(band), f"Last: {label(band)}", in_band(self.candidate, band))
                for band in Band
            ),
        ]

    def marked(self, questions: QuestionQuerySet) -> QuestionQuerySet:
        own = FilteredRelation("practices", condition=Q(practices__user=self.candidate))
        return questions.annotate(
            own=own,
            own_attempts=F("own__attempts"),
            own_band=F("own__last_band"),
            own_bookmark=F("own__bookmarked_at"),
        )

    def words(self, question: Question) -> str:
        return in_words(
            getattr(question, "own_attempts", None),
            getattr(question, "own_band", None),
            bookmarked=getattr(question, "own_bookmark", None) is not None,
        )


def in_words(attempts: int | None, band: int | None, *, bookmarked: bool) -> str:
    """Such as "Tried 2 times, last: leaning hire · Bookmarked"; empty where there is nothing."""
    parts = []
    if attempts:
        times = "once" if attempts == 1 else f"{attempts} times"
        parts.append(f"Tried {times}" + (f", last: {label(Band(band))}" if band else ""))
    if bookmarked:
        parts.append("Bookmarked")
    return " · ".join(parts)


def in_band(candidate: User, band: Band) -> Q:
    return Q(pk__in=Practice.objects.of(candidate).in_band(band).questions())


def label(band: Band) -> str:
    return str(band.label).lower()


def slug(band: Band) -> str:
    return label(band).replace(" ", "-")
