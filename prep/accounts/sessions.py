"""Where someone is signed in."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from prep.models import User

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def of(user: User) -> list[UserSession]:
    """The sessions that still open the account, the newest first, in two queries.

    Not those that ran out, nor those from before the password was changed.
    """
    noted = list(UserSession.objects.filter(user=user).order_by("-created_at", "-pk"))
    stored = Session.objects.filter(
        session_key__in=[one.session_key for one in noted], expire_date__gt=timezone.now()
    )
    digest = user.get_session_auth_hash()
    alive = {one.session_key for one in stored if one.get_decoded().get(HASH_SESSION_KEY) == digest}
    return [one for one in noted if one.session_key in alive]


def device(user_agent: str) -> str:
    """A browser's description of itself in words, such as "Firefox on Linux"."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return " on ".join(filter(None, [browser, system])) or "Another program"
