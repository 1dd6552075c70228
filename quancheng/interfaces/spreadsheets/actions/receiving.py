"""A file from the browser or the command line: kept, recognised, its table found."""

from collections.abc import Iterable

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.exchange import storage
from quancheng.exchange.actions.receiving import open_batch, receive, refuse_file
from quancheng.exchange.models import Batch, BatchRow
from quancheng.exchange.queries.batches import batch_for
from quancheng.interfaces.spreadsheets.client.cells import text_of
from quancheng.interfaces.spreadsheets.client.kinds import sniff
from quancheng.interfaces.spreadsheets.client.opening import check_workbook
from quancheng.interfaces.spreadsheets.client.table import Layout, look
from quancheng.interfaces.spreadsheets.mappers.rows import problem
from quancheng.interfaces.spreadsheets.queries import known_mappings
from quancheng.kernel.refused import Refused

# The first column of a file of refused rows; it says which row of which import is being corrected.
REFERENCE = "Quancheng row"


def take_in(*, by: Actor, hospital_id: int, name: str, stored: storage.Stored) -> Batch:
    """The batch of a file that lies on disk.

    What is no table at all is refused and not kept. A table that cannot be used is kept, in a batch that
    says why. Reads in blocks: memory does not grow with the file.
    """
    try:
        check_may(by, Permission.IMPORT_REGISTRY, hospital_id)
        with storage.reader(stored.name) as reader:
            sniffed = sniff(reader)
            if sniffed.kind == "xlsx":
                check_workbook(reader)
        file = receive(
            by=by,
            hospital_id=hospital_id,
            name=name,
            stored=stored,
            kind=sniffed.kind,
            encoding=sniffed.encoding,
        )
    except BaseException:
        storage.drop(stored.name)
        raise
    definitions = [known.definition for known in known_mappings(by, hospital_id)]
    try:
        with storage.reader(stored.name) as reader:
            layout, total = look(
                reader, sniffed, lambda header: max(d.agreement(header) for d in definitions)
            )
    except Refused as refused:
        return refuse_file(by=by, file=file, problem=problem(refused, "", "file"))
    return open_batch(
        by=by, file=file, layout=layout.as_json(), total=total, corrects=_corrected(by, hospital_id, layout)
    )


def _corrected(by: Actor, hospital_id: int, layout: Layout) -> Batch | None:
    """The earlier batch whose refused rows this file brings back."""
    if REFERENCE not in layout.columns or not layout.samples:
        return None
    reference = layout.samples[0][layout.columns.index(REFERENCE)]
    try:
        earlier = batch_for(by, reference.partition("/")[0])
    except Refused:
        return None
    return earlier if earlier.hospital_id == hospital_id else None


def corrected_numbers(batch: Batch, rows: Iterable[BatchRow]) -> list[int]:
    """Which rows of the earlier batch these rows bring back corrected."""
    if batch.corrects is None or REFERENCE not in batch.layout["columns"]:
        return []
    place, numbers = batch.layout["columns"].index(REFERENCE), []
    for row in rows:
        name, _, number = text_of(row.cells[place]).partition("/")
        if name == batch.corrects.public_id and number.isdecimal():
            numbers.append(int(number))
    return numbers
