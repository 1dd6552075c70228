"""Moving a batch on: matched, checked, importing, stopped, finished, undone. One move, one audit row."""

from collections.abc import Mapping as AnyMapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.exchange.models import Batch, BatchRow
from quancheng.exchange.rules import check_move
from quancheng.exchange.states import BatchState, RowState
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg

LEASE = timedelta(seconds=60)
EVENTS = {
    BatchState.IMPORTING: Event.IMPORT_STARTED,
    BatchState.STOPPED: Event.IMPORT_STOPPED,
    BatchState.FINISHED: Event.IMPORT_FINISHED,
    BatchState.UNDONE: Event.IMPORT_UNDONE,
}


class LeaseLost(Exception):
    """The batch was stopped, or another worker holds it: what this one was doing must not count."""


def _move(batch: Batch, state: BatchState, by: Actor, **changes: Any) -> Batch:
    """The batch in its new state; refuses when it is no longer where the caller saw it."""
    check_may(by, Permission.IMPORT_REGISTRY, batch.hospital_id)
    seen = BatchState(batch.state)
    check_move(seen, state)
    moved = Batch.objects.filter(pk=batch.pk, state=seen.value).update(state=state.value, **changes)
    if not moved:
        raise Refused(
            msg("This import has moved on in the meantime. Load the page again to see where it stands."),
            code="batch_moved_on",
        )
    batch.refresh_from_db()
    if event := EVENTS.get(state):
        counts = dict(_tally(batch))
        detail = {"source": batch.source, "rows": counts}
        record(event, by=by, hospital_id=batch.hospital_id, subject=batch.public_id, detail=detail)
    return batch


def _tally(batch: Batch) -> list[tuple[str, int]]:
    states = BatchRow.objects.filter(batch=batch).values_list("state", flat=True)
    return [(state.value, states.filter(state=state.value).count()) for state in RowState]


_FREE: dict[str, Any] = {"claimed_by": "", "lease_until": None}


@transaction.atomic
def match_columns(
    *, by: Actor, batch: Batch, source: str, definition: AnyMapping[str, Any], team_id: int | None = None
) -> Batch:
    """The batch with its columns matched, waiting to be checked from its first row."""
    BatchRow.objects.filter(batch=batch, batch__state__in=["received", "checked"]).delete()
    return _move(
        batch,
        BatchState.MAPPED,
        by,
        source=source,
        definition=dict(definition),
        team_id=team_id,
        cursor=0,
        report={},
        **_FREE,
    )


@transaction.atomic
def match_again(*, by: Actor, batch: Batch, why: AnyMapping[str, Any] | None = None) -> Batch:
    """The batch back at its columns; nothing was written of it yet, and what was checked is forgotten.

    `why` is a sentence where nobody asked for it: the dry run could not be brought to its end.
    """
    report = {"stopped": dict(why)} if why else {}
    BatchRow.objects.filter(batch=batch, batch__state__in=["mapped", "checked"]).delete()
    return _move(batch, BatchState.RECEIVED, by, cursor=0, report=report, **_FREE)


@transaction.atomic
def begin_import(*, by: Actor, batch: Batch) -> Batch:
    """The batch on its way in; after a stop it goes on where it stood."""
    fresh = batch.state == BatchState.CHECKED
    changes: dict[str, Any] = {"started_at": clock.now()} if fresh else {}
    if fresh:
        changes["cursor"] = 0
    report = {key: value for key, value in batch.report.items() if key != "stopped"}
    return _move(batch, BatchState.IMPORTING, by, report=report, **changes, **_FREE)


@transaction.atomic
def stop(*, by: Actor, batch: Batch, why: AnyMapping[str, Any] | None = None) -> Batch:
    """The import at a stand; `why` is a sentence where nobody pressed the button."""
    report = {**batch.report, **({"stopped": dict(why)} if why else {})}
    return _move(batch, BatchState.STOPPED, by, report=report, **_FREE)


@transaction.atomic
def begin_undo(*, by: Actor, batch: Batch) -> Batch:
    """The batch on its way out."""
    return _move(batch, BatchState.UNDOING, by, cursor=0, **_FREE)


@transaction.atomic
def refuse_batch(*, by: Actor, batch: Batch, problem: AnyMapping[str, Any]) -> Batch:
    """The batch closed, because its file cannot be read to the end; the file is kept."""
    BatchRow.objects.filter(batch=batch, batch__state="mapped").delete()
    return _move(batch, BatchState.REFUSED, by, report={"problem": dict(problem)}, **_FREE)


@transaction.atomic
def complete(*, by: Actor, batch: Batch, state: BatchState, report: AnyMapping[str, Any]) -> Batch:
    """The batch at the end of what the worker did with it."""
    return _move(batch, state, by, report=dict(report), finished_at=clock.now(), **_FREE)


def claim(*, by: Actor, batch: Batch, worker: str) -> bool:
    """Whether this worker holds the batch now; nobody else may, until the lease ends."""
    check_may(by, Permission.IMPORT_REGISTRY, batch.hospital_id)
    now = clock.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now) | Q(claimed_by=worker)
    taken = Batch.objects.filter(free, pk=batch.pk, state=batch.state).update(
        claimed_by=worker, lease_until=now + LEASE
    )
    if taken:
        batch.refresh_from_db()
    return bool(taken)


def advance(
    *, by: Actor, batch: Batch, worker: str, to: int, report: AnyMapping[str, Any] | None = None
) -> None:
    """Moves the cursor within the caller's transaction; raises LeaseLost if the batch is not ours any more.

    The cursor must be where this worker left it, so a piece of work counts once or not at all.
    """
    check_may(by, Permission.IMPORT_REGISTRY, batch.hospital_id)
    changes: dict[str, Any] = {"cursor": to, "lease_until": clock.now() + LEASE}
    if report is not None:
        changes["report"] = dict(report)
    ours = Batch.objects.filter(
        pk=batch.pk, state=batch.state, claimed_by=worker, cursor=batch.cursor
    ).update(**changes)
    if not ours:
        raise LeaseLost
    batch.cursor = to
    if report is not None:
        batch.report = dict(report)
