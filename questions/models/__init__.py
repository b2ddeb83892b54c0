"""The question bank: each question once, with every place where it is asked."""

from questions.models.bank import Appearance, Question
from questions.models.index import SearchEntry
from questions.models.parts import FollowUp, Pitfall
from questions.models.tags import Tag

__all__ = ["Appearance", "FollowUp", "Pitfall", "Question", "SearchEntry", "Tag"]
