"""What is due: batches to be checked, imported or taken back. Claims one, works on it, looks for the next."""

import logging
import os
import socket
from typing import TYPE_CHECKING

from django.db import connection

from quancheng.access.actor import NOBODY, Actor, system
from quancheng.access.roles import Permission
from quancheng.exchange.actions.batches import LeaseLost, claim, match_again, stop
from quancheng.exchange.queries.batches import due_batches
from quancheng.exchange.states import BatchState
from quancheng.interfaces.spreadsheets.actions.checking import Tick, check_rows
from quancheng.interfaces.spreadsheets.actions.importing import import_rows
from quancheng.interfaces.spreadsheets.actions.undoing import abandon_undo, undo_rows
from quancheng.kernel.ids import public_id
from quancheng.kernel.refused import msg
from quancheng.patients.actors import actor_for
from quancheng.patients.row_security import acting_as

if TYPE_CHECKING:
    from quancheng.exchange.models import Batch

log = logging.getLogger(__name__)
MACHINE = system("imports")
NO_RIGHT = msg("The person who started this import may not import here any more. Somebody who may can go on.")
OUR_FAULT = msg(
    "The import stopped by a fault of the software. Nothing is half done. Tell the administrator."
)


def worker_name() -> str:
    """A name that no other worker has: machine, process and chance."""
    return f"{socket.gethostname()[:16]}-{os.getpid()}-{public_id()[:6]}"


def advance_imports(limit: int = 20) -> int:
    """Works on every batch that waits; returns on how many. What a killed worker left is taken up again."""
    worker, worked = worker_name(), 0
    with acting_as(MACHINE):
        batches = due_batches(MACHINE, limit=limit)
    for batch in batches:
        with acting_as(MACHINE):
            ours = claim(by=MACHINE, batch=batch, worker=worker)
        if ours:
            work_on(batch, worker)
            worked += 1
    return worked


def _actor_of(batch: "Batch") -> Actor:
    """Who answers for the import: the person who made it with the rights of today; a command for itself."""
    if batch.made_by is None:
        return system("import_registry")
    actor = actor_for(batch.made_by)
    return actor if actor.may(Permission.IMPORT_REGISTRY, batch.hospital_id) else NOBODY


def work_on(batch: "Batch", worker: str, tick: Tick = lambda _: None) -> None:
    """Does what is due for one batch that this worker holds, to the end or until it is stopped."""
    with acting_as(MACHINE):
        actor = _actor_of(batch)
    work = {
        BatchState.MAPPED: check_rows,
        BatchState.IMPORTING: import_rows,
        BatchState.UNDOING: undo_rows,
    }[BatchState(batch.state)]
    if actor is NOBODY:
        _halt(batch, NO_RIGHT)
        return
    try:
        work(by=actor, batch=batch, worker=worker, tick=tick)
    except LeaseLost:
        log.info("batch %s was stopped or taken over", batch.public_id)
    except Exception as error:
        if connection.in_atomic_block:
            raise
        # The values of a row may stand in the message of an exception, never in a log.
        log.error("batch %s failed: %s", batch.public_id, type(error).__name__)
        _halt(batch, OUR_FAULT)


def _halt(batch: "Batch", sentence: str) -> None:
    """Leaves the batch where a person can go on, with the reason."""
    problem = {"column": "", "field": "", "message": sentence, "params": {}}
    with acting_as(MACHINE):
        if batch.state == BatchState.MAPPED:
            match_again(by=MACHINE, batch=batch, why=problem)
        elif batch.state == BatchState.IMPORTING:
            stop(by=MACHINE, batch=batch, why=problem)
        else:
            abandon_undo(by=MACHINE, batch=batch, why=problem)
