"""What the pages of one question share: whose practice it is, and keeping what was typed."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.cache import add_never_cache_headers

from prep.candidates import MERGED, candidate_of, guest_for
from prep.candidates import SIGNED_OUT as LEFT
from prep.htmx import target_of
from prep.models import Guide, User
from questions.models import Question
from questions.practice.forms import TypedForm
from questions.practice.guests import may_begin
from questions.practice.models import Draft, Outcome, Practice, Typed
from questions.practice.opening import open_guide
from rounds.loop import Loop, Stop

SIGNED_OUT = (
    "Not saved: this page was opened under another sign-in, which has ended in this browser. "
    "Your text is still here."
)
TOO_MANY = (
    "Not saved: too many people began here from your network within the hour. Your text is still "
    "here: sign in or sign up to save it, or try again later."
)


class Refusal(Exception):
    """Something typed can't be kept: why, in words, and the status to answer with."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass
class Desk:
    """One question as one candidate, or a visitor, has it before them."""

    guide: Guide
    loop: Loop
    question: Question
    candidate: User | None
    practice: Practice | None

    def url(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.guide.key, self.question.slug, *more])

    @property
    def urls(self) -> dict[str, str]:
        """The addresses of the parts of this practice, by name."""
        names = ("practice", "draft", "timer", "note", "bookmark", "answers", "comparison")
        return {name: self.url(name) for name in names}

    @property
    def stop(self) -> Stop | None:
        return self.loop.of_round(self.question.practice_round_id)

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """What is kept of each text, by purpose, as of the first look."""
        return {one.purpose: one for one in Draft.objects.filter(practice=self.practice)}

    def began(self, request: HttpRequest) -> Practice:
        """The candidate's practice, made now if need be, and with it a guest. Raises Refusal."""
        if self.candidate is None:
            if not may_begin(get_adapter().get_client_ip(request)):
                raise Refusal(429, TOO_MANY)
            self.candidate = guest_for(request, request.POST.get("zone", ""))
        if self.practice is None:
            self.practice = Practice.objects.opened(self.candidate, self.question)
        return self.practice


@dataclass
class Sheet:
    """A text as the page shows it, which may differ from what is kept of it."""

    text: str = ""
    version: int = 0
    saved_at: datetime | None = None
    # What stands against it, and why it was not saved; both "" where all is well.
    other: str = ""
    error: str = ""
    # Whether it could not be saved for what stands against it, which has this version.
    conflict: bool = False
    seen: int = 0
    writer: str = field(default_factory=lambda: secrets.token_hex(16))

    @classmethod
    def of(cls, draft: Draft | None, text: str | None = None, error: str = "") -> "Sheet":
        """What is kept, or the text that is on the page instead."""
        if draft is None:
            return cls(text=text or "", error=error)
        shown = draft.text if text is None else text
        other = draft.other_than(shown) if draft.rival or text is not None else ""
        saved_at = draft.saved_at if draft.version else None
        return cls(shown, draft.version, saved_at, other, error, seen=draft.version)

    @property
    def when(self) -> str:
        """When it was saved, such as 14:02, with the day unless that is today."""
        if self.saved_at is None:
            return ""
        at = timezone.localtime(self.saved_at)
        return formats.date_format(at, "H:i" if at.date() == timezone.localdate() else "j M, H:i")


View = Callable[..., HttpResponse]


def private(view: Callable[..., HttpResponse]) -> View:
    """Sit down at the desk of a question; nothing of it is stored by any cache."""

    @wraps(view)
    def at_desk(request: HttpRequest, guide: str, slug: str, **more: Any) -> HttpResponse:
        desk = desk_of(request, guide, slug)
        response = to_sign_in(request, desk) or view(request, desk, **more)
        add_never_cache_headers(response)
        return response

    return at_desk


def to_sign_in(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    """Where somebody signed out in this browser, Back to their pages leads to the sign-in page.

    That offers to go on without an account, as does opening a question's practice in its place.
    Whoever never signed in practises at once.
    """
    if desk.candidate or request.method == "POST" or LEFT not in request.session:
        return None
    if target_of(request) or "guest" in request.GET:
        del request.session[LEFT]
        return None
    request.session[LEFT] = desk.url("practice") + "?guest=yes"
    return redirect_to_login(request.get_full_path())


def desk_of(request: HttpRequest, key: str, slug: str) -> Desk:
    """Raises Http404. A question that was retired stays open to those who practised it."""
    guide, loop = open_guide(request, key)
    candidate = candidate_of(request)
    practice = Practice.objects.of(candidate).of_question(guide, slug).first()
    if practice:
        return Desk(guide, loop, practice.question, candidate, practice)
    questions = Question.objects.in_guide(guide).published().select_related("practice_round")
    return Desk(guide, loop, get_object_or_404(questions, slug=slug), candidate, None)


def typed_on(request: HttpRequest, desk: Desk) -> Typed:
    """What a page sent, if it may be kept. Raises Refusal; BadRequest for what no page sends."""
    form = TypedForm(request.POST)
    if not form.is_valid():
        if set(form.errors) != {"text"}:
            raise BadRequest("not a form of this page")
        raise Refusal(422, str(form.errors["text"][0]))
    check_owner(request, desk)
    return form.typed


def check_owner(request: HttpRequest, desk: Desk) -> None:
    """Raises Refusal where a page was opened under another sign-in."""
    if not is_owner(request, desk.candidate, request.POST.get("owner", "")):
        raise Refusal(409, SIGNED_OUT)


def is_owner(request: HttpRequest, candidate: User | None, owner: str) -> bool:
    """Whether a page was opened by this candidate, or as a guest or visitor who became them."""
    if not owner or (candidate and owner == str(candidate.pk)):
        return True
    return candidate is not None and owner in map(str, request.session.get(MERGED, []))


def keep(request: HttpRequest, desk: Desk, purpose: str, typed: Typed) -> Sheet:
    """Save what was typed. On a conflict the sheet holds both texts. Raises Refusal."""
    if desk.practice is None and not typed.text:
        return Sheet()
    practice = desk.began(request)
    if choice := request.POST.get("resolve", ""):
        seen = request.POST.get("seen", "")
        if choice not in ("mine", "theirs", "both") or not seen.isdecimal():
            raise BadRequest("no such choice")
        try:
            outcome, draft = Draft.resolve(practice, purpose, choice, int(seen), typed)
        except Draft.DoesNotExist as error:
            raise BadRequest("nothing to choose between") from error
    else:
        outcome, draft = Draft.write(practice, purpose, typed)
    if outcome is Outcome.CONFLICT:
        # The page keeps the version that it started from, so that only a choice can overwrite.
        return replace(Sheet.of(draft, typed.text), version=typed.version, conflict=True)
    return Sheet.of(draft)
