"""What answers a person who is known is stored nowhere: not by a cache, nor for the Back button."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

# Where the session holds the id of a candidate without an account.
GUEST = "guest"


class PrivacyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_private(request, response):
            response.headers["Cache-Control"] = "private, no-store"
        return response


def is_private(request: HttpRequest, response: HttpResponse) -> bool:
    # After a failure nothing is asked: the database may be what failed.
    if request.path.startswith("/accounts/") or response.status_code >= 500:
        return True
    # Where nobody looked at the session the answer is the same for all, and looking costs queries.
    session = request.session
    return session.accessed and (SESSION_KEY in session or GUEST in session)
