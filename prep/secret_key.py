"""Generate this installation's secret key once: `python -m prep.secret_key`."""

import os
import secrets
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from prep import environment

FILE_NAME = "secret_key"


def generate(file: Path) -> bool:
    """Write a new key with mode 0600; an existing file is left alone and gives False."""
    # Written aside and linked into place: a crash never leaves an empty key behind.
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(64))
    try:
        os.link(aside, file)
    except FileExistsError:
        return False
    finally:
        aside.unlink()
    return True


if __name__ == "__main__":
    try:
        environment.read_dotenv()
        generate(environment.data_dir() / FILE_NAME)
    except (ImproperlyConfigured, OSError) as error:
        sys.exit(f"prep: {error}")
