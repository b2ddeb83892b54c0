"""The loop of a guide: its rounds in order, with the numbers and totals that follow from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from django.urls import reverse

from prep.models import Guide
from rounds.models import Round

# Colours in static/css/tokens.css; a longer loop starts over.
HUES = 8


@dataclass(frozen=True)
class Stop:
    """A round at its place in the loop; numbers count from 1."""

    number: int
    round: Round
    url: str

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
    def of_each(cls, guides: Sequence[Guide]) -> list[Self]:
        """The loops of several guides, in their order, in one query."""
        rounds: dict[int, list[Round]] = {guide.pk: [] for guide in guides}
        for found in Round.objects.of_guides(guides):
            rounds[found.guide_id].append(found)
        return [
            cls(
                tuple(
                    Stop(number, found, reverse("round", args=[guide.key, number]))
                    for number, found in enumerate(rounds[guide.pk], 1)
                )
            )
            for guide in guides
        ]

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
