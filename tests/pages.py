"""Every page of a guide, for the tests that hold of them all."""

from prep.models import Guide
from questions.models import Question
from rounds.loop import Loop


def addresses(guide: Guide) -> list[str]:
    """The addresses of all the pages that visitors share."""
    base = guide.get_absolute_url()
    return [
        "/guides/",
        base,
        *(f"{base}?location={location.key}" for location in guide.locations.all()),
        *(stop.url for stop in Loop.of(guide)),
        f"{base}questions/",
        *(question.get_absolute_url() for question in Question.objects.in_guide(guide)),
        f"{base}dsa/",
        f"{base}plan/",
    ]
