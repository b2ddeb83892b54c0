from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from questions.practice.guests import purge


class Command(BaseCommand):
    help = "Remove guests who kept nothing, and those who have not come back for a long time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--days", type=int, default=365, help="idle for this many days (default 365)"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say how many there are, remove none"
        )

    def handle(self, *args: Any, days: int, dry_run: bool, **options: Any) -> None:
        if days < 1:
            raise CommandError("--days must be 1 or more.")
        purged = purge(timezone.now(), timedelta(days=days), keep=dry_run)
        verb = "would be removed" if dry_run else "removed"
        self.stdout.write(f"{purged.empty} empty and {purged.idle} idle guests {verb}")
