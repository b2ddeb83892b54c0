"""A mock that is over: its attempts rated together, and what it all came to."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from prep.htmx import render_page
from questions.practice.bands import Band
from questions.practice.debrief import Debrief, Line, spent
from questions.practice.forms import JudgementForm
from questions.practice.models import Mock, MockQuestion
from questions.practice.views.answers import NOTE_CHANGED
from questions.practice.views.room import Room, onwards, private


def over(request: HttpRequest, room: Room, found: Mock) -> HttpResponse:
    """The ratings, all in one form, until they are given or put off; then the debrief."""
    answers = [one.answer for one in found.places if one.answer]
    rated = all(answer.rated_at for answer in answers)
    wanted = "rating" in request.GET or not (rated or "debrief" in request.GET)
    if answers and wanted:
        return judge(request, room, found, forms(found))
    context = {**room.context, "mock": found, "rated": rated, "debrief": summed(found)}
    return render_page(request, "practice/mock_debrief.html", context)


@require_POST
@private
def judgement(request: HttpRequest, room: Room, pk: int) -> HttpResponse:
    """Save all ratings at once, or none; a note that was changed elsewhere is not overwritten."""
    found = room.mock(pk)
    sent = forms(found, request)
    # All of them, so that each says what is wrong with it.
    valid = [form.is_valid() for form in sent]
    status = 200 if all(valid) else 422
    for form in sent:
        base = request.POST.get(form.add_prefix("note_was"), "").replace("\r\n", "\n")
        note = form.cleaned_data.get("note")
        if note is not None and form.answer.note not in (base, note):
            form.add_error("note", NOTE_CHANGED.format(note=form.answer.note))
            status = 409
    if status != 200:
        return judge(request, room, found, sent, status)
    with transaction.atomic():
        for form in sent:
            form.save()
    return onwards(request, room, found)


def forms(found: Mock, request: HttpRequest | None = None) -> list[JudgementForm]:
    """A form for each attempt of a mock, in its order."""
    return [
        JudgementForm(
            request.POST if request else None,
            answer=item.answer,
            prefix=f"q{item.position}",
            initial=JudgementForm.initially(item.answer),
        )
        for item in found.places
        if item.answer
    ]


def judge(
    request: HttpRequest, room: Room, found: Mock, shown: list[JudgementForm], status: int = 200
) -> HttpResponse:
    context = {**room.context, "mock": found, "forms": shown, "failed": status != 200}
    return render_page(
        request, "practice/mock_rating.html", context, fragments=["judgement"], status=status
    )


def summed(found: Mock) -> Debrief:
    times = spent(found.started_at, [item.left_at for item in found.places])
    return Debrief(tuple(line(item, time) for item, time in zip(found.places, times, strict=True)))


def line(item: MockQuestion, seconds: int | None) -> Line:
    question, answer = item.question, item.answer
    if answer is None:
        return Line(item.position, question.prompt, question.minutes, seconds)
    ticked = {one.reason for one in answer.ticked_reasons.all()}
    return Line(
        item.position,
        answer.prompt,
        answer.allotted_minutes or question.minutes,
        seconds,
        band=Band(answer.band) if answer.band else None,
        answered=True,
        aloud=answer.aloud,
        note=answer.note,
        url=reverse("answer", args=[question.guide.key, question.slug, answer.pk]),
        ratings=tuple((one.criterion, Band(one.band)) for one in answer.ratings.all()),
        criteria=tuple((one.key, one.text) for one in answer.criteria_then),
        reasons=tuple(one.text for one in answer.reasons_then if one.key in ticked),
    )
