"""What may happen once at a time, on any number of machines that share a database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Any number will do, as long as nothing else uses it.
SET_UP = 7_370_001


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until nobody else migrates or loads. SQLite has one writer at a time as it is.

    Hold it around a transaction, not within one. It may be entered again, and goes with the
    connection at the latest.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SET_UP])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SET_UP])
