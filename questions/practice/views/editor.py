"""The editor: draft, clock, note and bookmark of one question."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from prep.candidates import MERGED
from prep.htmx import render_page, target_of
from prep.markdown import render
from questions.models import FollowUp, Pitfall, Question
from questions.practice.forms import TimerForm
from questions.practice.models import Answer, Draft, Timer, Typed
from questions.practice.scaffolds import SECTIONS, scaffold
from questions.practice.views.desk import (
    Desk,
    Refusal,
    Sheet,
    check_owner,
    keep,
    private,
    typed_on,
)

EARLIER = 5
FRAGMENTS = [
    "practice",
    "session",
    "answer-saved",
    "note-form",
    "note-saved",
    "preview",
    "timer",
    "bookmark",
]
# What shows two texts of one draft, to choose from.
CHOICES = {Draft.Purpose.ANSWER: "practice", Draft.Purpose.NOTE: "note-form"}


@require_safe
@private
def practice(request: HttpRequest, desk: Desk) -> HttpResponse:
    preview = render(desk_text(desk)) if "preview" in request.GET else ""
    return show(request, desk, preview=preview)


@require_POST
@private
def draft(request: HttpRequest, desk: Desk) -> HttpResponse:
    return kept(request, desk, Draft.Purpose.ANSWER)


@require_POST
@private
def note(request: HttpRequest, desk: Desk) -> HttpResponse:
    return kept(request, desk, Draft.Purpose.NOTE)


def kept(request: HttpRequest, desk: Desk, purpose: Draft.Purpose) -> HttpResponse:
    """Save a text, then show what was asked for: the page, its status line, or a preview."""
    then = request.POST.get("then", "")
    try:
        typed = typed_on(request, desk)
        if then == "scaffold":
            typed = Typed(with_scaffold(typed.text, desk), *versions(typed))
        sheet = keep(request, desk, purpose, typed)
    except Refusal as refusal:
        return refused(request, desk, purpose, refusal)
    if sheet.conflict:
        return show(request, desk, {purpose: sheet}, instead=CHOICES[purpose], status=409)
    if not target_of(request):
        return redirect(
            desk.url("practice") + ("?preview=yes#preview" if then == "preview" else "")
        )
    return show(
        request, desk, {purpose: sheet}, preview=render(sheet.text) if then == "preview" else ""
    )


@require_POST
@private
def timer(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Start, pause, resume, extend or drop the clock; what was typed is saved along with it."""
    purpose = Draft.Purpose.ANSWER
    form = TimerForm(request.POST)
    try:
        sheet = keep(request, desk, purpose, typed_on(request, desk))
        if sheet.conflict:
            return show(request, desk, {purpose: sheet}, instead="practice", status=409)
        if not form.is_valid():
            if "action" in form.errors:
                raise BadRequest("no such action")
            raise Refusal(422, str(form.errors["minutes"][0]))
        turn(request, desk, form.cleaned_data)
    except Refusal as refusal:
        return refused(request, desk, purpose, refusal)
    if not target_of(request):
        return redirect(desk.url("practice"))
    return show(request, desk, {purpose: sheet})


def turn(request: HttpRequest, desk: Desk, data: dict[str, Any]) -> None:
    practice = desk.began(request)
    clock = Timer.objects.filter(practice=practice).first()
    if data["action"] == "start":
        Timer.start(practice, (data["minutes"] or desk.question.minutes) * 60)
    elif clock and data["action"] == "off":
        clock.delete()
    elif clock:
        getattr(clock, data["action"])()
    practice.refresh_from_db()


@require_POST
@private
def bookmark(request: HttpRequest, desk: Desk) -> HttpResponse:
    wanted = request.POST.get("bookmarked")
    if wanted not in ("yes", "no"):
        raise BadRequest("bookmarked is yes or no")
    try:
        check_owner(request, desk)
        if desk.practice or wanted == "yes":
            desk.began(request).bookmark(timezone.now() if wanted == "yes" else None)
    except Refusal as refusal:
        return show(
            request, desk, unmarked=refusal.reason, instead="bookmark", status=refusal.status
        )
    if not target_of(request):
        return redirect(desk.url("practice"))
    return show(request, desk)


def refused(request: HttpRequest, desk: Desk, purpose: str, refusal: Refusal) -> HttpResponse:
    """The page, or its status line, with the reason and the text as it was typed."""
    sheet = Sheet.of(desk.drafts.get(purpose), error=refusal.reason)
    sheet.text = request.POST.get("text", sheet.text)
    # What the page has not seen it must not write over: it stays at the version it knows.
    with suppress(ValueError):
        sheet.version = int(request.POST.get("version", ""))
    return show(request, desk, {purpose: sheet}, instead=f"{purpose}-saved", status=refusal.status)


def show(
    request: HttpRequest,
    desk: Desk,
    sheets: dict[str, Sheet] | None = None,
    *,
    preview: str = "",
    unmarked: str = "",
    instead: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or the part of it that was asked for."""
    sheets = sheets or {}
    fragment = bool(target_of(request))
    purposes = Draft.Purpose
    context = {
        "guide": desk.guide,
        "loop": desk.loop,
        "section": "questions",
        "desk": desk,
        "urls": desk.urls,
        "question": desk.question,
        "stop": desk.stop,
        "owner": request.POST.get("owner", "") if status >= 400 else owner_of(desk),
        # Under which this browser may have kept what is theirs now.
        "formerly": request.session.get(MERGED, []),
        "answer": sheets.get(purposes.ANSWER) or Sheet.of(desk.drafts.get(purposes.ANSWER)),
        "note": sheets.get(purposes.NOTE) or Sheet.of(desk.drafts.get(purposes.NOTE)),
        "clock": getattr(desk.practice, "timer", None),
        "scaffold": scaffold(desk.question.kind),
        "sections": SECTIONS[Question.Kind(desk.question.kind)],
        "preview": preview,
        "unmarked": unmarked,
        "elsewhere": fragment and request.htmx.current_url_abs_path != desk.url("practice"),  # type: ignore[attr-defined]
        "titled": "titled" in request.GET or "titled" in request.POST,
        **({} if fragment else around(desk)),
    }
    return render_page(
        request,
        "practice/practice.html",
        context,
        fragments=FRAGMENTS,
        instead=instead,
        status=status,
    )


def around(desk: Desk) -> dict[str, Any]:
    """What the whole page shows beside the editor, closed until one asks for it."""
    answers = Answer.objects.filter(practice=desk.practice).kept().in_brief()
    return {
        "follow_ups": FollowUp.objects.published().of_question(desk.question),
        "pitfalls": Pitfall.objects.published().of_question(desk.question),
        "earlier": answers[:EARLIER],
    }


def owner_of(desk: Desk) -> str:
    return str(desk.candidate.pk) if desk.candidate else ""


def desk_text(desk: Desk) -> str:
    draft = desk.drafts.get(Draft.Purpose.ANSWER)
    return draft.text if draft else ""


def with_scaffold(text: str, desk: Desk) -> str:
    outline = scaffold(desk.question.kind)
    return f"{text.rstrip()}\n\n{outline}" if text.strip() else outline


def versions(typed: Typed) -> tuple[int, str, int]:
    return typed.version, typed.writer, typed.sequence
