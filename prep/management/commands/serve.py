import errno
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction

from prep.locks import one_at_a_time

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Bring the database up to date, load every guide in fixtures/, and serve."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reload", action="store_true", help="Django's development server.")

    def handle(self, *args: Any, reload: bool, **options: Any) -> None:
        if "RUN_MAIN" not in os.environ:  # the development server's own restarts skip this
            check_port(settings.PORT)
            self.prepare()
            self.stdout.write(f"Prep is at {settings.SITE_URL} (Ctrl-C stops it)")
            self.stdout.flush()
        if reload:
            call_command("runserver", f"{HOST}:{settings.PORT}")
        else:
            serve()

    def prepare(self) -> None:
        try:
            with one_at_a_time():
                call_command("migrate", verbosity=0, interactive=False)
                # It looks for the table first: SQLite's write lock is taken before that.
                with transaction.atomic():
                    call_command("createcachetable", verbosity=0)
        except DatabaseError as error:
            reason = " ".join(str(error).split())
            raise CommandError(
                f"the database can't be used; check DATABASE_URL: {reason}"
            ) from error
        for folder in sorted(path for path in settings.FIXTURES_DIR.iterdir() if path.is_dir()):
            try:
                call_command("load_guide", str(folder), stdout=self.stdout)
            except CommandError as error:
                # A slip in a fixture is no reason to be down: what was loaded before still stands.
                self.stderr.write(str(error))
        if not settings.DEBUG:
            # Two that collect into one folder remove what the other is about to read.
            with one_at_a_time():
                call_command("collectstatic", verbosity=0, interactive=False)


def check_port(port: int) -> None:
    """Raises CommandError where another server listens: two could share the port unnoticed."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            reason = "is taken" if error.errno == errno.EADDRINUSE else f"is refused ({error})"
            raise CommandError(
                f"port {port} {reason}: choose another one, for instance PORT={port % 65535 + 1}"
            ) from error


def serve() -> None:
    """Hand this process over to the web server; one thread a worker keeps one connection each."""
    workers = settings.WORKERS or os.cpu_count() or 1
    command = ["granian", "--interface", "wsgi", "--host", HOST, "--port", str(settings.PORT)]
    command += ["--workers", str(workers), "--blocking-threads", "1", "--log-level", "warning"]
    command += ["--no-ws", "--respawn-failed-workers", "prep.wsgi:application"]
    folder = os.path.dirname(sys.executable)
    os.execv(os.path.join(folder, "granian"), command)  # noqa: S606
