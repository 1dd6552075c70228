"""Serving: a taken port is said at once, children end with the demonstration, the password stays here."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from quancheng.demo import serving, signins
from quancheng.demo.cast import PORTAL
from quancheng.demo.password import kept_password
from quancheng.kernel.refused import Refused


def test_refuses_a_port_that_is_taken_and_says_how_to_choose_another() -> None:
    with socket.socket() as sock:
        sock.bind((serving.HOST, 0))
        sock.listen()
        port = sock.getsockname()[1]
        with pytest.raises(Refused, match=rf"Port {port} is taken.*PORT={port + 1}"):
            serving.check_port(port)


def test_a_port_that_was_just_given_back_is_free() -> None:
    with socket.socket() as sock:
        sock.bind((serving.HOST, 0))
        port = sock.getsockname()[1]
    serving.check_port(port)


def test_the_server_listens_on_this_machine_only() -> None:
    server = serving.commands(8123)[0]
    assert server[server.index("--host") + 1] == "127.0.0.1"
    assert server[server.index("--port") + 1] == "8123"
    assert server[-1] == "quancheng.config.wsgi:application"


@pytest.mark.parametrize("ignores", [False, True], ids=["obedient", "deaf"])
def test_children_end_when_asked_and_are_made_to_when_they_do_not(
    ignores: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.5)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " if ignores else ""
    code = f"{deaf}print(flush=True); import time; time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    serving.end([child])
    assert child.poll() is not None
    child.stdout.close()


def test_the_password_is_made_once_and_readable_by_its_owner_only(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path / "var"
    first = kept_password()
    assert first == kept_password()
    assert len(first) >= 12
    assert (tmp_path / "var" / "demo-password.txt").stat().st_mode & 0o077 == 0
    settings.VAR = tmp_path / "other"
    assert kept_password() != first


def test_the_table_names_every_sign_in_in_both_languages() -> None:
    table = signins.table("http://127.0.0.1:8000/", "rose-1")
    assert "http://127.0.0.1:8000/" in table
    for chinese, english in signins.ROLE_NAMES.values():
        assert chinese in table
        assert english in table
    assert all(phone in table for phone, *_ in PORTAL)
