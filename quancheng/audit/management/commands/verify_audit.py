"""manage.py verify_audit: recomputes every chain; exit code 1 when one is broken."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quancheng.audit.rules import Anchor, parse_anchor
from quancheng.audit.verifying import hospitals_with_chain, verify, verify_readings


class Command(BaseCommand):
    """Says for each chain how many events it has and whether they are what was written."""

    help = "Verify the audit trail: every event of every hospital, and the sealed access log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--anchors FILE, as written by anchor_audit; --hospital ID for one chain."""
        parser.add_argument("--anchors", type=Path, help="file of ends that anchor_audit kept elsewhere")
        parser.add_argument("--hospital", type=int, help="only this hospital's chain (its id; 0: of none)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints a line for each chain; raises SystemExit(1) when anything does not fit."""
        anchors = _anchors(options["anchors"])
        one = options["hospital"]
        hospitals = [one] if one is not None else sorted({*hospitals_with_chain(), *anchors})
        broken = 0
        for hospital_id in hospitals:
            verdict = verify(hospital_id, anchors.get(hospital_id, []))
            if verdict.is_whole:
                self.stdout.write(f"hospital {hospital_id}: {verdict.checked} events, whole")
                continue
            broken += 1
            for finding in verdict.findings:
                self.stderr.write(f"hospital {hospital_id}: first bad event {finding.seq}: {finding}")
        if one is None:
            checked, findings = verify_readings()
            broken += len(findings)
            self.stdout.write(f"access log: {checked} sealed readings fit")
            for finding in findings:
                self.stderr.write(f"access log: {finding}")
        if broken:
            raise SystemExit(1)


def _anchors(path: Path | None) -> dict[int, list[Anchor]]:
    """The anchors of each hospital."""
    found: dict[int, list[Anchor]] = {}
    if path is None:
        return found
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            anchor = parse_anchor(line)
        except ValueError:
            raise CommandError(f"{path}, line {number}: this is no anchor") from None
        found.setdefault(anchor.hospital_id, []).append(anchor)
    return found
