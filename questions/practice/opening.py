"""What every page of a guide starts with: the guide, and its loop as far as it is practised."""

from django.db.models import Count, Exists, OuterRef
from django.http import Http404, HttpRequest

from prep.candidates import candidate_of
from prep.models import Guide, User
from questions.models import Question
from questions.practice.models import Practice
from rounds.loop import Loop, Share


def open_guide(request: HttpRequest, key: str) -> tuple[Guide, Loop]:
    """The published guide of that key, its loop filled for whoever asks. Raises Http404."""
    try:
        guide, loop = Loop.opened(key)
    except Guide.DoesNotExist as error:
        raise Http404("no such guide") from error
    candidate = candidate_of(request)
    return guide, loop.filled(shares(candidate, guide)) if candidate else loop


def shares(candidate: User, guide: Guide) -> dict[int, Share]:
    """How much of each round a candidate has tried, by round id, in one query."""
    tried = Exists(Practice.objects.of(candidate).tried().filter(question=OuterRef("pk")))
    rows = (
        Question.objects.in_guide(guide)
        .published()
        .order_by()
        .values_list("practice_round")
        .annotate(tried=Count("pk", filter=tried), questions=Count("pk"))
    )
    return {found: Share(done, count) for found, done, count in rows}
