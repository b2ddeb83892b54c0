"""Error pages in words; htmx gets the one line for its alert region. None needs the database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from prep.htmx import wants_fragment


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is not this browser's: it was open too long, or cookies are refused."""
    return error_page(request, 403, "csrf")


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What allauth answers beyond one of its limits."""
    return error_page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)


def error_page(request: HttpRequest, status: int, kind: str = "") -> HttpResponse:
    template = f"{status}_{kind}.html" if kind else f"{status}.html"
    if wants_fragment(request):
        response = render(request, f"{template}#line", status=status, content_type="text/plain")
    else:
        response = render(request, template, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
