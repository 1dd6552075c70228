"""What every test stands on: closed sockets, a clock that can be held, quick passwords."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.signals import request_finished
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from quancheng.config import catalogues
from quancheng.kernel import clock

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
HERE = {"", "localhost", "0.0.0.0", "::", "::1"}

hypothesis_settings.register_profile(
    "ci", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile("desk", deadline=None)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "desk")


class NetworkClosed(RuntimeError):
    """A test reached for another machine. No `except OSError` swallows it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--part",
        choices=["all", "suite", "browser", "newcomer"],
        default="all",
        help="all, or what tests/run.py runs apart",
    )


def pytest_configure(config: pytest.Config) -> None:
    # Argon2 is slow on purpose; a test signs in hundreds of times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Tests of accounts switch it on; everybody else's staff would meet the page that sets up a second factor.
    settings.REQUIRE_TOTP = False
    if not hasattr(config, "workerinput"):
        catalogues.compile_stale()


def touches_database(item: pytest.Item) -> bool:
    """Whether the test asks for a database in any of pytest-django's ways."""
    cls = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
        or (cls is not None and issubclass(cls, TransactionTestCase))
    )


def belongs(item: pytest.Item, part: str) -> bool:
    """Whether the test is in this part of the run, on this database."""
    newcomer = item.get_closest_marker("newcomer") is not None
    if part == "newcomer" or newcomer:
        return newcomer and part == "newcomer"
    browser = item.get_closest_marker("browser") is not None
    if part == "browser" or browser:
        return browser and part != "suite"
    if connection.vendor == "postgresql":
        # Without a database a second run could show nothing that the first did not.
        return touches_database(item)
    return item.get_closest_marker("postgres") is None


def lone_ones_in_the_middle(items: list[pytest.Item]) -> list[pytest.Item]:
    """What needs no demonstration stands where the second worker begins, while the first builds one."""
    lone = [item for item in items if "centre" not in getattr(item, "fixturenames", ())]
    stories = [item for item in items if item not in lone]
    half = min(len(items) // 2, len(stories))
    return [*stories[:half], *lone, *stories[half:]]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    part = config.getoption("part")
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if part != "all":
        dropped = [item for item in items if not belongs(item, part)]
        items[:] = [item for item in items if belongs(item, part)]
        config.hook.pytest_deselected(items=dropped)
        if part == "browser":
            items[:] = lone_ones_in_the_middle(items)
        return
    for item in items:
        if item.get_closest_marker("newcomer"):
            item.add_marker(pytest.mark.skip(reason="installs everything once more: make test ONLY=newcomer"))
        elif item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: make test ONLY=postgres"))


def _check_local(family: int, address: Any) -> None:
    if family in (socket.AF_INET, socket.AF_INET6):
        host = str(address[0])
        if host not in HERE and not host.startswith("127."):
            raise NetworkClosed(f"A test tried to reach {host}; tests talk to this machine only.")


@pytest.fixture(scope="session", autouse=True)
def closed_sockets() -> Iterator[None]:
    """Sockets lead to this machine and nowhere else; names of other hosts are not even looked up."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def checked_connect(self: socket.socket, address: Any) -> None:
        _check_local(self.family, address)
        connect(self, address)

    def checked_connect_ex(self: socket.socket, address: Any) -> int:
        _check_local(self.family, address)
        return connect_ex(self, address)

    def checked_look_up(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host or ""
        _check_local(socket.AF_INET, (name,))
        return look_up(host, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", checked_connect)
        patch.setattr(socket.socket, "connect_ex", checked_connect_ex)
        patch.setattr(socket, "getaddrinfo", checked_look_up)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_uploads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Files that tests upload go to a folder of this run, never among a person's own."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("uploads")
        patch.setattr(settings, "UPLOADS", folder)
        yield folder


def _see_everything(here: Any, *, local: bool) -> None:
    with here.cursor() as cursor:
        cursor.execute("SELECT set_config('app.system', '1', %s)", [local])


def _open_sight(sender: object, connection: Any, **kwargs: Any) -> None:
    """What a test itself does is the machine's doing: row-level security (PostgreSQL) shows it every row.

    A request says who asks, for its own transaction, and is bound by the second wall as in production.
    """
    if connection.vendor == "postgresql":
        _see_everything(connection, local=False)


def _again_in_sight(sender: object, **kwargs: Any) -> None:
    """A request inside a test's transaction leaves its settings there; the test sees everything again."""
    if connection.vendor != "postgresql" or not connection.in_atomic_block or connection.needs_rollback:
        return
    if connection.connection.info.transaction_status.name != "INERROR":
        _see_everything(connection, local=True)


connection_created.connect(_open_sight)
request_finished.connect(_again_in_sight)


@pytest.fixture(scope="session", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    """Django empties the tables after a test with transactions of its own; the trail's triggers stand aside.

    Only SQLite needs it: PostgreSQL truncates, which no row trigger sees.
    """
    if connection.vendor != "sqlite":
        yield
        return
    operations = type(connection.ops)
    original = operations.sql_flush

    def sql_flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'"
            )
            triggers = cursor.fetchall()
        statements = original(self, *args, **kwargs)
        return [*(f"DROP TRIGGER {name}" for name, _ in triggers), *statements, *(sql for _, sql in triggers)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", sql_flush)
        yield


@pytest.fixture(autouse=True)
def running_clock() -> Iterator[None]:
    """A test that holds the clock lets it go: what comes after would be told from another day."""
    yield
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1), "the clock is still held"


@pytest.fixture
def at() -> Callable[[str], AbstractContextManager[datetime]]:
    """`with at("2026-11-02 09:30"):` holds the clock at that time in the clinic."""

    def frozen(text: str) -> AbstractContextManager[datetime]:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(clock.CLINIC_TZ))
        return clock.frozen(moment)

    return frozen
