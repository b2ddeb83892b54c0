from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from prep.transfer.documents import FixtureError
from prep.transfer.loading import load_guide


class Command(BaseCommand):
    help = "Check a folder of fixtures and load the guide in it; edits made here are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")

    def handle(self, *args: Any, folders: list[Path], **options: Any) -> None:
        for folder in folders:
            try:
                result = load_guide(folder)
            except FixtureError as error:
                listed = "\n".join(f"  {problem}" for problem in error.problems)
                raise CommandError(
                    f"{folder} was not loaded, and nothing was changed:\n{listed}"
                ) from error
            self.stdout.write(str(result))
            if options["verbosity"] > 1:
                for name in ("created", "updated", "kept", "retired"):
                    for place in getattr(result, name):
                        self.stdout.write(f"  {name}: {place}")
