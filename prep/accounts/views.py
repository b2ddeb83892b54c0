"""The person's own account: what it consists of, and where it is open."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prep.accounts import sessions
from prep.accounts.forms import TimeZoneForm
from prep.models import User


class KnownRequest(HttpRequest):
    user: User


@require_safe
@login_required
def account(request: KnownRequest) -> HttpResponse:
    return account_page(request, TimeZoneForm(instance=request.user))


@require_POST
@login_required
def time_zone(request: KnownRequest) -> HttpResponse:
    form = TimeZoneForm(request.POST, instance=request.user)
    if not form.is_valid():
        return account_page(request, form, status=422)
    form.save()
    messages.success(request, f"Your time zone is {request.user.time_zone}.")
    return redirect("account")


def account_page(request: KnownRequest, form: TimeZoneForm, status: int = 200) -> HttpResponse:
    kinds = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    types = list(kinds)
    context = {
        "address": EmailAddress.objects.filter(user=request.user, primary=True).first(),
        "app": Authenticator.Type.TOTP in types,
        "passkeys": types.count(Authenticator.Type.WEBAUTHN),
        "protected": bool(types),
        "sessions": sessions.of(request.user),
        "form": form,
    }
    return render(request, "account/account.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_list(request: KnownRequest) -> HttpResponse:
    """Where the account is open. A POST ends one of these sessions, or all but this one."""
    listed = sessions.of(request.user)
    if request.method == "POST":
        wanted = request.POST.get("session")
        others = [one for one in listed if not one.is_current()]
        ended = [one for one in others if wanted is None or str(one.pk) == wanted]
        for one in ended:
            one.end()
        messages.success(request, f"{len(ended)} session{pluralize(len(ended))} ended.")
        return redirect("usersessions_list")
    rows = [(one, sessions.device(one.user_agent)) for one in listed]
    return render(request, "usersessions/usersession_list.html", {"rows": rows})
