"""How much a candidate has here, in figures."""

from dataclasses import dataclass

from django.db.models import Sum

from prep.models import User
from questions.practice.models import Mock, OwnQuestion, Practice


@dataclass(frozen=True)
class Figures:
    practices: int
    answers: int
    own_questions: int
    mocks: int
    candidacies: int

    @classmethod
    def of(cls, user: User) -> "Figures":
        """From the counters of the practices, so that a million attempts cost no more than one."""
        practices = Practice.objects.of(user)
        return cls(
            practices=practices.count(),
            answers=practices.aggregate(sum=Sum("attempts"))["sum"] or 0,
            own_questions=OwnQuestion.objects.of(user).count(),
            mocks=Mock.objects.of(user).count(),
            candidacies=user.candidacies.count(),
        )

    @property
    def empty(self) -> bool:
        return not (self.practices or self.own_questions or self.mocks or self.candidacies)
