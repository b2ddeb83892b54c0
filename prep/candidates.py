"""Who practises: someone signed in, or a guest whose work is bound to the session of a browser."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from prep.models import User

GUEST = "guest"
# Guests of this session whose work has gone to an account.
MERGED = "merged_guests"
# In a session since an account was signed out of in it: "", or where to go on without one.
SIGNED_OUT = "signed_out"
# Addresses that say the same to anyone, and ask for nobody.
FOR_MACHINES = {"healthz", "favicon"}


def candidate_of(request: HttpRequest) -> User | None:
    """The candidate behind a request; None for a visitor, who has nothing kept."""
    if request.user.is_authenticated:
        return request.user
    if not hasattr(request, "guest"):
        key = request.session.get(GUEST)
        request.guest = User.objects.guests().filter(pk=key).first() if key else None  # type: ignore[attr-defined]
    guest: User | None = request.guest  # type: ignore[attr-defined]
    return guest


def guest_for(request: HttpRequest, zone: str) -> User:
    """A new guest, bound to the session of this browser; `zone` is the browser's own, if known."""
    guest = User.objects.create_guest(time_zone=zone_of(zone).key)
    request.session[GUEST] = guest.pk
    request.guest = guest  # type: ignore[attr-defined]
    timezone.activate(zone_of(guest.time_zone))
    return guest


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name, or UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


class CandidateTime:
    """Middleware: what a page says of time, it says in the candidate's own zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        match = request.resolver_match
        if match and match.url_name in FOR_MACHINES:
            return
        if candidate := candidate_of(request):
            timezone.activate(zone_of(candidate.time_zone))
