"""Verifying chains as they lie in the database: reads the rows itself, in batches, and lets `rules` judge.

It shares with the writing side only the spelling of a row (`payload`); it never asks the chain's own numbers
what to expect.
"""

from collections.abc import Iterable, Iterator, Sequence

from quancheng.audit.events import Event
from quancheng.audit.models import AccessEntry, AuditEvent, ChainHead
from quancheng.audit.rules import BLOCK_ALTERED, Anchor, Finding, Link, Verdict, judge
from quancheng.audit.spelling import payload, readings_digest
from quancheng.kernel.hashing import GENESIS

BATCH = 2_000
# The access log of every hospital is sealed into the chain of hospital 0.
SEALS = 0


def hospitals_with_chain() -> list[int]:
    """Every hospital that has events or an end recorded; 0 is the chain of no hospital."""
    heads = set(ChainHead.objects.values_list("hospital_id", flat=True))
    return sorted(heads | set(AuditEvent.objects.values_list("hospital_id", flat=True).distinct()))


def verify(hospital_id: int, anchors: Iterable[Anchor] = (), *, newest: int | None = None) -> Verdict:
    """The verdict on one chain: on all of it, or on its newest events, the one before them taken as right."""
    head = ChainHead.objects.filter(pk=hospital_id).first()
    end = (head.seq, bytes(head.digest)) if head else (0, GENESIS)
    before = (0, GENESIS)
    if newest is not None and end[0] > newest:
        first = AuditEvent.objects.filter(hospital_id=hospital_id, seq=end[0] - newest).first()
        if first is not None:
            before = (first.seq, bytes(first.digest))
    return judge(hospital_id, links(hospital_id, after=before[0]), head=end, anchors=anchors, before=before)


def links(hospital_id: int, after: int = 0) -> Iterator[Link]:
    """The events of a chain in order of their numbers, rows with wrong numbers (below 1) first."""
    seq = after if after else -(2**62)
    while True:
        rows = list(AuditEvent.objects.filter(hospital_id=hospital_id, seq__gt=seq).order_by("seq")[:BATCH])
        for row in rows:
            yield Link(row.seq, spelled(row), bytes(row.digest))
        if len(rows) < BATCH:
            return
        seq = rows[-1].seq


def spelled(row: AuditEvent) -> bytes:
    """The payload of a stored row; a row that cannot be spelled any more is a row that was altered."""
    try:
        return payload(row)
    except (TypeError, ValueError):
        return b""


def verify_readings() -> tuple[int, list[Finding]]:
    """How many sealed readings fit their seals, and the first block that does not."""
    checked, last = 0, 0
    seals = AuditEvent.objects.filter(hospital_id=SEALS, event=Event.ACCESS_LOG_SEALED.value).order_by("seq")
    for seal in seals.iterator(chunk_size=BATCH):
        detail = seal.detail
        rows = list(AccessEntry.objects.filter(pk__gt=last, pk__lte=detail["to"]).order_by("pk"))
        if not _sealed_like(rows, detail):
            params = {"first": detail["from"], "last": detail["to"]}
            return checked, [Finding("block_altered", detail["from"], BLOCK_ALTERED, params)]
        checked, last = checked + len(rows), detail["to"]
    return checked, []


def _sealed_like(rows: Sequence[AccessEntry], detail: dict[str, object]) -> bool:
    return len(rows) == detail["count"] and readings_digest(rows) == detail["digest"]
