"""Deriving everything anew by several processes, each at a span of patients of its own.

A new process begins by importing this module, before Django stands there: its own imports come later.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TYPE_CHECKING

from quancheng.access.actor import Actor

if TYPE_CHECKING:
    from quancheng.careplan.actions.recomputing import Recount

SPAN = 1_000


def recompute_side_by_side(
    *,
    by: Actor,
    processes: int,
    hospital_id: int | None = None,
    dry_run: bool = False,
    after_batch: Callable[["Recount"], None] = lambda done: None,
) -> "Recount":
    """What `recompute` finds, by so many processes; what one of them raises is raised here."""
    from django.db import connection

    from quancheng.careplan.actions.recomputing import Recount

    total = Recount()
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=_begin, initargs=(connection.settings_dict["NAME"],)
    ) as pool:
        work = [pool.submit(_span, by, hospital_id, dry_run, *span) for span in _spans(by, hospital_id)]
        try:
            for ended in as_completed(work):
                total += ended.result()
                after_batch(ended.result())
        finally:
            pool.shutdown(cancel_futures=True)
    return total


def _begin(database: str) -> None:
    """Makes a new process stand at the database that the first one works on."""
    import django
    from django.db import connection

    django.setup()
    connection.settings_dict["NAME"] = database


def _spans(by: Actor, hospital_id: int | None) -> Iterator[tuple[int, int]]:
    """Spans of ids, without their first and with their last, that hold equally many patients."""
    from quancheng.careplan.actions.recomputing import ids_of
    from quancheng.patients.row_security import reading_as

    with reading_as(by):
        ids = ids_of(by, hospital_id)
    for start in range(0, len(ids), SPAN):
        yield ids[start] - 1, ids[min(start + SPAN, len(ids)) - 1]


def _span(by: Actor, hospital_id: int | None, dry_run: bool, after: int, until: int) -> "Recount":
    from quancheng.careplan.actions.recomputing import recompute

    return recompute(by=by, hospital_id=hospital_id, dry_run=dry_run, after=after, until=until)
