"""A candidate's data as a whole: exported, imported into an empty account, deleted."""

from collections.abc import Callable
from functools import wraps

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prep.candidates import candidate_of
from prep.models import User
from questions.practice.leaving import leave
from questions.practice.transfer.exporting import export
from questions.practice.transfer.figures import Figures
from questions.practice.transfer.importing import Imported, NotEmpty, import_into, is_empty
from questions.practice.transfer.reading import MAX_UPLOAD

NOT_EMPTY = (
    "Nothing was imported: this account has something in it already, and an import never mixes "
    "with that. Import into a new account, or delete this one first."
)
NO_FILE = "Choose a file first: the zip that “Export” gave you."
TOO_LARGE = (
    f"Nothing was imported: the file is larger than the {MAX_UPLOAD // 1024**2} MB that can be "
    "sent here."
)

View = Callable[..., HttpResponseBase]


def candidates_only(view: View) -> View:
    """Hand over the candidate, and ask a visitor to sign in; nothing of it is stored anywhere."""

    @wraps(view)
    def for_candidate(request: HttpRequest) -> HttpResponseBase:
        candidate = candidate_of(request)
        # From whichever address, back to the page: what was sent without an account is no use.
        response = view(request, candidate) if candidate else redirect_to_login(reverse("data"))
        add_never_cache_headers(response)
        return response

    return for_candidate


@require_safe
@candidates_only
def overview(request: HttpRequest, candidate: User) -> HttpResponse:
    return page(request, candidate)


@require_safe
@candidates_only
def export_file(request: HttpRequest, candidate: User) -> HttpResponseBase:
    name = f"prep-{timezone.localdate():%Y-%m-%d}.zip"
    return StreamingHttpResponse(
        export(candidate),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@csrf_exempt
@require_POST
def import_file(request: HttpRequest) -> HttpResponseBase:
    """What is too large is refused by its length alone, before any of it is read or stored."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if int(length if length.isdecimal() else 0) > MAX_UPLOAD + 10_000:
        return refused(request)
    return checked_import(request)


@candidates_only
def refused(request: HttpRequest, candidate: User) -> HttpResponse:
    return page(request, candidate, TOO_LARGE, status=413)


@csrf_protect
@candidates_only
def checked_import(request: HttpRequest, candidate: User) -> HttpResponse:
    if not is_empty(candidate):
        return page(request, candidate, NOT_EMPTY, status=409)
    upload = request.FILES.get("file")
    if upload is None or upload.file is None:
        return page(request, candidate, NO_FILE, status=422)
    try:
        imported = import_into(candidate, upload.file, upload.name or "the file")
    except NotEmpty:
        return page(request, candidate, NOT_EMPTY, status=409)
    if imported.problems:
        return page(request, candidate, imported=imported, status=422)
    answers, practices = imported.counts["answers"], imported.counts["practices"]
    messages.success(
        request,
        f"Imported: {answers} attempt{pluralize(answers)} of {practices} "
        f"question{pluralize(practices)}.",
    )
    return redirect("data")


@require_http_methods(["GET", "HEAD", "POST"])
@candidates_only
# A guest has no password that could be asked for: the tick is all there is.
@reauthentication_required(enabled=lambda request: request.user.is_authenticated)  # type: ignore[untyped-decorator]
def deletion(request: HttpRequest, candidate: User) -> HttpResponse:
    """Everything at once and for good; the page says how much, and asks for a tick."""
    if request.method == "POST" and request.POST.get("sure") == "yes":
        leave(candidate)
        logout(request)
        messages.success(request, "Everything of yours is deleted, and you are signed out.")
        return redirect("guides")
    asked = request.method == "POST"
    context = {"figures": Figures.of(candidate), "candidate": candidate, "asked": asked}
    return render(request, "practice/data_deletion.html", context, status=422 if asked else 200)


def page(
    request: HttpRequest,
    candidate: User,
    error: str = "",
    *,
    imported: Imported | None = None,
    status: int = 200,
) -> HttpResponse:
    figures = Figures.of(candidate)
    context = {
        "figures": figures,
        "candidate": candidate,
        "empty": figures.empty,
        "error": error,
        "problems": imported.problems if imported else [],
        "megabytes": MAX_UPLOAD // 1024**2,
    }
    return render(request, "practice/data.html", context, status=status)
