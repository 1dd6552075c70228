"""manage.py anchor_audit --to FILE: keeps the ends of all chains outside the database."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from quancheng.audit.models import ChainHead
from quancheng.audit.rules import Anchor, anchor_line
from quancheng.kernel import clock


class Command(BaseCommand):
    """Appends one line per chain: hospital, number of its last event, digest, time."""

    help = "Append the ends of all audit chains to a file that the database's owner cannot write to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--to FILE; on a write-once medium or another machine it proves more."""
        parser.add_argument("--to", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Appends in one write, so that two runs never mix their lines."""
        at = clock.now().isoformat(timespec="seconds")
        heads = ChainHead.objects.order_by("hospital_id")
        lines = [anchor_line(Anchor(h.hospital_id, h.seq, bytes(h.digest), at)) for h in heads if h.seq]
        handle = os.open(options["to"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, "".join(lines).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        self.stdout.write(f"{len(lines)} chains anchored")
