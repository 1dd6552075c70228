"""Batches and their rows, as far as the asking person may see them."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound
from quancheng.exchange.models import Batch, BatchRow
from quancheng.exchange.states import DUE_STATES, RowState
from quancheng.kernel import clock
from quancheng.kernel.refused import msg

NOT_FOUND = msg("There is no such import here. It may belong to another hospital.")


def batches_for(actor: Actor, *, before: int | None = None, limit: int = 50) -> list[Batch]:
    """The newest batches first; `before` is the id that the last page ended with."""
    rows = Batch.objects.visible_to(actor).select_related("file", "hospital", "made_by").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[:limit])


def batch_for(actor: Actor, public_id: str) -> Batch:
    """The batch of that public id; refuses with NotFound for another hospital's as for a missing one."""
    batch = (
        Batch.objects.visible_to(actor)
        .select_related("file", "hospital", "made_by", "team", "corrects")
        .filter(public_id=public_id)
        .first()
    )
    if batch is None:
        raise NotFound(NOT_FOUND)
    return batch


def counts_of(actor: Actor, batch: Batch) -> dict[RowState, int]:
    """How many rows of the batch stand where; every state is named."""
    found = counts_of_many(actor, [batch.pk])
    return found.get(batch.pk, dict.fromkeys(RowState, 0))


def counts_of_many(actor: Actor, batch_ids: Sequence[int]) -> dict[int, dict[RowState, int]]:
    """The same for a page of batches, in one query."""
    found = {pk: dict.fromkeys(RowState, 0) for pk in batch_ids}
    rows = BatchRow.objects.filter(batch_id__in=batch_ids, batch__in=Batch.objects.visible_to(actor))
    for pk, state, count in rows.values_list("batch_id", "state").annotate(n=Count("pk")).order_by():
        found[pk][RowState(state)] = count
    return found


def rows_of(
    actor: Actor,
    batch: Batch,
    *,
    states: Iterable[RowState] = tuple(RowState),
    after: int = 0,
    limit: int | None = 50,
    numbers: Sequence[int] | None = None,
) -> list[BatchRow]:
    """Rows in the order of the file, after that row number."""
    rows = _rows(actor, batch).filter(state__in=list(states), number__gt=after).order_by("number")
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
    rows = rows.select_related("patient")
    return list(rows if limit is None else rows[:limit])


def _rows(actor: Actor, batch: Batch) -> "QuerySet[BatchRow]":
    return BatchRow.objects.filter(batch=batch, batch__in=Batch.objects.visible_to(actor))


def keys_before(actor: Actor, batch: Batch, keys: Iterable[int]) -> dict[int, int]:
    """By key, the first row of the batch that has it."""
    rows = _rows(actor, batch).filter(key__in=list(keys)).order_by("-number")
    return {key: number for key, number in rows.values_list("key", "number") if key is not None}


def identities_before(actor: Actor, batch: Batch, identities: Iterable[int]) -> dict[int, int]:
    """By identifier, the first row of the batch that has it."""
    wanted = list(identities)
    rows = _rows(actor, batch).filter(identity__in=wanted).order_by("-number")
    return {key: number for key, number in rows.values_list("identity", "number") if key is not None}


def known_rows(actor: Actor, *, hospital_id: int, source: str, keys: Iterable[int]) -> dict[int, BatchRow]:
    """By key, the row of this source that is in already."""
    rows = BatchRow.objects.filter(
        hospital_id=hospital_id, source=source, key__in=list(keys), state=RowState.IN.value
    )
    scope = Batch.objects.visible_to(actor)
    return {row.key: row for row in rows.filter(batch__in=scope).select_related("batch") if row.key}


def due_batches(actor: Actor, *, limit: int = 20) -> list[Batch]:
    """Batches that wait for a worker, those that nobody holds, oldest first."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=clock.now())
    rows = Batch.objects.visible_to(actor).filter(free, state__in=[s.value for s in DUE_STATES])
    return list(rows.select_related("file", "hospital", "made_by").order_by("pk")[:limit])
