"""A candidate leaves, and everything of theirs goes."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from prep.models import User


@transaction.atomic
def leave(user: User) -> None:
    """Delete the candidate with all that belongs to them, and end every session of theirs."""
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    User.objects.filter(pk=user.pk).delete()
