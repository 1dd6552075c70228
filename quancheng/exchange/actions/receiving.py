"""Taking in a file, and opening the batch that will be made of it."""

from collections.abc import Mapping as AnyMapping
from typing import Any

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.exchange.models import Batch, ReceivedFile
from quancheng.exchange.rules import tidy_file_name
from quancheng.exchange.states import BatchState
from quancheng.exchange.storage import Stored


@transaction.atomic
def receive(
    *, by: Actor, hospital_id: int, name: str, stored: Stored, kind: str, encoding: str = ""
) -> ReceivedFile:
    """The row of a file that lies on disk already; the file stays as it came."""
    check_may(by, Permission.IMPORT_REGISTRY, hospital_id)
    file = ReceivedFile.objects.create(
        hospital_id=hospital_id,
        name=tidy_file_name(name),
        stored_as=stored.name,
        sha256=stored.sha256,
        size=stored.size,
        kind=kind,
        encoding=encoding,
        received_by_id=by.user_id,
    )
    detail = {"sha256": stored.sha256, "size": stored.size, "kind": kind}
    record(Event.FILE_RECEIVED, by=by, hospital_id=hospital_id, subject=file.public_id, detail=detail)
    return file


@transaction.atomic
def open_batch(
    *, by: Actor, file: ReceivedFile, layout: AnyMapping[str, Any], total: int, corrects: Batch | None = None
) -> Batch:
    """A batch whose columns are still to be matched."""
    check_may(by, Permission.IMPORT_REGISTRY, file.hospital_id)
    return Batch.objects.create(
        hospital_id=file.hospital_id,
        file=file,
        layout=dict(layout),
        total=total,
        corrects=corrects,
        made_by_id=by.user_id,
    )


@transaction.atomic
def refuse_file(*, by: Actor, file: ReceivedFile, problem: AnyMapping[str, Any]) -> Batch:
    """A batch that says why nothing can be read from this file; the file itself is kept."""
    check_may(by, Permission.IMPORT_REGISTRY, file.hospital_id)
    return Batch.objects.create(
        hospital_id=file.hospital_id,
        file=file,
        state=BatchState.REFUSED.value,
        report={"problem": dict(problem)},
        made_by_id=by.user_id,
    )


def note_download(*, by: Actor, batch: Batch, what: str) -> None:
    """Writes down that somebody took the file, or its refused rows, out of the system."""
    check_may(by, Permission.IMPORT_REGISTRY, batch.hospital_id)
    record(
        Event.FILE_DOWNLOADED,
        by=by,
        hospital_id=batch.hospital_id,
        subject=batch.public_id,
        detail={"what": what},
    )
