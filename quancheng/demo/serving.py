"""Serves the demonstration: the web server and the job worker as children that end with this process."""

import ctypes
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from django.conf import settings
from django.core.management import get_commands

from quancheng.kernel.refused import Refused, msg

HOST = "127.0.0.1"
APPLICATION = "quancheng.config.wsgi:application"
PATIENCE = 10.0
PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Somebody asked the demonstration to end."""


def check_port(port: int) -> None:
    """Refuses a port that another program listens on."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((HOST, port))
        except OSError:
            raise Refused(
                msg("Port %(port)s is taken by another program. Choose another: make run PORT=%(other)s"),
                params={"port": port, "other": port + 1},
            ) from None


def commands(port: int) -> list[list[str]]:
    """What is started: the web server, and the worker where there is one."""
    server = [
        sys.executable, "-m", "quancheng.config.serve", "--interface", "wsgi", "--host", HOST,
        "--port", str(port), "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "--workers-kill-timeout", "5s", "--working-dir", str(settings.ROOT), APPLICATION,
    ]  # fmt: skip
    started = [server]
    if "work" in get_commands():
        started.append([sys.executable, str(settings.ROOT / "manage.py"), "work"])
    return started


def serve(port: int) -> int:
    """Runs until Ctrl-C, SIGTERM, or one of the children ends; gives the exit code."""
    previous = signal.signal(signal.SIGTERM, _stop)
    children: list[subprocess.Popen[bytes]] = []
    try:
        children += map(_start, commands(port))
        return _wait(children)
    except (KeyboardInterrupt, Stopped):
        return 0
    finally:
        end(children)
        signal.signal(signal.SIGTERM, previous)


def _start(words: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own, so that Ctrl-C reaches this process only and the children end in order.
    return subprocess.Popen(  # noqa: S603 - our own words
        words,
        cwd=settings.ROOT,
        start_new_session=True,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - there is one thread
    )


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _wait(children: Sequence[subprocess.Popen[bytes]]) -> int:
    while True:
        for child in children:
            code = child.poll()
            if code is not None:
                return code or 1
        time.sleep(0.2)


def end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Asks the children to end, and makes those that do not."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + PATIENCE
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _end_with_parent() -> None:
    """Runs in the child: where this process is killed outright, Linux ends the child too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
