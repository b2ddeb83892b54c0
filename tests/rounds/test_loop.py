import pytest

from prep.models import Guide
from rounds.loop import HUES, Loop, Stop
from rounds.models import Round


def loop(count: int) -> Loop:
    return Loop(
        tuple(Stop(n, Round(pk=n * 10, minutes=10 * n), f"/{n}/") for n in range(1, count + 1))
    )


def test_totals_and_neighbours() -> None:
    three = loop(3)
    assert (len(three), three.minutes) == (3, 60)
    assert three.at(0) is three.at(4) is None
    found = three.of_round(20)
    assert found is not None
    assert found.number == 2
    assert three.of_round(None) is None


def test_colours_start_over_after_the_last() -> None:
    assert [stop.hue for stop in loop(HUES + 2)] == [*range(1, HUES + 1), 1, 2]


@pytest.mark.django_db
def test_loops_of_several_guides_keep_their_order(lantern: Guide, peloton: Guide) -> None:
    first, second = Loop.of_each([lantern, peloton])
    assert [stop.round.minutes for stop in first] == [30, 90]
    assert [stop.number for stop in second] == [1, 2, 3, 4, 5]
    assert [stop.url for stop in first] == [
        "/guides/lantern-ferries/rounds/1/",
        "/guides/lantern-ferries/rounds/2/",
    ]
