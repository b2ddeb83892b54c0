"""Where allauth asks us: words, addresses to go to, mail that fails, and the QR code."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from qrcode.main import QRCode

from prep.models import User

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """`login(request, user)` runs once whenever someone becomes signed in, on every way there."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed.",
        "duplicate_email": "That is the address of this account already.",
        "email_password_mismatch": "That e-mail address and password do not belong together.",
        "email_taken": "There is an account with this e-mail address already.",
        "enter_current_password": "That is not your current password.",
        "incorrect_password": "That is not your password.",
        "rate_limited": "That was too often in a short time. Wait a few minutes, then try again.",
        "too_many_login_attempts": (
            "That was tried too often. Wait five minutes, then try again, or reset the password."
        ),
    }

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """False, and said so, where another account has the address, confirmed there or not."""
        others = User.objects.exclude(pk=email_address.user_id)
        if others.filter(email__iexact=email_address.email).exists():
            told = {"email": email_address.email}
            self.add_message(
                request, messages.ERROR, "account/messages/email_confirmation_failed.txt", told
            )
            return False
        return bool(super().confirm_email(request, email_address))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """What the mail is about has happened, so that a failure to send it is told and logged."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            logger.exception("mail: %s was not sent", template_prefix)
            text = f"The e-mail to {email} could not be sent. Try again in a few minutes."
            messages.error(self.request, text)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": (
            "An account with a second factor keeps its address: turn the second factor off first."
        ),
        "cannot_generate_recovery_codes": (
            "Recovery codes stand in for an authenticator app or a passkey: set one up first."
        ),
        "incorrect_code": "That code is not right. It may have run out: enter the newest one.",
        "unverified_email": "Confirm your e-mail address first: the link is in the mail to it.",
    }

    def build_totp_svg(self, url: str) -> str:
        """The QR code as plain SVG for the page itself: the policy blocks `data:` images."""
        code = QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-labelledby="qr-title">'
            '<title id="qr-title">QR code of the key below</title>'
            '<path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/><path fill="#000" d="{1}"/></svg>',
            len(rows),
            path,
        )

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"
