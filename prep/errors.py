"""Error pages in words; htmx gets the one line for its alert region. None needs the database."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from prep.htmx import wants_fragment


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What allauth answers beyond one of its limits."""
    return error_page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is not this browser's: the page is older than the last sign-in.

    What it sent is shown, and sent again if one says so; not what another site sent, nor what
    holds a password.
    """
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    secret = any("password" in name for name in request.POST)
    if wants_fragment(request) or not own or secret:
        return error_page(request, 403, "csrf")
    return offer_again(request)


def offer_again(request: HttpRequest) -> HttpResponse:
    """What a form sent, to keep or to send once more; nothing of it was saved."""
    apart = ("csrfmiddlewaretoken", "text")
    sent = [(name, one) for name, all in request.POST.lists() for one in all if name not in apart]
    context = {"sent": sent, "text": request.POST.get("text")}
    return render(request, "403_again.html", context, status=403)


def error_page(request: HttpRequest, status: int, kind: str = "") -> HttpResponse:
    template = f"{status}_{kind}.html" if kind else f"{status}.html"
    if wants_fragment(request):
        response = render(request, f"{template}#line", status=status, content_type="text/plain")
    else:
        response = render(request, template, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
