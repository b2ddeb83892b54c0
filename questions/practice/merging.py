"""What a guest wrote comes to the account that the person signs up for or signs in to."""

from django.db import transaction

from prep.models import Candidacy, User
from questions.practice.models import Draft, Mock, OwnQuestion, Practice, Weakness
from questions.practice.models.drafts import JOINT


@transaction.atomic
def merge(guest_id: int, user: User) -> bool:
    """Move all that a guest has to an account, then remove the guest. False where there is none.

    Everything happens at once or not at all, and the guest is gone afterwards: called again, even
    at the same moment, it finds nothing.
    """
    guest = User.objects.guests().select_for_update().filter(pk=guest_id).first()
    if guest is None or guest == user:
        return False
    OwnQuestion.objects.of(guest).update(user=user)
    Mock.objects.bring(guest, user)
    practices = Practice.objects.order_by("pk").select_for_update()
    owned = {one.question_id: one for one in practices.of(user)}
    for practice in practices.of(guest):
        if practice.question_id and (mine := owned.get(practice.question_id)):
            combine(practice, mine)
        else:
            practice.user = user
            practice.save(update_fields=["user"])
    for weakness in Weakness.objects.of(guest):
        Weakness.objects.tally(
            user, weakness.guide, weakness.round_key, [weakness.reason], weakness.ticks
        )
    for candidacy in Candidacy.objects.filter(user=guest):
        own = Candidacy.objects.filter(user=user, guide=candidacy.guide_id).first()
        if own is None:
            candidacy.user = user
            candidacy.save(update_fields=["user"])
        elif own.interview_date is None:
            own.interview_date = candidacy.interview_date
            own.save(update_fields=["interview_date"])
    if user.time_zone == "UTC":
        user.time_zone = guest.time_zone
        user.save(update_fields=["time_zone"])
    guest.delete()
    return True


def combine(practice: Practice, mine: Practice) -> None:
    """Add a guest's practice of a question to the account's own practice of it."""
    there = mine.answers.values("origin")
    for same in practice.answers.kept().filter(origin__in=there):
        same.count_ticks(-1)
    moved = practice.answers.exclude(origin__in=there)
    more = moved.kept().count()
    moved.update(practice=mine)
    if first := mine.answers.kept().last():
        first.relearn()
    for draft in practice.drafts.all():
        bring(draft, mine)
    if hasattr(practice, "timer") and not hasattr(mine, "timer"):
        practice.timer.practice = mine
        practice.timer.save()
    if practice.bookmarked_at and not mine.bookmarked_at:
        mine.bookmarked_at = practice.bookmarked_at
        mine.save(update_fields=["bookmarked_at"])
    mine.recount(more)
    practice.delete()


def bring(draft: Draft, mine: Practice) -> None:
    """Move a draft; where the account has other text already, both are kept to choose from."""
    kept = mine.drafts.filter(purpose=draft.purpose).first()
    if kept is None:
        draft.practice = mine
        draft.save(update_fields=["practice"])
    else:
        texts = dict.fromkeys(filter(None, [kept.rival, draft.rival, draft.text]))
        kept.version = max(kept.version, draft.version)
        if kept.text:
            kept.rival = JOINT.join(one for one in texts if one != kept.text)
            kept.put(kept.text)
        else:
            kept.rival = JOINT.join(one for one in texts if one != draft.text)
            kept.put(draft.text, draft.writer, draft.sequence)
