"""Stories in a browser: one Chromium for the run, a fresh visitor for each test, pages that stay clean."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

from tests.functional.accessible import Accessible
from tests.functional.centre import Centre, built_once, running
from tests.servers import Absent, chromium

# No sandbox only where Chromium cannot have one; nothing that would look for hosts beyond this machine.
FLAGS = [
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]
STAFF = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 640}
PATIENCE_MS = 10_000
LANGUAGES = {"zh-hans": "zh-CN", "en": "en-US"}

Visitor = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine; without one the test is skipped and says so."""
    try:
        path = chromium()
    except Absent as reason:
        pytest.skip(str(reason))
    # Playwright keeps an event loop in this thread; Django would take our own queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def centre(browser: Browser, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """The demonstration, built once for the run; the stories of a worker share its people."""
    own = tmp_path_factory.mktemp("centre")
    shutil.copytree(built_once(shared / "centre-as-built"), own, dirs_exist_ok=True)
    with running(own) as started:
        yield started


@pytest.fixture
def visitor(browser: Browser, live_server: object) -> Iterator[Visitor]:
    """`page = visitor(PHONE, "en")` opens a new person's browser at the tests' own site."""
    yield from _visits(browser, str(live_server))


@pytest.fixture
def guest(browser: Browser, centre: Centre) -> Iterator[Visitor]:
    """`page = guest(STAFF, "en")` opens a new person's browser at the demonstration."""
    yield from _visits(browser, centre.url)


def _visits(browser: Browser, address: str) -> Iterator[Visitor]:
    """Visitors of a site. When the test ends, no page may have had an error, a refused script or a 5xx."""
    contexts, troubles = [], []

    def note(message: ConsoleMessage) -> None:
        # A form that is refused answers 4xx on purpose, and Chromium logs that as a failed load.
        if message.type == "error" and "Failed to load resource" not in message.text:
            troubles.append(f"console: {message.text}")

    def check(response: Response) -> None:
        if response.status >= 500:
            troubles.append(f"{response.status}: {response.url}")

    def visit(size: dict[str, int] = STAFF, language: str = "zh-hans", *, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=address, viewport=size, locale=LANGUAGES[language], java_script_enabled=scripts
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": "language", "value": language, "url": address}])
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("response", check)
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        return page

    yield visit
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of the run have in common."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def check_accessible(shared: Path) -> Callable[[Page], None]:
    """`check_accessible(page)` fails with what axe-core finds wrong, each with the element.

    Contrast, most of the time, is looked at on Chinese pages: both languages have the same colours, and each
    story and each page is told in both.
    """
    return Accessible(shared).check
