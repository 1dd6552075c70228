"""What conftest and the test servers promise to every other test."""

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.db import connection

from quancheng.kernel import clock


def test_refuses_to_reach_another_machine() -> None:
    with socket.socket() as sock, pytest.raises(RuntimeError, match=r"tried to reach 192\.0\.2\.1"):
        sock.connect(("192.0.2.1", 80))
    with socket.socket() as sock, pytest.raises(RuntimeError, match="tried to reach"):
        sock.connect_ex(("192.0.2.1", 80))


def test_refuses_to_look_up_another_machine() -> None:
    with pytest.raises(RuntimeError, match="tried to reach quancheng"):
        socket.getaddrinfo("quancheng.example", 443)


def test_reaches_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as sock:
        sock.connect(server.getsockname())


def test_holds_the_clock_at_a_time_in_the_clinic(
    at: Callable[[str], AbstractContextManager[datetime]],
) -> None:
    with at("2026-11-03 00:30"):
        assert clock.now() == datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
        assert clock.today() == date(2026, 11, 3)


def test_hashes_passwords_quickly_and_keeps_uploads_apart() -> None:
    assert get_hasher().algorithm == "md5"
    assert settings.ROOT not in settings.UPLOADS.parents


@pytest.mark.postgres
@pytest.mark.django_db
def test_row_level_security_holds_for_the_role_that_runs_the_tests() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("CREATE TABLE walled (id int)")
        cursor.execute("INSERT INTO walled VALUES (1)")
        cursor.execute("ALTER TABLE walled ENABLE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE walled FORCE ROW LEVEL SECURITY")
        cursor.execute("SELECT count(*) FROM walled")
        assert cursor.fetchone() == (0,)
