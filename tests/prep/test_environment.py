import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from prep import environment, secret_key


def manage(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run manage.py in this environment with some variables set, or removed where empty."""
    names = {**os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE": "", **variables}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in names.items() if value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("address", "origin", "host"),
    [
        ("HTTPS://Prep.Example.org/", "https://prep.example.org", "prep.example.org"),
        ("http://[::1]:8000", "http://[::1]:8000", "[::1]"),
    ],
)
def test_an_address_is_taken_in_its_plain_form(
    monkeypatch: pytest.MonkeyPatch, address: str, origin: str, host: str
) -> None:
    monkeypatch.setenv("SOME_SITE", address)
    assert environment.site_url("SOME_SITE", "") == origin
    assert environment.host(origin) == host


@pytest.mark.parametrize(
    "address", ["http://[::1", "https://a.example/path", "https://u@a.example"]
)
def test_an_address_that_is_none(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("SOME_SITE", address)
    with pytest.raises(ImproperlyConfigured, match="SOME_SITE must be an address such as"):
        environment.site_url("SOME_SITE", "")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ENV_FILE", "/nowhere/prep.env", "ENV_FILE names no file: /nowhere/prep.env."),
        ("DEBUG", "maybe", "DEBUG must be true or false, not 'maybe'."),
        ("PORT", "80a", "PORT must be a whole number from 1 to 65535, not '80a'."),
        ("PORT", "70000", "PORT must be a whole number from 1 to 65535, not '70000'."),
        (
            "SITE_URL",
            "prep.example.org",
            "SITE_URL must be an address such as https://prep.example.org, not 'prep.example.org'.",
        ),
        (
            "DATABASE_URL",
            "mysql://root@localhost/prep",
            "DATABASE_URL must start with postgres:// or sqlite:///, not 'mysql'.",
        ),
        (
            "TRUSTED_PROXIES",
            "all",
            "TRUSTED_PROXIES must be a whole number from 0 to 10, not 'all'.",
        ),
        (
            "REDIS_URL",
            "redis://cache.example.org/prep",
            "REDIS_URL must look like redis://user:password@host:6379/0, rediss://... "
            "or unix:///path/to/socket, not 'redis://...'.",
        ),
        (
            "EMAIL_URL",
            "mail.example.org:587",
            "EMAIL_URL must look like smtp+tls://user:password@host:587, not 'mail.example.org'.",
        ),
    ],
)
def test_a_bad_value_stops_the_start_in_one_line(name: str, value: str, message: str) -> None:
    result = manage("check", **{name: value})
    assert (result.returncode, result.stdout, result.stderr) == (1, "", f"prep: {message}\n")


def test_production_refuses_to_start_without_a_secret_key(tmp_path: Path) -> None:
    result = manage("check", SECRET_KEY="", DATA_DIR=str(tmp_path))
    assert result.returncode == 1
    assert result.stderr == (
        "prep: SECRET_KEY is not set: set it, or run `make run` once, "
        f"which generates one in {tmp_path / 'secret_key'}.\n"
    )


def test_the_secret_key_is_generated_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    assert secret_key.generate(file) is True
    first = file.read_text()
    assert secret_key.generate(file) is False
    assert file.read_text() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert environment.secret_key("SECRET_KEY_OF_NOBODY", file, debug=False) == first
    assert list(tmp_path.iterdir()) == [file]


def test_a_data_folder_that_cannot_be_made_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "below"))
    with pytest.raises(ImproperlyConfigured, match=r"DATA_DIR can't be used: .*/file/below: Not a"):
        environment.data_dir()


def test_postgres_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_URL", "postgres://ann:s%2Fcret@db.example.org:5433/prep")
    config = environment.database("SOME_URL", Path("unused"))
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["USER"], config["PASSWORD"]) == ("ann", "s/cret")
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db.example.org", 5433, "prep")
    assert config["CONN_MAX_AGE"] is None


def test_mail_goes_to_a_folder_unless_a_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = environment.email("MAIL_OF_NOBODY", Path("/mail"))
    assert folder["EMAIL_FILE_PATH"] == "/mail"
    monkeypatch.setenv("SOME_MAIL", "smtp+tls://ann:pw@mail.example.org:587")
    server = environment.email("SOME_MAIL", Path("/mail"))
    assert (server["EMAIL_HOST"], server["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert server["EMAIL_USE_TLS"] is True


@pytest.mark.parametrize(
    "url", ["redis://", "redis://h:0", "redis://h:x", "http://h", "unix://", "cache.example.org"]
)
def test_a_redis_address_that_is_none(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SOME_CACHE", url)
    with pytest.raises(ImproperlyConfigured, match="SOME_CACHE must look like redis"):
        environment.cache("SOME_CACHE", "cache")


@pytest.mark.parametrize(
    "url", ["redis://h", "rediss://:s%2Fcret@h:6380/1", "unix:///run/redis.sock"]
)
def test_redis_replaces_the_table_of_the_database(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    table = environment.cache("CACHE_OF_NOBODY", "cache")
    assert table["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    monkeypatch.setenv("SOME_CACHE", url)
    config = environment.cache("SOME_CACHE", "cache")
    assert config["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert config["LOCATION"] == url


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "optional True 0"),
        (
            {"EMAIL_URL": "smtp://mail.example.org", "SITE_URL": "https://prep.example.org"},
            "mandatory False 1",
        ),
    ],
)
def test_addresses_are_confirmed_where_mail_is_sent(
    variables: dict[str, str], expected: str
) -> None:
    names = "ACCOUNT_EMAIL_VERIFICATION MFA_ALLOW_UNVERIFIED_EMAIL ALLAUTH_TRUSTED_PROXY_COUNT"
    code = (
        f"from django.conf import settings as s; print(*[getattr(s, n) for n in {names.split()}])"
    )
    result = manage("shell", "-v0", "-c", code, **variables)
    assert (result.stdout, result.stderr) == (f"{expected}\n", "")


def test_an_https_address_turns_everything_that_needs_it_on() -> None:
    result = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SITE_URL="https://prep.example.org",
        SECRET_KEY="kT0-" + "aZ9_" * 16,
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = manage("serve", PORT=str(port), DATA_DIR=str(tmp_path), DATABASE_URL="")
    assert result.returncode == 1
    assert result.stderr == (
        f"CommandError: port {port} is taken: choose another one, "
        f"for instance PORT={port % 65535 + 1}\n"
    )
