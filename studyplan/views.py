"""The study plan of a guide, as everyone reads it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from prep.htmx import render_page
from prep.models import Guide
from rounds.loop import Loop
from studyplan.outline import outline


@require_safe
def plan(request: HttpRequest, guide: str) -> HttpResponse:
    opened = get_object_or_404(Guide.objects.published(), key=guide)
    loop = Loop.of(opened)
    phases = outline(opened, loop)
    context = {
        "guide": opened,
        "loop": loop,
        "section": "plan",
        "phases": phases,
        "weeks": [week for part in phases for week in part.weeks],
    }
    return render_page(request, "studyplan/plan.html", context)
