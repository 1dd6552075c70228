"""The demonstration centre as a newcomer gets it: built and served by its command, in a folder of its own.

Where QUANCHENG_STORIES is the address of a database, it stands there: `make test ONLY=stories`.
"""

import fcntl
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 180.0


@dataclass(frozen=True, eq=False)
class Centre:
    """A running demonstration: its address, the password of its staff, and its folder."""

    url: str
    password: str
    folder: Path
    environment: dict[str, str]

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs a management command beside the server, on the same data."""
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def ask(self, lines: str) -> Any:
        """What the lines leave in `answer`: they run beside the server and may read everything."""
        done = self.manage(
            "shell", "--verbosity", "0", "--command", _ASKING.format(lines=indent(lines, "    "))
        )
        _, mark, text = done.stdout.partition("ANSWER")
        assert mark, done.stderr[-2000:]
        return json.loads(text)


_ASKING = """
import json
from quancheng.access.actor import system
from quancheng.patients.row_security import acting_as
with acting_as(system("stories")):
{lines}
print("ANSWER" + json.dumps(answer))
"""


COMMAND = [sys.executable, str(ROOT / "manage.py"), "demo", "--small"]


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("QUANCHENG_")},
        "QUANCHENG_DEMO": "1",
        "QUANCHENG_VAR": str(folder),
        "DATABASE_URL": os.environ.get("QUANCHENG_STORIES", f"sqlite:///{folder / 'demo.sqlite3'}"),
        "PORT": str(port),
    }


def built_once(folder: Path) -> Path:
    """The small demonstration as it was built in this folder by whoever came first; the others wait."""
    folder.mkdir(exist_ok=True)
    done = folder / "built"
    with (folder.parent / "building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            told = subprocess.run(
                [*COMMAND, "--build-only"],
                env=_environment(folder, _free_port()),
                cwd=ROOT,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            assert told.returncode == 0, told.stderr[-2000:]
            done.touch()
    return folder


@contextmanager
def running(folder: Path) -> Iterator[Centre]:
    """The small demonstration in this folder, served until the block ends; built if it is not there."""
    port = _free_port()
    environment = _environment(folder, port)
    log = folder / "demo.log"
    with log.open("w") as out:
        process = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process, log)
            yield Centre(url, _password(log.read_text()), folder, environment)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            with urllib.request.urlopen(f"{url}/accounts/login/", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.3)
    raise AssertionError(f"The demonstration did not answer in {PATIENCE:.0f} s: {log.read_text()[-2000:]}")


def _password(text: str) -> str:
    found = re.search(r"password: (\S+)", text)
    assert found, text[-2000:]
    return found[1]
