"""Band and time over the attempts of one question: the figures, and where to draw them."""

from collections.abc import Iterable
from dataclasses import dataclass

from questions.practice.models import Answer

ATTEMPTS = 30
# The drawing, in its own units.
WIDTH, HEIGHT, PADDING = 600, 96, 10


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    answer: Answer


@dataclass(frozen=True)
class Plot:
    """Oldest on the left. `line` joins the dots as the points of an SVG polyline."""

    dots: tuple[Dot, ...]

    @property
    def line(self) -> str:
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


@dataclass(frozen=True)
class Trend:
    """The attempts, oldest first, and a plot of those that have a band, or a time."""

    answers: tuple[Answer, ...]
    bands: Plot
    times: Plot

    @property
    def band_lines(self) -> list[float]:
        """The heights of the four bands."""
        return [PADDING + (HEIGHT - 2 * PADDING) * third / 3 for third in range(4)]

    @property
    def longest_minutes(self) -> int:
        return max(one.minutes for one in self.answers)


def of(newest_first: Iterable[Answer]) -> Trend | None:
    """None where there is nothing to compare yet."""
    answers = tuple(newest_first)[::-1]
    if len(answers) < 2:
        return None
    longest = max((one.seconds or 0 for one in answers), default=0) or 1
    rated = [(n, (one.band - 1) / 3, one) for n, one in enumerate(answers) if one.band]
    timed = [
        (n, one.seconds / longest, one) for n, one in enumerate(answers) if one.seconds is not None
    ]
    return Trend(answers, plot(rated, len(answers)), plot(timed, len(answers)))


def plot(heights: list[tuple[int, float, Answer]], count: int) -> Plot:
    """Dots at a share from 0 to 1 of the height, each at its number out of `count`."""
    step = (WIDTH - 2 * PADDING) / (count - 1)
    inner = HEIGHT - 2 * PADDING
    return Plot(
        tuple(
            Dot(round(PADDING + n * step, 1), round(PADDING + inner * (1 - share), 1), answer)
            for n, share, answer in heights
        )
    )
