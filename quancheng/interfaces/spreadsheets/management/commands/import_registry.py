"""Imports a registry file from the command line: the same steps as in the browser, with a bar.

Exit codes: 0 every row is in or was already; 1 some rows were refused or differ (see the report); 2 the file,
the mapping or the hospital was refused and nothing was read; 3 the import stopped before its end.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext
from tqdm import tqdm

from quancheng.access.actor import Actor, system
from quancheng.exchange import storage
from quancheng.exchange.actions.batches import begin_import, claim, match_columns
from quancheng.exchange.models import Batch
from quancheng.exchange.queries.batches import batch_for, counts_of, rows_of
from quancheng.exchange.states import BatchState, RowState
from quancheng.hospitals.models import Hospital
from quancheng.interfaces.spreadsheets.actions.receiving import take_in
from quancheng.interfaces.spreadsheets.jobs import work_on, worker_name
from quancheng.interfaces.spreadsheets.presenters import progress_of, report_of, wanted_rows
from quancheng.interfaces.spreadsheets.queries import mapping_called
from quancheng.kernel.refused import Refused, msg
from quancheng.patients.row_security import acting_as

ACTOR = system("import_registry")
BLOCK = 1 << 20
PAUSE = 0.5


class Command(BaseCommand):
    """`import_registry FILE --mapping NAME --hospital CODE [--dry-run] [--report FILE.json]`."""

    help = "Imports a registry file (CSV, TSV, XLSX)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the import wants to know."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping", required=True, help="code or name of the mapping, for example metabric"
        )
        parser.add_argument("--hospital", required=True, help="code of the hospital")
        parser.add_argument("--dry-run", action="store_true", help="check every row and write no patient")
        parser.add_argument("--report", type=Path, help="write the report to this JSON file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs the import; ends the process with the exit code."""
        try:
            batch = self._checked(options)
            if not options["dry_run"] and batch.state == BatchState.CHECKED:
                with acting_as(ACTOR):
                    begin_import(by=ACTOR, batch=batch)
                batch = self._work(batch, gettext("Importing"))
        except Refused as refused:
            self.stderr.write(refused.sentence(gettext))
            sys.exit(2)
        except OSError as error:
            self.stderr.write(f"{options['file']}: {error.strerror}")
            sys.exit(2)
        sys.exit(self._tell(batch, options["report"]))

    def _checked(self, options: dict[str, Any]) -> Batch:
        with acting_as(ACTOR):
            hospital = Hospital.objects.filter(code=options["hospital"]).first()
            if hospital is None:
                raise Refused(
                    msg("There is no hospital with the code “%(code)s”."),
                    params={"code": options["hospital"]},
                )
            known = mapping_called(ACTOR, hospital.pk, options["mapping"])
            file: Path = options["file"]
            stored = storage.keep(_blocks(file))
            batch = take_in(by=ACTOR, hospital_id=hospital.pk, name=file.name, stored=stored)
            if batch.state == BatchState.REFUSED:
                return batch
            match_columns(by=ACTOR, batch=batch, source=known.code, definition=known.raw)
        return self._work(batch, gettext("Checking"))

    def _work(self, batch: Batch, what: str) -> Batch:
        worker, state = worker_name(), batch.state
        with tqdm(total=batch.total, desc=what, unit=gettext("rows"), file=self.stderr) as bar:
            while batch.state == state:
                with acting_as(ACTOR):
                    ours = claim(by=ACTOR, batch=batch, worker=worker)
                if ours:
                    work_on(batch, worker, bar.update)
                else:
                    # The worker of a running server was faster. It goes on with it; should it die, we do.
                    _follow(batch, bar)
                batch = _again(ACTOR, batch)
        return batch

    def _tell(self, batch: Batch, path: Path | None) -> int:
        with acting_as(ACTOR):
            counts = counts_of(ACTOR, batch)
            report = report_of(batch, counts, rows_of(ACTOR, batch, numbers=wanted_rows(batch), limit=None))
        if path is not None:
            path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self.stdout.write(json.dumps({key: report[key] for key in ("state", "rows")}, ensure_ascii=False))
        for group in report["problems"]:
            rows = ", ".join(map(str, group["rows"]))
            self.stdout.write(f"{group['count']} × {group['column']}: {group['sentence']} ({rows})")
        if batch.state == BatchState.REFUSED:
            self.stderr.write(report["why"])
            return 2
        if batch.state not in {BatchState.FINISHED, BatchState.CHECKED}:
            self.stderr.write(report["why"])
            return 3
        return int(bool(counts[RowState.REFUSED] or counts[RowState.DIFFERS]))


def _follow(batch: Batch, bar: "tqdm[Any]") -> None:
    """Shows how far the other worker is, and waits a little."""
    with acting_as(ACTOR):
        found = progress_of(batch, counts_of(ACTOR, batch))
    if found is not None:
        bar.n = found["done"]
        bar.refresh()
    sleep(PAUSE)


def _again(actor: Actor, batch: Batch) -> Batch:
    with acting_as(actor):
        return batch_for(actor, batch.public_id)


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while block := content.read(BLOCK):
            yield block
