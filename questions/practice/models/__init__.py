"""What candidates write: each row belongs to one person, and is read from that person downwards."""

from questions.practice.models.answers import Answer, Rating, TickedReason
from questions.practice.models.drafts import Draft, Outcome, Typed
from questions.practice.models.mocks import Mock, MockQuestion
from questions.practice.models.own import OwnQuestion
from questions.practice.models.practices import Practice
from questions.practice.models.timers import Timer
from questions.practice.models.weaknesses import Weakness

__all__ = [
    "Answer",
    "Draft",
    "Mock",
    "MockQuestion",
    "Outcome",
    "OwnQuestion",
    "Practice",
    "Rating",
    "TickedReason",
    "Timer",
    "Typed",
    "Weakness",
]
