"""What the mocks of one round share: whose they are, and where they lead."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from prep.candidates import candidate_of
from prep.htmx import target_of
from prep.models import Guide, User
from questions.practice.models import Mock
from questions.practice.opening import open_guide
from rounds.loop import Loop, Stop


@dataclass
class Room:
    """Where a round is rehearsed, as one candidate, or a visitor, has it before them."""

    guide: Guide
    loop: Loop
    stop: Stop
    candidate: User | None

    def url(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.guide.key, self.stop.number, *more])

    def mock(self, pk: int) -> Mock:
        """Raises Http404, for another's too."""
        mocks = Mock.objects.of(self.candidate).of_round(self.stop.round)
        found: Mock = get_object_or_404(mocks, pk=pk)
        found.round = self.stop.round
        return found

    @property
    def context(self) -> dict[str, Any]:
        return {"guide": self.guide, "loop": self.loop, "section": "mock", "stop": self.stop}


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Enter the room of a round; nothing of it is stored by any cache."""

    @wraps(view)
    def in_room(request: HttpRequest, guide: str, number: int, **more: Any) -> HttpResponse:
        opened, loop = open_guide(request, guide)
        stop = loop.at(number)
        if stop is None:
            raise Http404("no such round")
        response = view(request, Room(opened, loop, stop, candidate_of(request)), **more)
        add_never_cache_headers(response)
        return response

    return in_room


def onwards(request: HttpRequest, room: Room, found: Mock) -> HttpResponse:
    address = room.url("mock", found.pk)
    return HttpResponseClientRedirect(address) if target_of(request) else redirect(address)
