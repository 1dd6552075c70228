"""The databases of a run: populations that are kept from run to run, and copies of them to be worn out."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

from bench.places import KEPT, ROOT, digest, run, surroundings
from tests.servers import Postgres


class Databases(Protocol):
    """Databases of one kind, by name."""

    kind: str
    version: str

    def url(self, name: str) -> str:
        """DATABASE_URL of this database."""

    def names(self) -> list[str]:
        """Those that are there."""

    def create(self, name: str) -> None:
        """A new one without tables, instead of any of that name."""

    def copy(self, name: str, to: str) -> None:
        """The same again under another name, instead of any of that name."""

    def drop(self, name: str) -> None:
        """Take it away, if it is there."""


class Sqlite:
    """One file each."""

    kind = "SQLite"

    def __init__(self) -> None:
        import sqlite3

        self.version = sqlite3.sqlite_version

    def _path(self, name: str) -> Path:
        return KEPT / f"{name}.sqlite3"

    def url(self, name: str) -> str:
        return f"sqlite:///{self._path(name)}"

    def names(self) -> list[str]:
        return [path.stem for path in KEPT.glob("*.sqlite3")]

    def create(self, name: str) -> None:
        self.drop(name)

    def copy(self, name: str, to: str) -> None:
        self.drop(to)
        shutil.copyfile(self._path(name), self._path(to))

    def drop(self, name: str) -> None:
        for path in KEPT.glob(f"{name}.sqlite3*"):
            path.unlink()


class KeptPostgres(Postgres):
    """The server of the tests, in a folder that stays; the disk's speed is not measured, so no fsync."""

    kind = "PostgreSQL"

    def __enter__(self) -> "KeptPostgres":
        self.folder = KEPT / "postgres"
        secret = KEPT / "postgres.password"
        if (self.folder / "data" / "PG_VERSION").exists() and secret.exists():
            self.password = secret.read_text()
            (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            if self._as:
                os.chown(self.folder, self._as["user"], self._as["group"])
            self.password = secrets.token_urlsafe(18)
            self._create()
            secret.touch(mode=0o600)
            secret.write_text(self.password)
        with (self.folder / "data" / "postgresql.conf").open("a") as file:
            file.write(f"port = {self.port}\nautovacuum = on\nshared_buffers = 512MB\nwork_mem = 16MB\n")
        self._start()
        return self

    def __exit__(self, *error: object) -> None:
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.server.wait(60)

    def url(self, name: str) -> str:  # type: ignore[override] - here there are several
        """DATABASE_URL with the pool that production has."""
        return f"postgresql://quancheng:{self.password}@127.0.0.1:{self.port}/{name}"

    def _do(self, words: str, *names: str) -> list[tuple]:
        address = self.url("postgres")
        with psycopg.connect(address, autocommit=True) as server:
            cursor = server.execute(sql.SQL(words).format(*map(sql.Identifier, names)))
            return cursor.fetchall() if cursor.description else []

    def names(self) -> list[str]:
        return [name for (name,) in self._do("SELECT datname FROM pg_database")]

    def create(self, name: str) -> None:
        self.drop(name)
        self._do("CREATE DATABASE {}", name)

    def copy(self, name: str, to: str) -> None:
        self.drop(to)
        self._do("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", to, name)

    def drop(self, name: str) -> None:
        try:
            self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        except psycopg.errors.InsufficientPrivilege:
            # The server's own autovacuum is at work there; without FORCE it is asked to leave.
            self._do("DROP DATABASE IF EXISTS {}", name)


@contextmanager
def opened(kind: str) -> Iterator[Databases]:
    """The databases of that kind (sqlite or postgres), while the block lasts."""
    KEPT.mkdir(parents=True, exist_ok=True)
    if kind == "sqlite":
        yield Sqlite()
    else:
        with KeptPostgres() as server:
            yield server


def migrate(databases: Databases, name: str) -> None:
    """A new database with tables and nothing in them but what migrations ship."""
    databases.create(name)
    words = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(words, env=surroundings(databases.url(name)), cwd=ROOT, check=True)


def population(databases: Databases, size: int) -> str:
    """The name of the kept population of that size; makes it where it is not there or out of date."""
    name = f"population_{size}_{digest()}"
    if name not in databases.names():
        for old in databases.names():
            if old.startswith(f"population_{size}_"):
                databases.drop(old)
        print(f"Making {size:,} patients on {databases.kind} (kept for the next run)", file=sys.stderr)
        migrate(databases, "growing")
        run("population", str(size), url=databases.url("growing"))
        print(file=sys.stderr)
        databases.copy("growing", name)
        databases.drop("growing")
    return name
