from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from prep.models import Guide
from prep.transfer.loading import load_guide

PELOTON = settings.FIXTURES_DIR / "peloton-distinguished-engineer"
LANTERN = Path(__file__).parent / "guides" / "lantern-ferries"


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Pages name static files by their digests, which collecting them makes."""
    call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture
def peloton(db: None) -> Guide:
    """The guide that ships with the product."""
    load_guide(PELOTON)
    return Guide.objects.get(key="peloton-distinguished-engineer")


@pytest.fixture
def lantern(db: None) -> Guide:
    """A small fictional guide with every kind of item: two rounds, five questions, two weeks."""
    load_guide(LANTERN)
    return Guide.objects.get(key="lantern-ferries")


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes documents into a folder, a text for each file: `written(guide=..., plan=...)`."""

    def write(**documents: str) -> Path:
        for name, text in documents.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write
