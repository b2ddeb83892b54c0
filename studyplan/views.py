"""The study plan of a guide, as everyone reads it, and a candidate's own day."""

from collections.abc import Sequence

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from prep.candidates import candidate_of
from prep.htmx import render_page
from prep.models import Candidacy, Guide, User
from questions.practice.board import board, guides_of
from questions.practice.forms import InterviewForm
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


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The day of the guide that was used last, or of the one that `?guide=` names."""
    candidate = candidate_of(request)
    if candidate is None:
        return redirect_to_login(request.get_full_path())
    practised = guides_of(candidate)
    key = request.GET.get("guide", "").replace("\x00", "")
    key = key or (practised[0].key if practised else "")
    if not key:
        return redirect("guides")
    return show_today(request, candidate, key, practised)


@require_POST
def interview(request: HttpRequest, guide: str) -> HttpResponse:
    """Note the date of the interview, or that it is left open. It can be changed at any time."""
    opened, _ = open_guide(request, guide)
    candidate = candidate_of(request)
    if candidate is None:
        return redirect_to_login(reverse("today"))
    form = InterviewForm(request.POST)
    if not form.is_valid():
        return show_today(request, candidate, opened.key, [opened], form)
    Candidacy.objects.update_or_create(
        user=candidate,
        guide=opened,
        defaults={"interview_date": form.cleaned_data["interview_date"]},
    )
    return redirect(f"{reverse('today')}?guide={opened.key}")


def show_today(
    request: HttpRequest,
    candidate: User,
    key: str,
    practised: Sequence[Guide],
    form: InterviewForm | None = None,
) -> HttpResponse:
    guide, loop = open_guide(request, key)
    day = board(candidate, guide, loop, timezone.localdate())
    context = {
        "guide": guide,
        "loop": loop,
        "section": "today",
        "board": day,
        "guides": practised,
        "form": form or InterviewForm(initial=InterviewForm.initially(day.candidacy)),
    }
    return render_page(request, "studyplan/today.html", context, status=422 if form else 200)
