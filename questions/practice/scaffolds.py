"""Outlines to answer along, by the kind of question. Offered, never forced."""

from questions.models import Question

SECTIONS = {
    Question.Kind.BEHAVIORAL: ("Situation", "Task", "Action", "Result", "Reflection"),
    Question.Kind.SYSTEM_DESIGN: ("Scope", "Numbers", "Design", "Trade-offs", "Failure"),
    Question.Kind.CODING: ("Approach", "Code", "Complexity", "Edge cases"),
    Question.Kind.VISION: ("Position", "Evidence", "Plan", "Risk"),
}


def scaffold(kind: str) -> str:
    """The outline for a kind of question, as Markdown headings with room below each."""
    return "".join(f"## {name}\n\n\n" for name in SECTIONS[Question.Kind(kind)])


def is_answer(text: str, kind: str) -> bool:
    """Whether there is anything besides white space and the headings of the outline."""
    headings = {f"## {name}" for name in SECTIONS[Question.Kind(kind)]}
    return any(line.strip() and line.strip() not in headings for line in text.splitlines())
