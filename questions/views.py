"""The bank as everyone reads it: shared pages, which hold no form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from prep.candidates import candidate_of
from prep.content import Source
from prep.htmx import render_page
from prep.models import Location
from questions import bank
from questions.facets import facets
from questions.filters import Filters
from questions.models import Appearance, FollowUp, Pitfall, Question, Tag
from questions.practice.opening import open_guide
from questions.practice.standing import CandidateStanding


@require_safe
def question_list(request: HttpRequest, guide: str) -> HttpResponse:
    opened, loop = open_guide(request, guide)
    locations = list(Location.objects.in_guide(opened).published())
    tags = list(Tag.objects.in_guide(opened).published())
    candidate = candidate_of(request)
    standing = CandidateStanding(candidate) if candidate else None
    filters = Filters.read(request.GET, loop, locations, tags, standing)
    if "surprise" in request.GET and (one := bank.surprise(opened, filters)):
        return never_cached(redirect("question", opened.key, one))
    base = reverse("questions", args=[opened.key])
    offered = facets(opened, loop, filters, tags, locations)
    context = {
        "guide": opened,
        "loop": loop,
        "section": "questions",
        "filters": filters,
        "chips": filters.chips(base),
        "sorts": filters.sorts(base),
        "surprise": filters.address(base, surprise="yes"),
        "facets": offered,
        "page": bank.page(opened, loop, filters, offered.count, request.GET.get("after", "")),
    }
    return render_page(request, "questions/question_list.html", context, fragments=["results"])


def never_cached(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response


@require_safe
def question(request: HttpRequest, guide: str, slug: str) -> HttpResponse:
    opened, loop = open_guide(request, guide)
    questions = Question.objects.in_guide(opened).published()
    found = get_object_or_404(questions.with_tags(), slug=slug)
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
        "related": questions.related_to(found).with_tags(),
    }
    return render_page(request, "questions/question.html", context)


@require_safe
def dsa(request: HttpRequest, guide: str) -> HttpResponse:
    opened, loop = open_guide(request, guide)
    coding = list(Question.objects.in_guide(opened).published().coding().with_tags())
    context = {
        "guide": opened,
        "loop": loop,
        "section": "questions",
        "reported": [question for question in coding if question.source == Source.GUIDE],
        "drills": [question for question in coding if question.source == Source.EDITORS],
    }
    return render_page(request, "questions/dsa.html", context)
