"""allauth's forms in the product's words, without placeholders that repeat the labels."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from allauth.account import forms as account
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.db import transaction
from django.http import HttpRequest

from prep.models import User

PASSWORD_HELP = "At least 8 characters, neither a common password nor digits alone."  # noqa: S105
CODE_HELP = "The six digits in your authenticator app, or one of your recovery codes."


class Words:
    """What each field is called, and the help below it; a field that is not named has none."""

    labels: ClassVar[dict[str, str]] = {}
    helps: ClassVar[dict[str, str]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Words, account.LoginForm):
    labels = {"login": "E-mail address", "password": "Password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignUpForm(Words, account.SignupForm):
    labels = {"email": "E-mail address", "password1": "Password"}
    helps = {"password1": PASSWORD_HELP}


class ResetForm(Words, account.ResetPasswordForm):
    labels = {"email": "E-mail address"}


class ResetFromLinkForm(Words, account.ResetPasswordKeyForm):
    labels = {"password1": "New password", "password2": "New password once more"}
    helps = {"password1": PASSWORD_HELP}


class PasswordForm(Words, account.ChangePasswordForm):
    labels = {"oldpassword": "Current password", **ResetFromLinkForm.labels}
    helps = {"password1": PASSWORD_HELP}


class FirstPasswordForm(Words, account.SetPasswordForm):
    labels = {"password1": "Password", "password2": "Password once more"}
    helps = {"password1": PASSWORD_HELP}


class AddressForm(Words, account.AddEmailForm):
    labels = {"email": "New e-mail address"}
    helps = {"email": "A link goes there. The address changes once you have opened it."}

    def save(self, request: HttpRequest) -> EmailAddress:
        """Note the address as the one to come; what one signs in with stays until it is confirmed.

        allauth's own drops an address that was never confirmed, and leaves the account without.
        """
        kept = {"email": self.user.email.lower()}
        with transaction.atomic():
            EmailAddress.objects.filter(user=self.user, verified=False).exclude(**kept).delete()
            address = EmailAddress.objects.create(user=self.user, email=self.cleaned_data["email"])
        send_verification_email_to_address(request, address)
        return address


class PasswordAgainForm(Words, account.ReauthenticateForm):
    labels = {"password": "Password"}


class CodeForm(Words, mfa.AuthenticateForm):
    labels = {"code": "Code"}
    helps = {"code": CODE_HELP}


class CodeAgainForm(Words, mfa.ReauthenticateForm):
    labels = {"code": "Code"}
    helps = {"code": CODE_HELP}


class AuthenticatorForm(Words, totp.ActivateTOTPForm):
    labels = {"code": "Code that the app shows"}


class PasskeyForm(Words, webauthn.AddWebAuthnForm):
    labels = {"name": "Name of this passkey", "passwordless": "Sign in with it alone"}
    helps = {
        "name": "So that you tell it from others, for instance by the device it is on.",
        "passwordless": "Without this, it is asked for after your password.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class PasskeyNameForm(Words, webauthn.EditWebAuthnForm):
    labels = {"name": "Name"}


class TimeZoneForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["time_zone"]
        labels = {"time_zone": "Time zone"}
        help_texts = {"time_zone": "Where your days begin and end: start typing a city near you."}
        widgets = {"time_zone": forms.TextInput(attrs={"list": "zones", "autocomplete": "off"})}

    @staticmethod
    def zones() -> list[str]:
        """Cities and UTC; older names are taken too, but not offered."""
        regions = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Pacific")
        kept = (name for name in available_timezones() if name.split("/")[0] in regions)
        return ["UTC", *sorted(kept)]
