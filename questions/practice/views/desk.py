"""What the pages of one question share: whose practice it is, and keeping what was typed."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.cache import add_never_cache_headers

from prep.candidates import MERGED, candidate_of, guest_for
from prep.candidates import SIGNED_OUT as LEFT
from prep.errors import error_page, offer_again
from prep.htmx import target_of
from prep.models import Guide, User
from questions.bank import is_number
from questions.models import FollowUp, Pitfall, Question
from questions.practice.forms import TypedForm
from questions.practice.guests import may_begin
from questions.practice.models import Draft, Outcome, OwnQuestion, Practice, Typed
from questions.practice.opening import open_guide
from rounds.loop import Loop, Stop

SIGNED_OUT = (
    "Not saved: this page was opened under another sign-in, which has ended in this browser. "
    "Your text is still here."
)
MOVED = (
    "Not saved: this practice has just moved to your account. Your text is still here: save again."
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


def begin(request: HttpRequest) -> User:
    """A guest for a visitor who keeps something for the first time. Raises Refusal."""
    if not may_begin(get_adapter().get_client_ip(request)):
        raise Refusal(429, TOO_MANY)
    return guest_for(request, request.POST.get("zone", ""))


@dataclass
class Desk:
    """One question as one candidate, or a visitor, has it before them."""

    guide: Guide
    loop: Loop
    question: Question | OwnQuestion
    candidate: User | None
    practice: Practice | None

    def url(self, name: str, *more: Any) -> str:
        """The address of a part of this practice, below the question's own."""
        where: dict[str, Any] = {"guide": self.guide.key}
        if isinstance(self.question, OwnQuestion):
            where = {"own": self.question.pk}
        else:
            where["slug"] = self.question.slug
        return reverse(name, kwargs={**where, **dict(zip(("pk",), more, strict=False))})

    @property
    def is_own(self) -> bool:
        return isinstance(self.question, OwnQuestion)

    @property
    def follow_ups(self) -> Iterable[FollowUp]:
        if isinstance(self.question, OwnQuestion):
            return []
        return FollowUp.objects.published().of_question(self.question)

    @property
    def pitfalls(self) -> Iterable[Pitfall]:
        if isinstance(self.question, OwnQuestion):
            return []
        return Pitfall.objects.published().of_question(self.question)

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
            self.candidate = begin(request)
        if self.practice is None:
            self.candidate.live_in(request.POST.get("zone", ""))
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
    def at_desk(
        request: HttpRequest, guide: str = "", slug: str = "", own: int = 0, **more: Any
    ) -> HttpResponse:
        if own and candidate_of(request) is None:
            return signed_out(request)
        desk = own_desk(request, own) if own else desk_of(request, guide, slug)
        response = to_sign_in(request, desk) or view(request, desk, **more)
        add_never_cache_headers(response)
        return response

    return at_desk


def signed_out(request: HttpRequest) -> HttpResponse:
    """What only its candidate has, asked for by nobody: the way in, or what was sent, to keep."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return error_page(request, 403) if target_of(request) else offer_again(request)


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
    candidate = candidate_of(request)
    guide, loop = guide_of(request, key, candidate)
    practice = Practice.objects.of(candidate).of_question(guide, slug).first()
    if practice:
        practice.subject.guide = guide
        return Desk(guide, loop, practice.subject, candidate, practice)
    questions = Question.objects.in_guide(guide).published().select_related("practice_round")
    question = get_object_or_404(questions, slug=slug)
    question.guide = guide
    return Desk(guide, loop, question, candidate, None)


def guide_of(request: HttpRequest, key: str, candidate: User | None) -> tuple[Guide, Loop]:
    """Raises Http404. A guide that was retired stays open, without its loop, to who used it."""
    try:
        return open_guide(request, key)
    except Http404:
        guide = get_object_or_404(Guide, key=key)
        practised = Practice.objects.of(candidate).in_guide(guide).exists()
        if practised or OwnQuestion.objects.of(candidate).filter(guide=guide).exists():
            return guide, Loop(())
        raise


def own_desk(request: HttpRequest, pk: int) -> Desk:
    """The desk of a question that the candidate wrote. Raises Http404, for another's too."""
    candidate = candidate_of(request)
    owned = OwnQuestion.objects.of(candidate).select_related("guide", "practice_round")
    question = get_object_or_404(owned, pk=pk)
    guide, loop = guide_of(request, question.guide.key, candidate)
    practice = Practice.objects.of(candidate).of_own(pk).first()
    return Desk(guide, loop, question, candidate, practice)


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
    try:
        outcome, draft = put(request, practice, purpose, typed)
    except Practice.DoesNotExist as error:
        # A sign-in elsewhere has moved it to the account at this moment.
        raise Refusal(409, MOVED) from error
    if outcome is Outcome.CONFLICT:
        # The page keeps the version that it started from, so that only a choice can overwrite.
        return replace(Sheet.of(draft, typed.text), version=typed.version, conflict=True)
    return Sheet.of(draft)


def put(
    request: HttpRequest, practice: Practice, purpose: str, typed: Typed
) -> tuple[Outcome, Draft]:
    """Write a draft, or settle what stands against it."""
    if choice := request.POST.get("resolve", ""):
        seen = request.POST.get("seen", "")
        if choice not in ("mine", "theirs", "both") or not is_number(seen):
            raise BadRequest("no such choice")
        try:
            return Draft.resolve(practice, purpose, choice, int(seen), typed)
        except Draft.DoesNotExist as error:
            raise BadRequest("nothing to choose between") from error
    return Draft.write(practice, purpose, typed)
