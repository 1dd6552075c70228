"""A worker is killed in the middle of an import; another one finishes it, and every row is in once."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ROWS = 3_000
PATIENCE = 120.0
PEOPLE = "SELECT count(*) FROM patients_patient"


def manage(*words: str) -> list[str]:
    """The command line of a management command."""
    return [sys.executable, str(ROOT / "manage.py"), *words]


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Runs it to the end."""
    return subprocess.run(
        manage(*words),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def count(path: Path, sql: str) -> int:
    """One number from the database; 0 while it is not there."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as connection:
            return int(connection.execute(sql).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


@pytest.fixture
def centre(tmp_path: Path) -> tuple[dict[str, str], Path]:
    """Surroundings of a process with an embedded database of its own that has one hospital, and its path."""
    path = tmp_path / "db.sqlite3"
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{path}",
        "QUANCHENG_VAR": str(tmp_path / "var"),
        "QUANCHENG_DEMO": "1",
    }
    assert run(environment, "migrate", "-v0").returncode == 0
    made = run(
        environment,
        "shell",
        "-c",
        "from quancheng.hospitals.models import Hospital\n"
        "Hospital.objects.create(code='centre', name='centre')",
    )
    assert made.returncode == 0, made.stderr
    return environment, path


def kill_amid(command: list[str], environment: dict[str, str], path: Path) -> int:
    """Starts the import and kills it when some people are in; how many were."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + PATIENCE
    while not count(path, PEOPLE):
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return count(path, PEOPLE)


def test_what_a_killed_worker_left_is_finished_by_the_next_one(
    centre: tuple[dict[str, str], Path], tmp_path: Path
) -> None:
    environment, path = centre
    file = tmp_path / "registry.tsv"
    lines = [
        f"P-{n:05d}\tFemale\t{30 + n % 50}\tBreast Invasive Ductal Carcinoma\tYES\n" for n in range(ROWS)
    ]
    header = "Patient ID\tSex\tAge at Diagnosis\tCancer Type Detailed\tChemotherapy\n"
    file.write_text(header + "".join(lines))
    words = ("import_registry", str(file), "--mapping", "metabric", "--hospital", "centre")
    seen = kill_amid(manage(*words), environment, path)
    assert 0 < seen < ROWS
    assert count(path, "SELECT count(*) FROM exchange_batchrow WHERE state = 'in'") == seen
    with sqlite3.connect(path) as connection:
        # The lease of the dead worker ends by itself after a minute; the test does not wait for it.
        connection.execute("UPDATE exchange_batch SET lease_until = '2000-01-01 00:00:00'")
    assert run(environment, "work", "--once").returncode == 0
    settled = "SELECT count(*) FROM exchange_batchrow WHERE state = 'in' AND patient_id IS NOT NULL"
    assert [count(path, sql) for sql in (PEOPLE, settled)] == [ROWS, ROWS]
    assert count(path, "SELECT count(DISTINCT record_token) FROM patients_patient") == ROWS
    assert count(path, "SELECT count(*) FROM oncology_fact") == 4 * ROWS
    assert count(path, "SELECT count(*) FROM exchange_batch WHERE state = 'finished'") == 1
    again = run(environment, *words)
    assert again.returncode == 0
    assert f'"unchanged": {ROWS}' in again.stdout
