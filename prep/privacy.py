"""What answers a person who is known is stored nowhere: not by a cache, nor for the Back button."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class PrivacyMiddleware:
    """Stands outside the sessions' own middleware, and tells by its cookie, which costs no query.

    Candidates with an account have that cookie, and guests, but no visitor who only reads.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_private(request, response):
            response.headers["Cache-Control"] = "private, no-store"
        return response


def is_private(request: HttpRequest, response: HttpResponse) -> bool:
    known = {*request.COOKIES, *response.cookies}
    return (
        settings.SESSION_COOKIE_NAME in known
        or request.path.startswith("/accounts/")
        or response.status_code >= 500
    )
