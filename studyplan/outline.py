"""A guide's plan as one reads it: phases, their weeks, and tasks with where each leads."""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from prep.content import State
from prep.models import Guide
from rounds.loop import Loop
from studyplan.models import Phase, Task, Week


@dataclass(frozen=True)
class TaskLine:
    """A task and the page that it is done with; both texts are empty where it needs none."""

    task: Task
    label: str
    url: str


@dataclass(frozen=True)
class WeekOutline:
    week: Week
    tasks: tuple[TaskLine, ...]

    @property
    def minutes(self) -> int:
        return sum(line.task.minutes for line in self.tasks)

    @property
    def hours(self) -> str:
        """The minutes as one reads them: "5 h 15 min"."""
        hours, minutes = divmod(self.minutes, 60)
        parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
        return " ".join(filter(None, parts))


@dataclass(frozen=True)
class PhaseOutline:
    phase: Phase
    weeks: tuple[WeekOutline, ...]


def outline(guide: Guide, loop: Loop) -> tuple[PhaseOutline, ...]:
    """The published plan in order, in three queries."""
    tasks: dict[int, list[TaskLine]] = defaultdict(list)
    for task in Task.objects.in_guide(guide).published().with_links():
        tasks[task.week_id].append(TaskLine(task, *link(task, guide, loop)))
    weeks: dict[int, list[WeekOutline]] = defaultdict(list)
    for week in Week.objects.in_guide(guide).published():
        weeks[week.phase_id].append(WeekOutline(week, tuple(tasks[week.pk])))
    phases = Phase.objects.in_guide(guide).published().with_span()
    return tuple(PhaseOutline(phase, tuple(weeks[phase.pk])) for phase in phases)


def link(task: Task, guide: Guide, loop: Loop) -> tuple[str, str]:
    """(label, address) of what a task links to; retired targets give none."""
    if task.question and task.question.state == State.PUBLISHED:
        return task.question.prompt, reverse("question", args=[guide.key, task.question.slug])
    if stop := loop.of_round(task.round_id):
        return f"Round {stop.number}: {stop.round.name}", stop.url
    if task.tip and task.tip.state == State.PUBLISHED:
        return task.tip.text, f"{guide.get_absolute_url()}#tip-{task.tip.key}"
    return "", ""
