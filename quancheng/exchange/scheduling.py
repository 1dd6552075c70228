"""Running what is due: the loop of the worker, and the claim that lets many workers share one table."""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.utils.module_loading import import_string

from quancheng.access.actor import system
from quancheng.exchange.actions.schedule import claim_run, settle_run
from quancheng.patients.row_security import acting_as

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
RETRY = 60.0
WORKER = system("worker")


class Scheduled(Protocol):
    """A row of the schedule, as `config.schedule` writes it."""

    @property
    def path(self) -> str:
        """Dotted path of a function without arguments."""

    @property
    def every(self) -> float:
        """Seconds between two runs."""

    @property
    def alone(self) -> bool:
        """Whether one worker at a time runs it."""


class Worker:
    """Runs the jobs of the schedule, each when it is due; one job's failure is no other job's."""

    def __init__(self, schedule: Sequence[Scheduled] | None = None) -> None:
        self._schedule = settings.SCHEDULE if schedule is None else schedule
        self._next = {job.path: 0.0 for job in self._schedule}

    def run_due(self, *, everything: bool = False) -> int:
        """Runs what is due now (or everything once); how many jobs ran."""
        ran = 0
        for job in self._schedule:
            if not everything and time.monotonic() < self._next[job.path]:
                continue
            ran += self._run(job, everything)
            self._next[job.path] = time.monotonic() + min(job.every, 30.0 if job.alone else job.every)
        return ran

    def _run(self, job: Scheduled, now: bool) -> bool:
        try:
            if job.alone and not self._claimed(job, now):
                return False
            failed = self._work(import_string(job.path))
            if job.alone:
                # What failed is tried again soon, whatever its cadence.
                every = timedelta(seconds=min(job.every, RETRY) if failed else job.every)
                with acting_as(WORKER):
                    settle_run(by=WORKER, name=job.path, every=every, failed=failed)
        except OperationalError:
            # The database is busy or away. A claim that could not be given back ends with its lease.
            log.warning("the database did not answer; %s stays due", job.path)
            return False
        return True

    @staticmethod
    def _claimed(job: Scheduled, now: bool) -> bool:
        with acting_as(WORKER):
            return claim_run(by=WORKER, name=job.path, lease=LEASE, now=now)

    @staticmethod
    def _work(job: Callable[[], Any]) -> str:
        """Runs a job; the kind of its failure, or nothing. What it says may be a patient's: kept out."""
        try:
            job()
        except Exception as error:
            log.error("%s failed: %s", getattr(job, "__name__", job), type(error).__name__)
            return type(error).__name__
        return ""

    def run(self, stopped: Callable[[], bool], pause: float = 0.5) -> None:
        """Runs what is due until told to stop."""
        while not stopped():
            close_old_connections()
            self.run_due()
            time.sleep(pause)
