"""The study plan of a guide, as everyone reads it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from prep.htmx import render_page
from questions.practice.opening import open_guide
from studyplan.outline import outline


@require_safe
def plan(request: HttpRequest, guide: str) -> HttpResponse:
    opened, loop = open_guide(request, guide)
    phases = outline(opened, loop)
    context = {
        "guide": opened,
        "loop": loop,
        "section": "plan",
        "phases": phases,
        "weeks": [week for part in phases for week in part.weeks],
    }
    return render_page(request, "studyplan/plan.html", context)
