"""A candidate with something of everything, and all that is kept of one, for comparing accounts."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from prep.models import Candidacy, Guide, RoundDate, User
from questions.models import Question
from questions.practice.bands import Band
from questions.practice.models import (
    Answer,
    Draft,
    Mock,
    MockQuestion,
    OwnQuestion,
    Practice,
    Rating,
    TickedReason,
    Timer,
    Typed,
    Weakness,
)
from rounds.models import Point, Round

# All that a text can hold: scripts, an emoji of several characters, both line ends, controls.
TEXT = '# Überschrift\n\n日本語 👩🏽‍🚀 \u2028 \x7f \x01 `</script>`\r\n\n---\n"quoted": \\n'


def fill(user: User, guide: Guide) -> None:
    """Something of everything, made by the product's own verbs."""
    user.time_zone = "Asia/Tokyo"
    user.save()
    candidacy = Candidacy.objects.create(user=user, guide=guide, interview_date=date(2026, 12, 4))
    for number, found in enumerate(Round.objects.in_guide(guide)):
        day = date(2026, 12, 1) + timedelta(days=number)
        RoundDate.objects.create(candidacy=candidacy, round_key=found.key, date=day)
    questions = list(Question.objects.in_guide(guide).order_by("pk"))
    for number, question in enumerate(questions[:3]):
        practice = Practice.objects.opened(user, question)
        for attempt in range(number + 1):
            log(practice, f"{TEXT} {number}.{attempt}", attempt)
    practice.bookmark(datetime(2026, 11, 1, 8, 30, 0, 123, tzinfo=UTC))
    for purpose in Draft.Purpose.values:
        Draft.write(practice, purpose, typed(f"{purpose} {TEXT}", 9))
    practice.drafts.update(rival=f"Another draft. {TEXT}")
    gone = log(practice, "Deleted", 7)
    gone.discard()
    Practice.objects.opened(user, questions[3]).bookmark(datetime(2026, 11, 2, tzinfo=UTC))
    own(user, guide)
    mock(user, questions[:4], practice.answers.kept().first(), gone)


def typed(text: str, number: int) -> Typed:
    return Typed(text, 0, f"{number:032x}", number)


def log(practice: Practice, text: str, number: int) -> Answer:
    if number != 1:
        Timer.start(practice, 600)
    answer = Answer.log(practice, typed(text, number), aloud=number % 2 == 1)
    answer.created = datetime(2026, 11, 3 + 2 * number, 7, 0, 0, number, tzinfo=UTC)
    answer.save()
    if number != 2:
        points = Point.objects.of_round(practice.subject.practice_round)
        keys = {
            kind: list(points.filter(kind=kind).values_list("key", flat=True))
            for kind in (Point.Kind.CRITERION, Point.Kind.REJECTION_REASON)
        }
        ratings = {key: Band(number % 4 + 1) for key in keys[Point.Kind.CRITERION]}
        answer.rate(Band(3), ratings, keys[Point.Kind.REJECTION_REASON][:2], f"Note {TEXT}")
    return answer


def own(user: User, guide: Guide) -> None:
    found = Round.objects.in_guide(guide).order_by("-pk")[0]
    for number in range(2):
        question = OwnQuestion.objects.create(
            user=user,
            guide=guide,
            practice_round=found,
            prompt=f"What a friend was asked 🙂 {number}\r\n?",
            kind=Question.Kind.VISION,
            minutes=7,
        )
    log(Practice.objects.opened(user, question), "My own answer", 0)


def mock(user: User, questions: list[Question], answer: Answer | None, gone: Answer) -> None:
    assert answer
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    found = questions[0].practice_round
    run = Mock.objects.create(user=user, round=found, started_at=at, allotted=3600, finished_at=at)
    answers = {answer.practice.question_id: answer}
    for position, question in enumerate(questions, 1):
        MockQuestion.objects.create(
            mock=run,
            position=position,
            question=question,
            left_at=at if position < 4 else None,
            answer=answers.get(question.pk),
        )
    Mock.objects.create(user=user, round=found, started_at=at, allotted=60)


def kept(user: User) -> dict[str, Any]:
    """Every value of every row of a candidate that an export has; rows by what they are of."""
    answers = Answer.objects.of(user).kept().order_by("pk")
    drafts = Draft.objects.filter(practice__user=user)
    dates = RoundDate.objects.filter(candidacy__user=user)
    items = MockQuestion.objects.filter(mock__user=user)
    # A reason that is ticked no more counts as one that never was.
    weaknesses = Weakness.objects.of(user).filter(ticks__gt=0)
    of_practice = ("practice__question", "practice__own__prompt")
    of_item = ("mock__started_at", "mock__allotted", "answer__origin")
    of_answer = ("answer__origin",)
    ticked = TickedReason.objects.filter(answer__in=answers)
    return {
        "time_zone": User.objects.get(pk=user.pk).time_zone,
        "candidacies": rows(Candidacy.objects.filter(user=user), "user_id"),
        "dates": rows(dates, "candidacy_id", more=("candidacy__guide",)),
        "own": rows(OwnQuestion.objects.filter(user=user), "user_id"),
        "practices": rows(
            Practice.objects.filter(user=user), "user_id", "own_id", more=("own__prompt",)
        ),
        # A page that was open on the old server is none on the new.
        "drafts": rows(drafts, "practice_id", "writer", "sequence", more=of_practice),
        "answers": rows(answers, "practice_id", more=of_practice),
        "ratings": rows(Rating.objects.filter(answer__in=answers), "answer_id", more=of_answer),
        "ticked": rows(ticked, "answer_id", more=of_answer),
        "mocks": rows(Mock.objects.filter(user=user), "user_id"),
        "items": rows(items, "mock_id", "answer_id", more=of_item),
        "weaknesses": sorted(weaknesses.values_list("guide", "round_key", "reason", "ticks")),
    }


def rows(found: Any, *but: str, more: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    names = [one.attname for one in found.model._meta.concrete_fields]
    names = [name for name in names if name not in ("id", *but)]
    return list(found.order_by("pk").values(*names, *more))
