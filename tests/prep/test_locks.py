import threading

import pytest
from django.db import connection, connections

from prep.locks import one_at_a_time


@pytest.mark.django_db(transaction=True)
def test_a_second_one_waits_for_the_first() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time as it is")
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
