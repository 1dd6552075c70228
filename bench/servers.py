"""The servers of a run: granian with two workers, started and stopped here, and the memory they take."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import client
from bench.places import KEPT, ROOT, surroundings
from tests.servers import free_port

WORKERS = 2
REAL, FLOOR = "quancheng.config.wsgi:application", "bench.floor_app:application"
SERVERS = {REAL: "quancheng.config.serve", FLOOR: "granian"}


@dataclass(slots=True)
class Server:
    """A running server and the most memory that each of its processes took whenever we looked."""

    port: int
    process: subprocess.Popen[bytes]
    peak: dict[int, int] = field(default_factory=dict)

    def look(self) -> None:
        """Note the proportional memory of the workers, and of the process that forked them, now."""
        for pid in (self.process.pid, *_children(self.process.pid)):
            if size := _pss(pid):
                self.peak[pid] = max(self.peak.get(pid, 0), size)

    @property
    def cpu(self) -> float:
        """Seconds of processor time that the workers have used."""
        ticks = sum(_ticks(pid) for pid in _children(self.process.pid))
        return ticks / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> list[float]:
        """The most that each process took, largest first."""
        return sorted((size / 1024 for size in self.peak.values()), reverse=True)


def command(application: str, port: int) -> list[str]:
    """The same words for both, as `make run` starts the application."""
    return [
        sys.executable, "-m", SERVERS[application], "--interface", "wsgi", "--host", client.HOST,
        "--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "4", "--no-ws",
        "--log-level", "warning", "--working-dir", str(ROOT), application,
    ]  # fmt: skip


@contextmanager
def serving(application: str, url: str, **more: str) -> Iterator[Server]:
    """The application on a port of its own, answering; gone at the end."""
    port = free_port()
    log = (KEPT / f"{application.split('.')[0]}.log").open("wb")
    process = subprocess.Popen(
        command(application, port),
        env=surroundings(url) | more,
        cwd=ROOT,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        _wait(process, port, Path(log.name))
        yield Server(port, process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until both workers are up: a new connection each time reaches now one, now the other."""
    until, answered = time.monotonic() + 60, 0
    while time.monotonic() < until and process.poll() is None:
        try:
            request = client.request_bytes("GET", "/empty")
            client.drive(port, iter([request]), connections=1, seconds=10)
            answered += 1
            if answered >= 4 * WORKERS and len(_children(process.pid)) >= WORKERS:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start: " + log.read_text()[-2000:])


def _children(pid: int) -> list[int]:
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text().split():
            found += [int(child), *_children(int(child))]
    return found


def _pss(pid: int) -> int:
    """Proportional set size in KiB; 0 for a process that is gone or another's."""
    try:
        said = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    match = re.search(r"^Pss:\s+(\d+)", said, re.MULTILINE)
    return int(match[1]) if match else 0


def _ticks(pid: int) -> int:
    """User and system time of a process; 0 where it is gone."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    user, system = said.rpartition(")")[2].split()[11:13]
    return int(user) + int(system)


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))
