"""The loop of a guide: its rounds in order, with the numbers and totals that follow from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from django.urls import reverse

from prep.models import Guide
from rounds.models import Round

# Colours in static/css/tokens.css; a longer loop starts over.
HUES = 8


@dataclass(frozen=True)
class Share:
    """How many of the questions that a round practises were tried."""

    tried: int
    questions: int

    @property
    def percent(self) -> int:
        return 100 * self.tried // self.questions if self.questions else 0


@dataclass(frozen=True)
class Stop:
    """A round at its place in the loop; numbers count from 1."""

    number: int
    round: Round
    url: str
    # What a candidate has done of it; None for a visitor.
    done: Share | None = None

    @property
    def hue(self) -> int:
        """Which of the round colours it has, 1 to HUES, on every screen."""
        return (self.number - 1) % HUES + 1


@dataclass(frozen=True)
class Loop:
    stops: tuple[Stop, ...]

    @classmethod
    def of(cls, guide: Guide) -> Self:
        """The published rounds of a guide, in one query."""
        return cls.of_each([guide])[0]

    @classmethod
    def opened(cls, key: str) -> tuple[Guide, Self]:
        """A published guide by its key, and its loop, in one query. Raises Guide.DoesNotExist."""
        rounds = list(Round.objects.of_guide_key(key))
        guide = rounds[0].guide if rounds else Guide.objects.published().get(key=key)
        return guide, cls.through(guide, rounds)

    @classmethod
    def through(cls, guide: Guide, rounds: Iterable[Round]) -> Self:
        return cls(
            tuple(
                Stop(number, found, reverse("round", args=[guide.key, number]))
                for number, found in enumerate(rounds, 1)
            )
        )

    @classmethod
    def of_each(cls, guides: Sequence[Guide]) -> list[Self]:
        """The loops of several guides, in their order, in one query."""
        rounds: dict[int, list[Round]] = {guide.pk: [] for guide in guides}
        for found in Round.objects.of_guides(guides):
            rounds[found.guide_id].append(found)
        return [cls.through(guide, rounds[guide.pk]) for guide in guides]

    def filled(self, shares: Mapping[int, Share]) -> Self:
        """The loop with what a candidate has done, by round id."""
        return type(self)(
            tuple(replace(stop, done=shares.get(stop.round.pk, Share(0, 0))) for stop in self.stops)
        )

    def __iter__(self) -> Iterator[Stop]:
        return iter(self.stops)

    def __len__(self) -> int:
        return len(self.stops)

    @property
    def minutes(self) -> int:
        return sum(stop.round.minutes for stop in self.stops)

    def at(self, number: int) -> Stop | None:
        return self.stops[number - 1] if 1 <= number <= len(self.stops) else None

    def of_round(self, round_id: int | None) -> Stop | None:
        return next((stop for stop in self.stops if stop.round.pk == round_id), None)
