"""The stepper: one round of the loop at a time."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from prep.htmx import render_page
from questions.models import Appearance
from questions.practice.opening import open_guide
from rounds.models import Point


@require_safe
def first(request: HttpRequest, guide: str) -> HttpResponse:
    return redirect("round", guide, 1)


@require_safe
def stepper(request: HttpRequest, guide: str, number: int) -> HttpResponse:
    opened, loop = open_guide(request, guide)
    stop = loop.at(number)
    if stop is None:
        raise Http404("no such round")
    points = list(Point.objects.of_round(stop.round))
    context = {
        "guide": opened,
        "loop": loop,
        "section": "rounds",
        "stop": stop,
        "previous": loop.at(number - 1),
        "next": loop.at(number + 1),
        **{
            name: [point for point in points if point.kind == fixed["kind"]]
            for name, fixed in Point.collections.items()
        },
        "asked": Appearance.objects.published().in_round(stop.round).with_tags(),
    }
    return render_page(request, "rounds/round.html", context, fragments=["stepper"])
