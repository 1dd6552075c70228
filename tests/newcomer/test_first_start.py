"""Story 1 from its first line: `git clone`, `make run`, and the demonstration answers."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quancheng.demo.cast import PORTAL
from quancheng.demo.signins import documented
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
FIRST, SECOND = 900.0, 60.0  # seconds: with installing and building; with neither

pytestmark = pytest.mark.newcomer


@contextmanager
def made_to_run(clone: Path, home: Path, port: int, patience: float) -> Iterator[tuple[float, str]]:
    """`make run` in an empty environment until it answers: after how many seconds, and what it printed."""
    log, begun = home / f"{time.time_ns()}.log", time.monotonic()
    with log.open("w") as out:
        started = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=clone,
            env={"PATH": os.environ["PATH"], "HOME": str(home)},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while not answers(port):
            assert started.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() - begun < patience, log.read_text()[-3000:]
            time.sleep(0.5)
        yield time.monotonic() - begun, log.read_text()
    finally:
        os.killpg(started.pid, signal.SIGTERM)  # make, and everything that it started; nothing else
        started.wait(timeout=60)
        # make is gone at once; the server ends what it is doing, and would answer for the next start.
        until = time.monotonic() + 30
        while answers(port) and time.monotonic() < until:
            time.sleep(0.2)


def answers(port: int) -> bool:
    """Whether the page of the sign-in is there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def test_a_fresh_clone_runs_and_a_second_start_is_quick_and_keeps_the_data(tmp_path: Path) -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no git, or no repository to clone")
    clone, home = tmp_path / "quancheng", tmp_path / "home"
    home.mkdir()
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, clone], check=True)
    port = free_port()
    with made_to_run(clone, home, port, FIRST) as (_seconds, said):
        assert f":{port}/" in said
        for person, hospital in documented():
            assert person.username in said
            assert hospital in said
        for phone, *_ in PORTAL:
            assert phone in said
        password = re.search(r"password: (\S+)", said)
        assert password
    (database,) = (clone / "var").glob("*.sqlite3")
    built = database.stat().st_ino
    with made_to_run(clone, home, port, SECOND) as (_seconds, said):
        assert password[0] in said
        assert database.stat().st_ino == built, "the data are those of the first start"
    tracked = ["git", "status", "--porcelain"]
    assert subprocess.run(tracked, cwd=clone, capture_output=True, text=True, check=True).stdout == ""
