"""A mock of one round: set up, then run question by question under one clock."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prep.candidates import MERGED
from prep.htmx import render_page, target_of
from questions.models import Question
from questions.practice import mock
from questions.practice.models import Draft, Mock, MockQuestion, Practice, Typed
from questions.practice.scaffolds import is_answer
from questions.practice.standing import CandidateStanding
from questions.practice.views.answers import NOTHING
from questions.practice.views.debriefs import over
from questions.practice.views.desk import Desk, Refusal, Sheet, begin, keep, typed_on
from questions.practice.views.editor import owner_of
from questions.practice.views.room import Room, onwards, private

PAST = 10
NOTHING_CHOSEN = "Choose one question at least: a mock needs something to ask."
FRAGMENTS = ["practice", "session", "answer-saved"]


@dataclass(frozen=True)
class Choice:
    """A question on the page where one chooses."""

    question: Question
    words: str
    chosen: bool


@require_http_methods(["GET", "HEAD", "POST"])
@private
def mock_list(request: HttpRequest, room: Room) -> HttpResponse:
    """What a mock would ask, to choose from; below it the past ones."""
    questions = urgent(room)
    if request.method != "POST":
        fitting = mock.proposed(room.stop.round.minutes, map(option, questions))
        return set_up(request, room, questions, {one.question for one in fitting})
    asked = set(request.POST.getlist("questions"))
    chosen = [one for one in questions if str(one.pk) in asked]
    if not chosen:
        return set_up(request, room, questions, set(), NOTHING_CHOSEN, 422)
    try:
        candidate = room.candidate or begin(request)
    except Refusal as refusal:
        kept = {one.pk for one in chosen}
        return set_up(request, room, questions, kept, refusal.reason, refusal.status)
    started = Mock.start(candidate, room.stop.round, chosen, room.stop.round.minutes)
    return redirect(room.url("mock", started.pk))


def urgent(room: Room) -> list[Question]:
    """The questions that the round judges, in the order in which a mock asks them."""
    questions = Question.objects.in_guide(room.guide).published().judged_by(room.stop.round)
    if room.candidate:
        questions = CandidateStanding(room.candidate).marked(questions)
    found = {one.pk: one for one in questions}
    return [found[one.question] for one in mock.ranked(map(option, found.values()))]


def option(question: Question) -> mock.Option:
    attempts, band = getattr(question, "own_attempts", 0), getattr(question, "own_band", None)
    return mock.Option(question.pk, question.minutes, attempts or 0, band)


def set_up(
    request: HttpRequest,
    room: Room,
    questions: list[Question],
    chosen: set[int],
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    mine = Mock.objects.of(room.candidate).of_round(room.stop.round)
    words = CandidateStanding(room.candidate).words if room.candidate else lambda question: ""
    context = {
        **room.context,
        "choices": [Choice(one, words(one), one.pk in chosen) for one in questions],
        "sum": sum(one.minutes for one in questions if one.pk in chosen),
        "open": mine.open().counted().first(),
        "past": mine.finished().counted()[:PAST],
        "error": error,
    }
    return render_page(request, "practice/mock_list.html", context, status=status)


@require_safe
@private
def mock_page(request: HttpRequest, room: Room, pk: int) -> HttpResponse:
    """Where it stands: the current question, or, once it is over, its ratings or the debrief."""
    found = room.mock(pk)
    return run(request, room, found, found.current) if found.current else over(request, room, found)


def run(
    request: HttpRequest,
    room: Room,
    found: Mock,
    item: MockQuestion,
    sheet: Sheet | None = None,
    *,
    instead: str = "",
    status: int = 200,
) -> HttpResponse:
    """A question with its draft, under the clock of the whole.

    As a rule it is the current one; a page that another has gone on from stays where it is.
    """
    desk = desk_of(room, item)
    context = {
        **room.context,
        "mock": found,
        "item": item,
        "last": item is found.places[-1],
        "question": item.question,
        "answer": sheet or Sheet.of(desk.drafts.get(Draft.Purpose.ANSWER)),
        "owner": request.POST.get("owner", "") if status >= 400 else owner_of(desk),
        "formerly": request.session.get(MERGED, []),
        # Where one signs in from comes back to the mock.
        "urls": {"practice": room.url("mock", found.pk), "draft": desk.url("draft")},
    }
    return render_page(
        request,
        "practice/mock.html",
        context,
        fragments=FRAGMENTS,
        instead=instead,
        status=status,
    )


def desk_of(room: Room, item: MockQuestion) -> Desk:
    """The desk of a question in a mock, also of one that was retired since."""
    practice = Practice.objects.of(room.candidate).on(item.question).first()
    return Desk(room.guide, room.loop, item.question, room.candidate, practice)


@require_POST
@private
def step(request: HttpRequest, room: Room, pk: int) -> HttpResponse:
    """Save the text of a question; then log it, or pass it over, if that was asked for."""
    found = room.mock(pk)
    position, then = request.POST.get("item", ""), request.POST.get("then", "")
    item = found.place(int(position)) if position.isascii() and position.isdigit() else None
    if item is None or then not in ("", "log", "pass"):
        raise BadRequest("not a form of this page")
    desk = desk_of(room, item)
    try:
        typed = typed_on(request, desk)
        if then == "log":
            aloud = request.POST.get("aloud") == "yes"
            found.advance(item, said(typed, desk, aloud=aloud), aloud=aloud)
            return onwards(request, room, found)
        sheet = keep(request, desk, Draft.Purpose.ANSWER, typed)
    except Refusal as refusal:
        return refused(request, room, found, item, refusal)
    if sheet.conflict:
        return run(request, room, found, item, sheet, instead="practice", status=409)
    if then == "pass":
        found.pass_over(item)
    if then or not target_of(request):
        return onwards(request, room, found)
    return run(request, room, found, item, sheet)


@require_POST
@private
def end(request: HttpRequest, room: Room, pk: int) -> HttpResponse:
    """End early. What is written on the current question stays its draft."""
    found = room.mock(pk)
    item = found.current
    if item and "text" in request.POST and request.POST.get("item") == str(item.position):
        desk = desk_of(room, item)
        try:
            sheet = keep(request, desk, Draft.Purpose.ANSWER, typed_on(request, desk))
        except Refusal as refusal:
            return refused(request, room, found, item, refusal)
        if sheet.conflict:
            return run(request, room, found, item, sheet, instead="practice", status=409)
    found.finish()
    return onwards(request, room, found)


def said(typed: Typed, desk: Desk, *, aloud: bool) -> Typed:
    """The answer that was typed, or none where it was given aloud. Raises Refusal."""
    if is_answer(typed.text, desk.question.kind):
        return typed
    if not aloud:
        raise Refusal(422, NOTHING)
    return Typed("", typed.version, typed.writer, typed.sequence)


def refused(
    request: HttpRequest, room: Room, found: Mock, item: MockQuestion, refusal: Refusal
) -> HttpResponse:
    """The page, or its status line, with the reason and the text as it was typed."""
    sheet = Sheet.of(desk_of(room, item).drafts.get(Draft.Purpose.ANSWER), error=refusal.reason)
    sheet.text = request.POST.get("text", sheet.text)
    return run(request, room, found, item, sheet, instead="answer-saved", status=refusal.status)
