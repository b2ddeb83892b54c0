"""One address answers a whole page or a fragment of it, and says on what that depends."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.http import reswap, retarget
from django_htmx.middleware import HtmxDetails


def wants_fragment(request: HttpRequest) -> bool:
    """True for an htmx request that swaps a part of the page it stands on."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if not htmx:
        return False
    return not htmx.boosted and not htmx.history_restore_request


def target_of(request: HttpRequest) -> str:
    """The id of the element that an htmx request swaps; "" where it wants the whole page."""
    return (request.htmx.target or "") if wants_fragment(request) else ""  # type: ignore[attr-defined]


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    fragments: Collection[str] = (),
    instead: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page, or one of its named partials where htmx asks for just that one.

    A fragment has one name in three places: the element's id, `hx-target`, and the partial. The
    template finds it in `fragment`, which is empty for the whole page. `instead` names the partial
    to answer with, and to swap, in place of the one that htmx asked for.
    """
    target = target_of(request)
    fragment = (instead or target) if target in fragments else ""
    name = f"{template}#{fragment}" if fragment else template
    response = render(request, name, {**context, "fragment": fragment}, status=status)
    if fragment != target and fragment:
        retarget(response, f"#{fragment}")
        reswap(response, "outerHTML")
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
