"""A candidate's own questions: written, changed, deleted; seen by nobody else."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from prep.candidates import candidate_of
from prep.models import User
from questions.practice.forms import OwnQuestionForm
from questions.practice.models import OwnQuestion, Practice
from questions.practice.views.desk import Refusal, begin
from rounds.models import Round


@require_http_methods(["GET", "HEAD", "POST"])
def question_list(request: HttpRequest) -> HttpResponse:
    """The candidate's questions, newest first, and the form for one more."""
    candidate = candidate_of(request)
    form = form_for(request, OwnQuestion())
    status, error = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                form.instance.user = candidate or begin(request)
            except Refusal as refusal:
                status, error = refusal.status, refusal.reason
            else:
                return redirect("practice", own=form.save().pk)
    context = {"form": form, "error": error, "questions": listed(candidate)}
    return render(request, "practice/own_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """One question, to change; attempts keep the wording that they answered."""
    found = get_object_or_404(OwnQuestion.objects.of(candidate_of(request)), pk=pk)
    form = form_for(request, found)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("own_questions")
    practice = Practice.objects.filter(own=found).first()
    context = {"form": form, "question": found, "practice": practice}
    return render(
        request, "practice/own.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
def deletion(request: HttpRequest, pk: int) -> HttpResponse:
    """With its attempts: the page says so, and asks for a tick."""
    found = get_object_or_404(OwnQuestion.objects.of(candidate_of(request)), pk=pk)
    if request.POST.get("sure") != "yes":
        return redirect("own_question", pk)
    found.discard()
    return redirect("own_questions")


def form_for(request: HttpRequest, instance: OwnQuestion) -> OwnQuestionForm:
    """Rounds of the published guides, by guide; once written, a question stays in its guide."""
    rounds = Round.objects.published()
    if instance.pk:
        here = Q(pk__in=rounds.in_guide(instance.guide).values("pk"))
        rounds = Round.objects.filter(here | Q(pk=instance.practice_round_id))
    offered = rounds.select_related("guide").order_by("guide", "position")
    data = request.POST if request.method == "POST" else None
    return OwnQuestionForm(data, instance=instance, rounds=offered)


def listed(candidate: User | None) -> "list[OwnQuestion]":
    return list(
        OwnQuestion.objects.of(candidate).select_related("guide", "practice_round", "practice")
    )
