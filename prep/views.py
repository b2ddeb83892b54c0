"""Home, the guides, the company profile, and what a machine asks: health and favicon."""

import logging
from dataclasses import dataclass

from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from prep.candidates import candidate_of
from prep.htmx import render_page
from prep.models import Criterion, Guide, Location, Tip
from questions import bank
from questions.filters import searched_text
from questions.models import Appearance, Question
from questions.practice.opening import open_guide
from rounds.loop import Loop
from studyplan.models import Phase

GUIDES_ON_A_PAGE = 50

logger = logging.getLogger(__name__)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if candidate_of(request):
        return redirect("today")
    guides = list(Guide.objects.published()[:2])
    return redirect(guides[0] if len(guides) == 1 else "guides")


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    text = searched_text(request.GET)
    after = request.GET.get("after", "").replace("\x00", "")
    context = {
        "text": text,
        "found": bank.across(text),
        # A search in place swaps the results alone: the list of guides is not asked for then.
        "listed": SimpleLazyObject(lambda: list_guides(after)),
    }
    return render_page(request, "prep/guide_list.html", context, fragments=["results"])


@dataclass(frozen=True)
class GuideList:
    """A page of guides with their loops, and the key that the next one comes after, or ""."""

    guides: tuple[tuple[Guide, Loop], ...]
    next: str


def list_guides(after: str) -> GuideList:
    """The guides after the one of that key; from the first where there is none of that key."""
    guides = list(Guide.objects.published().after(after)[: GUIDES_ON_A_PAGE + 1])
    more = len(guides) > GUIDES_ON_A_PAGE
    guides = guides[:GUIDES_ON_A_PAGE]
    return GuideList(
        tuple(zip(guides, Loop.of_each(guides), strict=True)), guides[-1].key if more else ""
    )


@require_safe
def profile(request: HttpRequest, guide: str) -> HttpResponse:
    opened, loop = open_guide(request, guide)
    locations = list(Location.objects.in_guide(opened).published().with_points())
    location = chosen(locations, request.GET.get("location"))
    appearances = Appearance.objects.in_guide(opened).published().with_questions()
    asked = list(appearances.common_or_at(location))
    context = {
        "guide": opened,
        "loop": loop,
        "section": "profile",
        "criteria": Criterion.objects.in_guide(opened).published().with_groups(),
        "tips": Tip.objects.in_guide(opened).published(),
        "common": [one for one in asked if one.place == Appearance.Place.COMMON],
        "coding": Question.objects.in_guide(opened).published().reported().coding(),
        "phases": Phase.objects.in_guide(opened).published().with_span(),
        "locations": locations,
        "location": location,
        "asked_there": [one for one in asked if one.place == Appearance.Place.LOCATION],
    }
    return render_page(request, "prep/profile.html", context, fragments=["locations"])


def chosen(locations: list[Location], key: str | None) -> Location | None:
    """The location of that key, or the first one where none is named. Raises Http404."""
    if key is None:
        return locations[0] if locations else None
    for location in locations:
        if location.key == key:
            return location
    raise Http404("no such location")


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 where the database answers, else 503: for a load balancer or a container's probe."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        logger.exception("health check: the database does not answer")
        return JsonResponse({"status": "unavailable", "database": "no answer"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
def favicon(request: HttpRequest) -> HttpResponseBase:
    """For clients that ask without reading the page, which names the icon itself."""
    return redirect(static("icons/favicon.svg"))
