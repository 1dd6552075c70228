"""The worker: what is due runs, one at a time where it must, and a failure is no other job's."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string

from quancheng.exchange import scheduling
from quancheng.exchange.models import JobRun
from quancheng.exchange.scheduling import LEASE, Worker
from quancheng.kernel import clock

pytestmark = pytest.mark.django_db
RAN: list[str] = []


class Job(NamedTuple):
    """A row of a schedule."""

    path: str
    every: float
    alone: bool = True


def sound() -> None:
    """A job that works."""
    RAN.append("sound")


def broken() -> None:
    """A job that does not."""
    RAN.append("broken")
    raise ValueError("张晓梅")


def frequent() -> None:
    """A job that claims its own rows."""
    RAN.append("frequent")


JOBS = {"sound": sound, "broken": broken, "frequent": frequent}


@pytest.fixture(autouse=True)
def jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The jobs above, by name."""
    RAN.clear()
    monkeypatch.setattr(scheduling, "import_string", lambda path: JOBS.get(path) or import_string(path))


def test_a_job_runs_when_it_is_due_and_not_before() -> None:
    schedule = [Job("sound", 600)]
    Worker(schedule).run_due()
    Worker(schedule).run_due()
    assert RAN == ["sound"]
    with clock.frozen(clock.now() + timedelta(seconds=601)):
        Worker(schedule).run_due()
    assert RAN == ["sound", "sound"]


def test_a_job_that_another_worker_runs_is_left_alone_until_its_lease_ends() -> None:
    now = clock.now()
    JobRun.objects.create(name="sound", due_at=now, lease_until=now + LEASE)
    Worker([Job("sound", 600)]).run_due(everything=True)
    assert RAN == []
    with clock.frozen(now + LEASE + timedelta(seconds=1)):
        Worker([Job("sound", 600)]).run_due()
    assert RAN == ["sound"]


def test_a_failure_is_kept_without_its_words_and_holds_up_no_other_job(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert Worker([Job("broken", 3600), Job("sound", 600)]).run_due() == 2
    assert RAN == ["broken", "sound"]
    kept = JobRun.objects.get(name="broken")
    assert kept.failed == "ValueError"
    assert kept.due_at < clock.now() + timedelta(seconds=61)
    assert "张晓梅" not in caplog.text


def test_a_job_that_claims_its_own_rows_needs_no_row_of_the_schedule() -> None:
    Worker([Job("frequent", 1, alone=False)]).run_due()
    assert RAN == ["frequent"]
    assert not JobRun.objects.exists()


def test_every_job_of_the_schedule_can_be_loaded_and_run_once() -> None:
    for job in settings.SCHEDULE:
        assert callable(import_string(job.path))
        assert job.every > 0
    call_command("work", once=True)
    assert [run.failed for run in JobRun.objects.all() if run.failed] == []


def test_it_runs_until_it_is_told_to_stop() -> None:
    turns = iter([False, False, True])
    Worker([Job("frequent", 0, alone=False)]).run(lambda: next(turns), pause=0)
    assert RAN == ["frequent", "frequent"]
