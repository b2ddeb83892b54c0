import threading
from pathlib import Path

import pytest
from django.db import connection, connections

from prep.locks import one_at_a_time


@pytest.mark.django_db(transaction=True)
def test_a_second_one_waits_for_the_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if connection.vendor == "sqlite":
        # The lock is a file beside the database's, and the one of the tests has none.
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "prep.sqlite3"))
    entered = threading.Event()

    def second() -> None:
        with one_at_a_time():
            entered.set()
        connections.close_all()

    with one_at_a_time(), one_at_a_time():
        other = threading.Thread(target=second)
        other.start()
        assert not entered.wait(0.3)
    assert entered.wait(10)
    other.join()
