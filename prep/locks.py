"""What may happen once at a time, on any number of machines that share a database."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Any number will do, as long as nothing else uses it.
SET_UP = 7_370_001

held = threading.local()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until nobody else migrates or loads.

    Hold it around a transaction, not within one. It may be entered again, and goes with the
    connection, or with SQLite the process, at the latest.
    """
    if connection.vendor != "postgresql":
        with file_lock(f"{connection.settings_dict['NAME']}-setup"):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SET_UP])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SET_UP])


@contextmanager
def file_lock(name: str) -> Iterator[None]:
    """SQLite has one writer at a time, but two that migrate look first and both write then."""
    in_memory = ":memory:" in name or "mode=memory" in name
    if in_memory or getattr(held, "here", False):
        yield
        return
    try:
        stream = open(name, "w")  # noqa: SIM115
    except OSError:
        # SQLite says what is wrong with that place better than we could.
        yield
        return
    with stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        held.here = True
        try:
            yield
        finally:
            held.here = False
