"""Runs the jobs of the schedule until it is stopped: `manage.py work`, or once with `--once`."""

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from quancheng.exchange.scheduling import Worker


class Command(BaseCommand):
    """The worker. Any number may run; SIGTERM ends it after the piece of work in hand."""

    help = "Runs the jobs of the schedule (config/schedule.py) until stopped."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch, for tests and for machines with a scheduler of their own."""
        parser.add_argument("--once", action="store_true", help="run every job once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs until told to stop."""
        worker = Worker()
        if options["once"]:
            worker.run_due(everything=True)
            return
        stopped = False

        def stop(number: int, frame: FrameType | None) -> None:
            nonlocal stopped
            stopped = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        worker.run(lambda: stopped)
