"""The two claims that are no requests: the import of a registry file, and all stages computed anew.

Each is done three times on equal copies of a database: once recorded, once timed, and once with the recorded
SQL alone, which is its floor. Every run is a process of its own (`bench.work`).
"""

import json
from dataclasses import dataclass
from pathlib import Path

from bench.databases import Databases, population
from bench.goals import IMPORT_ROWS, STAGE_PATIENTS
from bench.places import KEPT, run
from bench.registry import write_registry

NAMES = ("import", "stages")
ROWS = 2500
RECORDED_PATIENTS = 5000


@dataclass(frozen=True, slots=True)
class Batch:
    """Things a second, of the application and of its SQL alone."""

    name: str
    words: str
    goal: int
    rate: float
    floor: float

    @property
    def share(self) -> float:
        """Of the floor."""
        return self.rate / self.floor


def importing(databases: Databases) -> Batch:
    """A registry file with METABRIC's columns, checked and imported, facts and audit included."""
    kept, file = population(databases, 0), KEPT / "registry.tsv"
    write_registry(file, ROWS)
    rate, floor = _three_times(databases, kept, "import", str(file))
    return Batch("import", "Import a registry file, rows/s", IMPORT_ROWS, rate, floor)


def stages(databases: Databases, kept: str) -> Batch:
    """The stage, summary and steps of every patient, from her facts."""
    rate, floor = _three_times(databases, kept, "stages", str(RECORDED_PATIENTS))
    return Batch("stages", "Recompute stages, patients/s", STAGE_PATIENTS, rate, floor)


def _three_times(databases: Databases, kept: str, what: str, words: str) -> tuple[float, float]:
    tape, out = str(KEPT / "batch.tape"), KEPT / "batch.json"
    figures = {}
    for how in ("record", "time", "play"):
        databases.copy(kept, "batch")
        run("work", what, how, words, tape, str(out), url=databases.url("batch"))
        figures[how] = json.loads(out.read_text())
    databases.drop("batch")
    Path(tape).unlink()
    done, seconds = figures["time"]
    return done / seconds, figures["record"][0] / figures["play"][1]
