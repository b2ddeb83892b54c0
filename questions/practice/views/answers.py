"""Logged attempts of one question: logging, judging, comparing, deleting."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from prep.htmx import render_page, target_of
from prep.models import Candidacy
from questions.practice import trend
from questions.practice.board import comes_back
from questions.practice.comparison import compare
from questions.practice.forms import InterviewForm, JudgementForm
from questions.practice.models import Answer, Draft, Practice, Typed
from questions.practice.models.answers import AnswerQuerySet, NoteChanged
from questions.practice.scaffolds import is_answer
from questions.practice.views.desk import MOVED, Desk, Refusal, private, typed_on
from questions.practice.views.editor import refused

PAGE = 20
NOTHING = (
    "Not logged: there is no answer yet. Write one, or tick “I answered aloud”: an attempt needs "
    "no text."
)
NOTE_CHANGED = (
    "Not saved: the note was changed elsewhere since this page was opened. It reads there: "
    "“{note}”. Save again to put yours in its place."
)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def answer_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    return log(request, desk) if request.method == "POST" else history(request, desk)


def log(request: HttpRequest, desk: Desk) -> HttpResponse:
    aloud = request.POST.get("aloud") == "yes"
    try:
        typed = typed_on(request, desk)
        if not is_answer(typed.text, desk.question.kind):
            if not aloud:
                raise Refusal(422, NOTHING)
            typed = Typed("", typed.version, typed.writer, typed.sequence)
        logged = Answer.log(desk.began(request), typed, aloud=aloud)
    except Practice.DoesNotExist:
        return refused(request, desk, Draft.Purpose.ANSWER, Refusal(409, MOVED))
    except Refusal as refusal:
        return refused(request, desk, Draft.Purpose.ANSWER, refusal)
    address = desk.url("answer", logged.pk)
    return HttpResponseClientRedirect(address) if target_of(request) else redirect(address)


def history(request: HttpRequest, desk: Desk) -> HttpResponse:
    answers = own(desk).kept()
    after = named(desk, number(request, "after"))
    asked = PAGE if after else max(PAGE, trend.ATTEMPTS)
    rows = list((answers.after(after) if after else answers).in_brief()[: asked + 1])
    deleted = named(desk, number(request, "deleted"))
    context = {
        **common(desk),
        "rows": rows[:PAGE],
        "next": f"?{urlencode({'after': rows[PAGE - 1].pk})}" if rows[PAGE:] else "",
        "first": bool(after),
        "deleted": deleted if deleted and deleted.deleted_at else None,
        "trend": None if after else trend.of(rows[: trend.ATTEMPTS]),
    }
    return render_page(request, "practice/answer_list.html", context)


@require_safe
@private
def answer(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return show(request, desk, kept(desk, pk))


@require_POST
@private
def judgement(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Save how an attempt is judged; a note that was changed elsewhere is not overwritten."""
    judged = kept(desk, pk)
    form = JudgementForm(request.POST, answer=judged)
    valid = form.is_valid()
    if not valid:
        return show(request, desk, judged, form, status=422)
    try:
        form.save(note_was=request.POST.get("note_was", "").replace("\r\n", "\n"))
    except NoteChanged as changed:
        judged.note = changed.note
        form.add_error("note", NOTE_CHANGED.format(note=changed.note))
        return show(request, desk, judged, form, status=409)
    except Answer.DoesNotExist as error:
        raise Http404("deleted meanwhile") from error
    if desk.practice:
        desk.practice.refresh_from_db()
    if not target_of(request):
        return redirect(desk.url("answer", pk) + "#judgement")
    return show(request, desk, kept(desk, pk))


def show(
    request: HttpRequest,
    desk: Desk,
    shown: Answer,
    form: JudgementForm | None = None,
    status: int = 200,
) -> HttpResponse:
    candidacy = Candidacy.objects.filter(user=desk.candidate, guide=desk.guide).first()
    context = {
        **common(desk),
        "answer": shown,
        # Asked kindly, once practice has begun; left open is an answer too.
        "ask": candidacy is None,
        "interview_form": InterviewForm(),
        "comes_back": comes_back(desk.practice, candidacy),
        "form": form or JudgementForm(answer=shown, initial=JudgementForm.initially(shown)),
        "follow_ups": desk.follow_ups,
        "pitfalls": desk.pitfalls,
        "previous": own(desk).kept().after(shown).in_brief().first(),
    }
    return render_page(
        request, "practice/answer.html", context, fragments=["judgement"], status=status
    )


@require_POST
@private
def deletion(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Twice is no error: the second finds it deleted, which is what was wanted."""
    get_object_or_404(own(desk), pk=pk).discard()
    return redirect(f"{desk.url('answers')}?{urlencode({'deleted': pk})}")


@require_POST
@private
def restoration(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    get_object_or_404(own(desk), pk=pk).restore()
    return redirect(desk.url("answer", pk))


@require_safe
@private
def comparison(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What changed from one attempt to another; the older one is the left whichever came first."""
    numbers = [number(request, name) for name in ("a", "b")]
    found = list(own(desk).kept().filter(pk__in=numbers))
    if len(found) != 2:
        if len(set(numbers)) == 1 or 0 in numbers:
            return redirect(f"{desk.url('answers')}?choose=two")
        raise Http404("no such attempts")
    newer, older = found
    context = {
        **common(desk),
        "older": older,
        "newer": newer,
        "changes": compare(older.text, newer.text),
    }
    return render_page(request, "practice/comparison.html", context)


def common(desk: Desk) -> dict[str, object]:
    return {
        "guide": desk.guide,
        "loop": desk.loop,
        "section": "questions",
        "desk": desk,
        "urls": desk.urls,
        "question": desk.question,
        "stop": desk.stop,
    }


def own(desk: Desk) -> AnswerQuerySet:
    """The candidate's attempts of this question, deleted ones included; a visitor has none."""
    answers: AnswerQuerySet = Answer.objects.filter(practice=desk.practice)
    return answers


def named(desk: Desk, pk: int) -> Answer | None:
    """One of them; None where the number is 0, or another's."""
    return own(desk).in_brief().filter(pk=pk).first() if pk else None


def kept(desk: Desk, pk: int) -> Answer:
    """Raises Http404."""
    return get_object_or_404(own(desk).kept().with_judgement(), pk=pk)


def number(request: HttpRequest, name: str) -> int:
    """A whole number from the address that a database takes; 0 for anything else."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0
