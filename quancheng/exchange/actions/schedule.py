"""Claiming a scheduled job, so that of many workers one runs it."""

from datetime import timedelta

from django.db.models import Q

from quancheng.access.actor import Actor
from quancheng.exchange.models import JobRun
from quancheng.kernel import clock


def claim_run(*, by: Actor, name: str, lease: timedelta, now: bool = False) -> bool:
    """Whether this worker runs the job now: it is due (or asked for `now`) and nobody else runs it."""
    assert by.system  # noqa: S101 - no person has a door to this
    at = clock.now()
    JobRun.objects.get_or_create(name=name, defaults={"due_at": at})
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    rows = JobRun.objects.filter(free, name=name)
    if not now:
        rows = rows.filter(due_at__lte=at)
    return bool(rows.update(lease_until=at + lease, started_at=at))


def settle_run(*, by: Actor, name: str, every: timedelta, failed: str = "") -> None:
    """The job is done, well or not; it is due again after its cadence."""
    assert by.system  # noqa: S101 - no person has a door to this
    at = clock.now()
    JobRun.objects.filter(name=name).update(
        due_at=at + every, lease_until=None, finished_at=at, failed=failed[:200]
    )
