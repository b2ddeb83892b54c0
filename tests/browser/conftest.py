"""A real Chromium against the real middleware; a policy violation or console error fails a test."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from prep.models import Guide
from tests import stored
from tests.conftest import PELOTON

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# What a page may take to do as it should, in milliseconds.
PATIENCE = 5_000
expect.set_options(timeout=PATIENCE)
TOLD = """
document.addEventListener("securitypolicyviolation", event => {
  console.error("policy", event.violatedDirective, event.blockedURI)
})
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            if "product" in getattr(item, "fixturenames", ()):
                item.add_marker("product")


@pytest.fixture(scope="session", autouse=True)
def beside_the_orm() -> Iterator[None]:
    """Playwright's event loop runs in this thread, once a browser test has started it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="session", autouse=True)
def chromium() -> str:
    if CHROMIUM:
        return CHROMIUM
    reason = "no Chromium on this machine: install Debian's package chromium"
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, object]:
    flags = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    )
    more = "--disable-component-update --disable-sync"
    return {"executable_path": chromium, "args": f"{flags} {more}".split()}


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """pytest-django's server, but with static files through the product's own middleware."""
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = lambda application: application  # type: ignore[assignment]
    server.start()
    yield server
    server.stop()


class Watch:
    """Collects what a page complains of; `expect` takes back what a test provokes on purpose."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def on(self, page: Page) -> None:
        page.set_default_timeout(PATIENCE)
        page.add_init_script(TOLD)
        page.on("console", self.note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def expect(self, part: str) -> None:
        assert [text for text in self.complaints if part in text] != []
        self.complaints = [text for text in self.complaints if part not in text]


@pytest.fixture
def watch(context: BrowserContext) -> Iterator[Watch]:
    watch = Watch()
    context.on("page", watch.on)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def page(watch: Watch, context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def guide(live_server: LiveServer, transactional_db: None, loads: stored.Loads) -> str:
    """The address of the guide that ships, served from this test's database."""
    stored.put_back(loads[PELOTON])
    key = Guide.objects.get().key
    return f"{live_server.url}/guides/{key}/"


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product as `make run` serves it, on a free port with a fresh database."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "PORT": str(port),
        "WORKERS": "1",
        "DATA_DIR": str(tmp_path_factory.mktemp("product")),
    }
    address = f"http://localhost:{port}"
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=settings.BASE_DIR, env=environment
    ) as server:
        try:
            wait_for(f"{address}/healthz", server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for(address: str, server: "subprocess.Popen[bytes]", seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended"
        try:
            with urlopen(address, timeout=1) as response:  # noqa: S310
                assert response.status == 200
                return
        except (URLError, ConnectionError):
            server_ended = server.poll()
            assert server_ended is None, "the server ended"
            time.sleep(0.1)
    pytest.fail(f"{address} did not answer within {seconds} s")
