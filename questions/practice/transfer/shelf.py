"""Where this server has what an export names by its keys: guides, their rounds and questions."""

from prep.content import State
from prep.models import Guide
from questions.models import Question
from rounds.models import Round

Keys = dict[str, int]


class Shelf:
    """Ids by key, a guide's at a time. What is retired counts, what was never published doesn't."""

    def __init__(self) -> None:
        published = Guide.objects.exclude(state=State.DRAFT)
        self.guides: Keys = dict(published.values_list("key", "pk"))
        self.rounds: dict[str, Keys] = {}
        self.questions: dict[str, Keys] = {}

    def guide(self, key: str) -> int:
        """Raises LookupError with the reason, as all of these do."""
        try:
            return self.guides[key]
        except KeyError:
            raise LookupError(
                f"this server has no guide {key!r}: it has to be loaded first"
            ) from None

    def round(self, guide: str, key: str) -> int:
        found = self.guide(guide)
        if guide not in self.rounds:
            rows = Round.objects.filter(guide=found).exclude(state=State.DRAFT)
            self.rounds[guide] = dict(rows.values_list("key", "pk"))
        return self.one(self.rounds[guide], "round", guide, key)

    def question(self, guide: str, key: str) -> int:
        found = self.guide(guide)
        if guide not in self.questions:
            rows = Question.objects.filter(guide=found).exclude(state=State.DRAFT)
            self.questions[guide] = dict(rows.order_by().values_list("key", "pk"))
        return self.one(self.questions[guide], "question", guide, key)

    @staticmethod
    def one(keys: Keys, what: str, guide: str, key: str) -> int:
        try:
            return keys[key]
        except KeyError:
            raise LookupError(
                f"this server's guide {guide!r} has no {what} {key!r}: a newer version of the "
                "guide has to be loaded first"
            ) from None
