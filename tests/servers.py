"""What a full test run needs around it: a PostgreSQL of its own, and the browser that is on the machine."""

import ctypes
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg import sql

# The shell has no window to draw: a page costs it two thirds of the time.
CHROMIUM_NAMES = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
)  # fmt: skip
# A test database that is lost with the machine is no loss, so nothing waits for the disk.
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
}
PR_SET_PDEATHSIG = 1


class Absent(Exception):
    """Something is not on this machine; the text says what, for the closing summary."""


@cache
def chromium() -> str:
    """Path of a Chromium; raises Absent where PATH has none."""
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    raise Absent("no Chromium in PATH (chromium-headless-shell, chromium or google-chrome)")


def chromium_version() -> str:
    """What the browser calls itself, as `Chromium 120.0`."""
    said = subprocess.run([chromium(), "--version"], capture_output=True, text=True, check=False).stdout
    return " ".join(said.split()[:2]) or "Chromium"


def postgres_folder() -> Path:
    """The folder with initdb and postgres, the newest where there are several; raises Absent."""
    found = [Path(path).resolve().parent for name in ("initdb",) if (path := shutil.which(name))]
    found += Path("/usr/lib/postgresql").glob("*/bin")
    whole = [path for path in found if (path / "initdb").exists() and (path / "postgres").exists()]
    if not whole:
        raise Absent("no PostgreSQL server on this machine (initdb in PATH or under /usr/lib/postgresql)")
    return max(whole, key=lambda path: [int(number) for number in re.findall(r"\d+", str(path))])


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _unprivileged() -> dict[str, object]:
    """Popen's arguments under which PostgreSQL agrees to start: as root, another user."""
    if os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise Absent("PostgreSQL refuses to run as root, and there is no user postgres or nobody")


def _end_with_parent() -> None:
    """Runs in the child: Linux stops the server when the test run is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


class Postgres:
    """A PostgreSQL on loopback in a folder of its own, gone at the end; `url` is the address for Django.

    The role behind `url` may create databases and nothing more: it is no superuser and does not pass by
    row-level security, as in production. Nobody else can sign in at all.
    """

    def __init__(self) -> None:
        self.binaries = postgres_folder()
        self.port = free_port()
        self.password = secrets.token_urlsafe(18)
        self.server: subprocess.Popen[bytes] | None = None
        self._as = _unprivileged()

    @property
    def url(self) -> str:
        """DATABASE_URL of the server, without a connection pool: a test closes what it opens."""
        return f"postgresql://quancheng:{self.password}@127.0.0.1:{self.port}/postgres?pool=0"

    def new_database(self, name: str) -> str:
        """DATABASE_URL of a database made there, with the pool that production has."""
        with psycopg.connect(self.url.partition("?")[0], autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url.partition("?")[0].removesuffix("postgres") + name

    @property
    def version(self) -> str:
        """As `15.4`."""
        said = subprocess.run([self.binaries / "postgres", "-V"], capture_output=True, text=True, check=True)
        return said.stdout.split()[2]

    def __enter__(self) -> "Postgres":
        self.folder = Path(tempfile.mkdtemp(prefix="quancheng-postgres-"))
        try:
            if self._as:
                os.chown(self.folder, self._as["user"], self._as["group"])  # type: ignore[arg-type]
            self._create()
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)
            try:
                self.server.wait(10)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *words: str | Path, text: str | None = None) -> None:
        done = subprocess.run(
            words, input=text, capture_output=True, text=True, cwd=self.folder, check=False, **self._as
        )  # type: ignore[call-overload]
        if done.returncode:
            raise Absent(f"PostgreSQL did not start: {done.stderr.strip() or done.stdout.strip()}")

    def _create(self) -> None:
        data = self.folder / "data"
        self._run(
            self.binaries / "initdb", "--no-sync", "--pgdata", data, "--username", "postgres",
            "--encoding", "UTF8", "--locale", "C", "--auth", "reject", "--no-instructions",
        )  # fmt: skip
        (data / "pg_hba.conf").write_text("host all quancheng 127.0.0.1/32 scram-sha-256\n")
        with (data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in QUICK.items())
            file.write(f"port = {self.port}\nunix_socket_directories = ''\n")
        role = (
            "CREATE ROLE quancheng LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE "
            f"PASSWORD '{self.password}';\n"
        )
        self._run(self.binaries / "postgres", "--single", "-D", data, "postgres", text=role)

    def _start(self) -> None:
        log = (self.folder / "log").open("wb")
        self.server = subprocess.Popen(
            [self.binaries / "postgres", "-D", self.folder / "data"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
            start_new_session=True, preexec_fn=_end_with_parent, **self._as,  # noqa: PLW1509 - one thread
        )  # type: ignore[call-overload]  # fmt: skip
        log.close()
        ready = self.folder / "data" / "postmaster.pid"
        for _ in range(200):
            if self.server.poll() is not None:
                break
            if ready.exists() and "ready" in ready.read_text():
                return
            try:
                self.server.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
        raise Absent("PostgreSQL did not start: " + (self.folder / "log").read_text()[-500:].strip())
