"""What candidates write: each row belongs to one person, and is read from that person downwards."""

from questions.practice.models.answers import Answer, Rating, TickedReason
from questions.practice.models.drafts import Draft, Outcome, Typed
from questions.practice.models.practices import Practice
from questions.practice.models.timers import Timer

__all__ = [
    "Answer",
    "Draft",
    "Outcome",
    "Practice",
    "Rating",
    "TickedReason",
    "Timer",
    "Typed",
]
