"""`manage.py service_report --from 2015-10 --to 2018-10`: the service report, as text or as JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quancheng.access.actor import system
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.patients.row_security import acting_as
from quancheng.reports import actions, presenters, queries
from quancheng.reports.rules import read_period
from quancheng.ui.words import gettext, speaking


class Command(BaseCommand):
    """Prints the same numbers as the page."""

    help = "Prints the service report: from one month up to, not including, another."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="begins", required=True, help="first month, as 2015-10")
        parser.add_argument("--to", dest="ends", required=True, help="the month after the last, as 2018-10")
        parser.add_argument("--as-of", default="", help="count events up to this day (default: today)")
        parser.add_argument("--hospital", default="", help="code of the hospital (default: the first one)")
        parser.add_argument("--format", choices=["json", "text"], default="text")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *args: Any, **options: Any) -> None:
        with speaking(options["language"]):
            try:
                self.stdout.write(self._report(options))
            except Refused as refused:
                raise CommandError(refused.sentence(gettext)) from refused

    def _report(self, options: dict[str, Any]) -> str:
        day = presenters.read_day(options["as_of"]) if options["as_of"] else None
        period = read_period(options["begins"], options["ends"], as_of=day, today=clock.today())
        by = system("service_report")
        with acting_as(by):
            hospital = queries.hospital_of(by, options["hospital"])
            report = actions.export_service_report(by=by, hospital=hospital, period=period, way="command")
        if options["format"] == "text":
            return presenters.as_text(report)
        return json.dumps(presenters.as_data(report), ensure_ascii=False, indent=2)
