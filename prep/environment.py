"""Strict reading of environment variables: a bad value stops the start and is named."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def read_dotenv() -> None:
    """Take what the environment does not set from a file of NAME=value lines, if there is one."""
    named = text("ENV_FILE")
    file = BASE_DIR / (named or ".env")
    if not file.is_file():
        if named:
            raise ImproperlyConfigured(f"ENV_FILE names no file: {file}.")
        return
    try:
        environ.Env.read_env(file)
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"{file} is not readable as UTF-8.") from error


def data_dir() -> Path:
    """The folder of everything this installation owns: database, secret key, mail, static files."""
    folder = BASE_DIR / text("DATA_DIR", "data")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR can't be used: {folder}: {error.strerror}."
        ) from error
    return folder


def text(name: str, default: str = "") -> str:
    """The variable as typed, stripped; an empty one counts as absent."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value in TRUE


def number(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number between `low` and `high`, both included."""
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        raise ImproperlyConfigured(
            f"{name} must be a whole number from {low} to {high}, not {value!r}."
        )
    return int(value)


def site_url(name: str, default: str) -> str:
    """An http or https origin without a path, such as https://prep.example.org."""
    value = text(name, default)
    try:
        parts = urlsplit(value.lower())
        origin = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        rest = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    except ValueError:
        origin, rest = False, ""
    if not origin or rest:
        raise ImproperlyConfigured(
            f"{name} must be an address such as https://prep.example.org, not {value!r}."
        )
    return f"{parts.scheme}://{parts.netloc}"


def host(site: str) -> str:
    """The host name of an origin, as the Host header spells it."""
    name = str(urlsplit(site).hostname)
    return f"[{name}]" if ":" in name else name


def database(name: str, default: Path) -> dict[str, Any]:
    """A Django database from postgres://... or sqlite:///...; without one, SQLite at `default`."""
    value = text(name)
    if not value:
        return sqlite(str(default))
    scheme = value.partition("://")[0]
    if scheme not in {"postgres", "postgresql", "sqlite"}:
        raise ImproperlyConfigured(
            f"{name} must start with postgres:// or sqlite:///, not {value.partition(':')[0]!r}."
        )
    try:
        config: dict[str, Any] = environ.Env.db_url_config(value)
    except (ValueError, environ.ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} can't be read: {error}") from error
    if not config.get("NAME"):
        raise ImproperlyConfigured(f"{name} names no database: postgres://user:password@host/name.")
    if scheme == "sqlite":
        return sqlite(config["NAME"])
    return {**config, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}


def sqlite(name: str) -> dict[str, Any]:
    """SQLite as it has to be set for several processes to write: see the comment on each option."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A deferred transaction that turns into a write fails at once, whatever the timeout.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an answer that was confirmed outlives a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def cache(name: str, default_table: str) -> dict[str, Any]:
    """A Django cache that all workers share: redis://..., or without one a database table."""
    value = text(name)
    if not value:
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": default_table,
            # The few hundred of the default would let a flood of addresses push the limits out.
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    try:
        parts = urlsplit(value)
        rest = parts.path.strip("/")
        if parts.scheme == "unix":
            good = bool(rest) and not parts.hostname
        else:
            good = parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and parts.port != 0
            good = good and (not rest or rest.isdigit())
    except ValueError:
        good = False
    if not good:
        raise ImproperlyConfigured(
            f"{name} must look like redis://user:password@host:6379/0, "
            f"rediss://... or unix:///path/to/socket, not '{value.partition(':')[0]}://...'."
        )
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": value,
        "KEY_PREFIX": "prep",
        "OPTIONS": {"socket_connect_timeout": 5, "socket_timeout": 5},
    }


def email(name: str, default_folder: Path) -> dict[str, Any]:
    """Django's EMAIL_* settings from smtp://...; without a value, mail is written to a folder."""
    value = text(name)
    if not value:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(default_folder),
        }
    if value.partition("://")[0] not in environ.Env.EMAIL_SCHEMES:
        raise ImproperlyConfigured(
            f"{name} must look like smtp+tls://user:password@host:587, "
            f"not {value.partition(':')[0]!r}."
        )
    try:
        config: dict[str, Any] = environ.Env.email_url_config(value)
    except (ValueError, environ.ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} can't be read: {error}") from error
    config.pop("OPTIONS", None)
    return config


def secret_key(name: str, file: Path, *, debug: bool) -> str:
    """The variable, else the file that `make run` generates; only debug does without either."""
    value = text(name)
    if not value and file.is_file():
        value = file.read_text().strip()
    if not value and debug:
        return "debug-only-not-a-secret-and-never-used-in-production"
    if len(value) < 32:
        problem = "is shorter than 32 characters" if value else "is not set"
        raise ImproperlyConfigured(
            f"{name} {problem}: set it, or run `make run` once, which generates one in {file}."
        )
    return value
