"""The people who use a guide, and their way towards its interview."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower

from prep.models.guides import Guide


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(f"{name!r} is not a time zone such as Europe/Berlin.")


class UserManager(BaseUserManager["User"]):
    def guests(self) -> "models.QuerySet[User]":
        return self.filter(email=None)

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email) if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_guest(self, **fields: Any) -> "User":
        """A candidate without an account: no e-mail address, and no way to sign in."""
        return self.create_user(None, **fields)

    @transaction.atomic
    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.create_user(
            email.lower(), password, **{"is_staff": True, "is_superuser": True, **fields}
        )
        # Whoever runs commands here vouches for the address: no mail is needed to sign in.
        address = {"email": user.email, "primary": True, "verified": True}
        user.emailaddress_set.create(**address)  # type: ignore[attr-defined]
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in: the e-mail address, in whatever case it is typed."""
        return self.get(email__iexact=username or "")


class User(AbstractUser):
    """A candidate or a coach. The e-mail address is the login; a guest has none."""

    username = None  # type: ignore[assignment]
    # Null, never empty, for guests: they must not clash.
    email = models.EmailField(  # type: ignore[assignment]  # noqa: DJ001
        "e-mail address", unique=True, null=True
    )
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email",
                violation_error_message="There is an account with this e-mail address already.",
            )
        ]

    def __str__(self) -> str:
        return self.email or "a guest"

    def clean(self) -> None:
        # The one of Django makes an empty text of an address that is not there.
        if self.email:
            self.email = type(self).objects.normalize_email(self.email)

    def live_in(self, zone: str) -> None:
        """Take over the time zone of a browser, unless one was chosen already."""
        if self.time_zone == "UTC" and zone in available_timezones():
            self.time_zone = zone
            self.save(update_fields=["time_zone"])

    @property
    def is_guest(self) -> bool:
        return self.email is None


class Candidacy(models.Model):
    """A person's way towards one guide's interview: what every schedule is cut to."""

    user = models.ForeignKey(User, models.CASCADE, related_name="candidacies")
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="candidacies")
    interview_date = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "candidacies"
        constraints = [models.UniqueConstraint(fields=["user", "guide"], name="candidacy_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.guide}"


class RoundDate(models.Model):
    """The day of one round, by the round's key: rounds stand above this app."""

    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="round_dates")
    round_key = models.SlugField(max_length=80)
    date = models.DateField()

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "round_key"], name="round_date_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_key}: {self.date}"
