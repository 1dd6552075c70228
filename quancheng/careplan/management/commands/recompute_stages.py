"""`manage.py recompute_stages`: summaries, stages and plans derived anew from the facts."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from quancheng.access.actor import system
from quancheng.careplan.actions.recomputing import Recount, recompute
from quancheng.careplan.side_by_side import SPAN, recompute_side_by_side
from quancheng.hospitals.models import Hospital
from quancheng.patients.models import Patient
from quancheng.patients.row_security import reading_as


class Command(BaseCommand):
    """Derives everything anew and writes what differs."""

    help = "Derive case summaries and stages anew from the facts; rows are written only where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--hospital", metavar="CODE", help="only this hospital's patients")
        parser.add_argument("--dry-run", action="store_true", help="say what differs and write nothing")
        parser.add_argument("--processes", type=int, help="side by side (one for each processor)")

    def handle(self, *args: Any, **options: Any) -> None:
        machine = system("recompute_stages")
        with reading_as(machine):
            hospital_id = self._hospital(options["hospital"])
            patients = Patient.objects.all()
            if hospital_id is not None:
                patients = patients.filter(hospital_id=hospital_id)
            total = patients.count()
        began = time.monotonic()
        with tqdm(total=total, unit=" patients", disable=options["verbosity"] == 0) as bar:

            def show(done: Recount) -> None:
                bar.update(done.patients)

            asked = {
                "by": machine,
                "hospital_id": hospital_id,
                "dry_run": options["dry_run"],
                "after_batch": show,
            }
            processes = min(options["processes"] or os.cpu_count() or 1, total // SPAN)
            found = (
                recompute_side_by_side(**asked, processes=processes) if processes > 1 else recompute(**asked)
            )
        pace = found.patients / max(time.monotonic() - began, 0.001)
        verb = "would be" if options["dry_run"] else "were"
        self.stdout.write(
            f"{found.patients} patients at {pace:.0f}/s; {found.summaries} summaries "
            f"and {found.stages} stages {verb} changed."
        )

    def _hospital(self, code: str | None) -> int | None:
        if not code:
            return None
        found = Hospital.objects.filter(code=code).values_list("pk", flat=True).first()
        if found is None:
            raise CommandError(f"There is no hospital with the code {code}.")
        return found
