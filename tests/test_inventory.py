"""What the guide that ships must hold, counted: every figure, name and label of its source."""

import pytest
from django.db.models import Count

from prep.content import Source, content_models
from prep.models import Criterion, Guide, Location, LocationPoint, Tip
from questions.models import Appearance, Question, Tag
from rounds.loop import Loop
from rounds.models import Point, Round
from studyplan.models import Phase, Task, Week

pytestmark = pytest.mark.django_db


def test_profile(peloton: Guide) -> None:
    assert (peloton.company, peloton.role) == ("Peloton", "Distinguished Engineer")
    assert (peloton.job_family, peloton.level) == ("Software Engineer", "L10")
    assert peloton.get_difficulty_display() == "Very High"
    assert peloton.timeline_days == 14
    assert (peloton.experience_min, peloton.experience_max) == (10, 15)
    assert peloton.salary == "US$180,000 to US$250,000"
    assert peloton.overview_html.count("<p>") == 1
    loop = Loop.of(peloton)
    assert (len(loop), loop.minutes) == (5, 285)


def test_overall_criteria_and_tips(peloton: Guide) -> None:
    groups = peloton.criteria_groups.annotate(size=Count("criteria"))
    assert list(groups.values_list("name", "size")) == [
        ("Technical Expertise & Problem Solving", 7),
        ("System Design & Architecture", 5),
        ("Leadership & Influence", 5),
        ("Behavioral & Cultural Fit", 3),
    ]
    assert Criterion.objects.in_guide(peloton).count() == 20
    assert list(Tip.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("name", ["New York", "Remote"])
def test_each_location_has_3_focus_points_5_questions_and_3_tips(peloton: Guide, name: str) -> None:
    location = Location.objects.get(name=name)
    kinds = [point.kind for point in location.points.all()]
    assert kinds == [LocationPoint.Kind.FOCUS] * 3 + [LocationPoint.Kind.TIP] * 3
    assert list(location.appearances.values_list("position", flat=True)) == [1, 2, 3, 4, 5]


ROUNDS = [
    ("HR / Recruiter Screen", "Recruiter Screen", "Medium", 45, "Recruiter / HR"),
    (
        "System Design",
        "System Design Interview",
        "Very High",
        60,
        "Senior Software Engineer / Architect",
    ),
    (
        "Coding & Algorithms",
        "Technical / Coding Interview",
        "Very High",
        60,
        "Senior Software Engineer",
    ),
    (
        "Leadership & Strategy",
        "Behavioral & Leadership Interview",
        "Very High",
        60,
        "Engineering Manager / Director",
    ),
    ("Executive & Vision", "Executive / Final Round", "Very High", 60, "VP of Engineering / CTO"),
]
# Looks-for, criteria, questions, tips, rejection reasons.
POINTS = [(4, 4, 5, 4, 4), (5, 5, 5, 5, 4), (5, 6, 5, 5, 5), (5, 6, 5, 5, 5), (5, 6, 5, 5, 5)]


def test_rounds(peloton: Guide) -> None:
    rounds = Round.objects.in_guide(peloton)
    described = [
        (one.name, one.kind, one.get_difficulty_display(), one.minutes, one.interviewer)
        for one in rounds
    ]
    assert described == ROUNDS
    assert all(one.summary and one.description_html for one in rounds)
    counted = [
        (
            one.points.filter(kind=Point.Kind.LOOKS_FOR).count(),
            one.points.filter(kind=Point.Kind.CRITERION).count(),
            one.appearances.count(),
            one.points.filter(kind=Point.Kind.TIP).count(),
            one.points.filter(kind=Point.Kind.REJECTION_REASON).count(),
        )
        for one in rounds
    ]
    assert counted == POINTS


def test_47_appearances_of_41_questions(peloton: Guide) -> None:
    places = Appearance.objects.in_guide(peloton).values_list("place").annotate(Count("pk"))
    assert dict(places) == {"round": 25, "common": 12, "location": 10}
    common = Appearance.objects.filter(place="common").order_by("position")
    assert list(common.values_list("position", flat=True)) == list(range(1, 13))
    assert Question.objects.in_guide(peloton).count() == 41
    assert Question.objects.coding().count() == 5


# The tags of each round's questions, in their order.
TAGS = [
    "Behavioral | Behavioral, Motivation | Behavioral, Compensation"
    " | Behavioral, Role Understanding | Behavioral",
    "System Design, Scalability, Real-time | System Design, Machine Learning, Data"
    " | System Design, Distributed Systems | System Design, Messaging, Scalability"
    " | System Design, Data Modeling, Scalability",
    "Data Structures, Algorithms, Real-time, Streaming | Algorithms, System Design, Concurrency"
    " | Algorithms, Graphs, Data Structures | Data Structures, Algorithms, System Design"
    " | Algorithms, Data Analysis, Big Data",
    "Leadership, Culture, Innovation | Leadership, Decision Making, Collaboration"
    " | Leadership, Mentorship | Leadership, Technical Strategy, Project Management"
    " | Leadership, Collaboration",
    "Vision, Strategy, Leadership | Strategy, Scalability, Vision"
    " | Leadership, Influence, Strategy | Strategy, Leadership, Operations"
    " | Strategy, Business Acumen, Vision",
]


def test_32_tags_in_66_assignments(peloton: Guide) -> None:
    for found, line in zip(Round.objects.in_guide(peloton), TAGS, strict=True):
        asked = Appearance.objects.in_round(found).order_by("position")
        tags = [{tag.name for tag in one.question.tags.all()} for one in asked]
        assert tags == [set(names.split(", ")) for names in line.split(" | ")]
    reported = Question.objects.filter(tags_source=Source.GUIDE)
    assert sum(question.tags.count() for question in reported) == 66
    assert Tag.objects.filter(questions__in=reported).distinct().count() == 32
    assert Tag.objects.count() == 32


def test_every_round_question_is_practised_in_its_own_round(peloton: Guide) -> None:
    for one in Appearance.objects.filter(place="round").select_related("question"):
        assert one.question.practice_round_id == one.round_id


def test_near_twins_are_one_question_with_a_note(peloton: Guide) -> None:
    asked_often = Question.objects.annotate(asked=Count("appearances")).filter(asked__gt=1)
    assert set(asked_often.values_list("key", "asked")) == {
        ("recommendation-engine", 2),
        ("mentoring-engineers", 3),
        ("technical-debt", 2),
        ("innovation-culture", 2),
        ("live-streaming-at-scale", 2),
    }
    assert all(question.editors_note for question in asked_often)


def test_study_plan(peloton: Guide) -> None:
    phases = Phase.objects.in_guide(peloton).with_span()
    assert [(phase.title, phase.span) for phase in phases] == [
        ("Foundation & Fundamentals", "Weeks 1\N{EN DASH}2"),
        ("System Design Mastery", "Weeks 3\N{EN DASH}4"),
        ("Behavioral & Leadership Preparation", "Weeks 5\N{EN DASH}6"),
        ("Mock Interviews & Refinement", "Week 7"),
    ]
    assert all(phase.summary and phase.description_html for phase in phases)
    assert list(Week.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    assert all(week.tasks.count() >= 6 for week in Week.objects.all())
    linked = set(Task.objects.values_list("question__appearances__round__key", flat=True))
    assert set(Round.objects.values_list("key", flat=True)) <= linked


def test_each_item_says_who_it_comes_from(peloton: Guide) -> None:
    sources = {
        model.__name__: set(model.objects.in_guide(peloton).values_list("source", flat=True))
        for model in content_models()
        if model.objects.in_guide(peloton).exists()
    }
    assert sources.pop("Task") == sources.pop("Week") == {Source.EDITORS}
    assert set(map(frozenset, sources.values())) == {frozenset({Source.GUIDE})}
