from typing import Any

from django.core.management.base import BaseCommand

from prep.derive import refresh


class Command(BaseCommand):
    help = "Derive rendered HTML and the guides' versions anew, after `loaddata` or an upgrade."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{refresh()} items were out of date")
