"""What a guest wrote comes along to the account, whichever way the person gets there."""

from typing import Any

from django.http import HttpRequest

from prep.accounts.adapter import AccountAdapter
from prep.candidates import GUEST, MERGED, SIGNED_OUT
from prep.models import User
from questions.practice.merging import merge


class MergingAdapter(AccountAdapter):
    def login(self, request: HttpRequest, user: User, **options: Any) -> None:
        guest = request.session.get(GUEST)
        merged = merge(guest, user) if guest else False
        super().login(request, user, **options)
        if merged:
            # Pages that the guest had open may go on saving: they are the account's now.
            request.session[MERGED] = [*request.session.get(MERGED, []), guest]
        request.session.pop(GUEST, None)
        request.session.pop(SIGNED_OUT, None)

    def logout(self, request: HttpRequest) -> None:
        super().logout(request)
        request.session[SIGNED_OUT] = ""
