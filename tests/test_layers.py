"""Models and pure modules import downwards only, and none of them a view."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

# From the ground up.
LAYERS = ["prep", "rounds", "questions", "questions.practice", "studyplan"]
# Where the whole guide comes together: these may call any app's public queries.
ANYWHERE = {"views.py", "urls.py", "settings.py", "environment.py"}

MODULES = [
    path.relative_to(settings.BASE_DIR)
    for app in ("prep", "rounds", "questions", "studyplan")
    for path in sorted((settings.BASE_DIR / app).rglob("*.py"))
    if path.name not in ANYWHERE and not {"migrations", "views"} & set(path.parts)
]


def layer(name: str) -> int:
    """Which layer a dotted name belongs to, from the ground up; -1 for none of ours."""
    return max((n for n, one in enumerate(LAYERS) if f"{name}.".startswith(f"{one}.")), default=-1)


def imported(path: Path) -> set[str]:
    tree = ast.parse((settings.BASE_DIR / path).read_text())
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_lead_downwards(path: Path) -> None:
    own = layer(".".join(path.with_suffix("").parts))
    assert {name for name in imported(path) if layer(name) > own} == set()


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_nothing_below_the_views_imports_a_view(path: Path) -> None:
    assert {name for name in imported(path) if "views" in name.split(".")[:2]} == set()
