"""The bank as everyone reads it: shared pages, which hold no form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from prep.htmx import render_page
from prep.models import Guide
from questions.models import Appearance, FollowUp, Pitfall, Question
from rounds.loop import Loop


@require_safe
def question_list(request: HttpRequest, guide: str) -> HttpResponse:
    opened = get_object_or_404(Guide.objects.published(), key=guide)
    loop = Loop.of(opened)
    bank = list(Question.objects.in_guide(opened).published().with_tags().with_places())
    context = {
        "guide": opened,
        "loop": loop,
        "section": "questions",
        "count": len(bank),
        "appearances": sum(len(question.places) for question in bank),
        "groups": [
            (stop, [question for question in bank if question.practice_round_id == stop.round.pk])
            for stop in loop
        ],
    }
    return render_page(request, "questions/question_list.html", context)


@require_safe
def question(request: HttpRequest, guide: str, slug: str) -> HttpResponse:
    opened = get_object_or_404(Guide.objects.published(), key=guide)
    bank = Question.objects.in_guide(opened).published()
    found = get_object_or_404(bank.with_tags(), slug=slug)
    loop = Loop.of(opened)
    appearances = Appearance.objects.published().of_question(found)
    context = {
        "guide": opened,
        "loop": loop,
        "section": "questions",
        "question": found,
        "stop": loop.of_round(found.practice_round_id),
        "asked": [(place, loop.of_round(place.round_id)) for place in appearances],
        "follow_ups": FollowUp.objects.published().of_question(found),
        "pitfalls": Pitfall.objects.published().of_question(found),
        "related": bank.related_to(found).with_tags(),
    }
    return render_page(request, "questions/question.html", context)


@require_safe
def dsa(request: HttpRequest, guide: str) -> HttpResponse:
    opened = get_object_or_404(Guide.objects.published(), key=guide)
    context = {
        "guide": opened,
        "loop": Loop.of(opened),
        "section": "questions",
        "coding": Question.objects.in_guide(opened).published().coding().with_tags(),
    }
    return render_page(request, "questions/dsa.html", context)
