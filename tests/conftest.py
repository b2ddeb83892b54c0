from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from prep.models import Guide
from tests import stored

PELOTON = settings.FIXTURES_DIR / "peloton-distinguished-engineer"
LANTERN = Path(__file__).parent / "guides" / "lantern-ferries"


# However busy the machine is, a property that holds must not fail for the time it takes.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_configure() -> None:
    """What a test can do without: passwords that are slow to guess, writes that outlive a crash.

    SQLite is a file, as in the product: in memory, all threads would share one connection.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(settings.DATA_DIR / "tests.sqlite3")
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace("=FULL", "=OFF")


@pytest.fixture(scope="session", autouse=True)
def emptied_at_once() -> Iterator[None]:
    """After a test that commits, empty what it filled: Django's flush is slow (see `stored`)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", stored.empty)
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Pages name static files by their digests, which collecting them makes."""
    call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture(scope="session")
def loads(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> stored.Loads:
    """What `load_guide` stores of each guide; loading is slow, and most tests are not about it."""
    with django_db_blocker.unblock():
        return stored.keep(LANTERN, PELOTON)


@pytest.fixture
def peloton(db: None, loads: stored.Loads) -> Guide:
    """The guide that ships with the product."""
    stored.put_back(loads[PELOTON])
    return Guide.objects.get(key="peloton-distinguished-engineer")


@pytest.fixture
def lantern(db: None, loads: stored.Loads) -> Guide:
    """A small fictional guide with every kind of item: two rounds, five questions, two weeks."""
    stored.put_back(loads[LANTERN])
    return Guide.objects.get(key="lantern-ferries")


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes documents into a folder, a text for each file: `written(guide=..., plan=...)`."""

    def write(**documents: str) -> Path:
        for name, text in documents.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write
