"""Whether a chain of events is whole. Rows come in, findings go out; nothing is trusted but the digests.

A finding names the first place that does not fit. Rows behind it are not judged: each digest covers the one
before it, so one wrong link leaves everything after it unproved.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from quancheng.access.actor import Actor
from quancheng.kernel.hashing import GENESIS, link
from quancheng.kernel.refused import msg

MISSING = msg("Event %(seq)s is missing: it was deleted, or the one at its place was moved.")
ALTERED = msg(
    "Event %(seq)s is not what was written: it, or the one before it, was changed, swapped or inserted."
)
CUT = msg("The chain ends before event %(seq)s, which the record of its end says was written.")
LONGER = msg("Event %(seq)s stands behind the recorded end of the chain.")
HEAD_ALTERED = msg("The recorded end of the chain at event %(seq)s does not fit the event there.")
ANCHOR_CUT = msg("Event %(seq)s was anchored on %(at)s and is gone: the end of the chain was cut off.")
ANCHOR_ALTERED = msg(
    "Event %(seq)s is not the one that was anchored on %(at)s: the chain was written anew from this place or "
    "earlier."
)
BLOCK_ALTERED = msg(
    "Readings %(first)s to %(last)s are not what was sealed: one was changed, deleted or inserted."
)

# Who acted, where it was no member of staff: a name that was written once could never be taken out again.
PATIENT, FAMILY, BY_PHONE = "patient", "family", "portal"


def signature(by: Actor, patient_id: int | None = None) -> str:
    """Who acts, as the trail keeps it: staff and the machine by name, patients and families by what they are.

    The account's number stands beside it, so whoever has the right to the name finds it in the registry.
    """
    if by.system or by.is_staff:
        return by.name
    if by.is_portal:
        if patient_id is None:
            return PATIENT if by.own_patient_ids else FAMILY
        return PATIENT if patient_id in by.own_patient_ids else FAMILY
    return by.name or (BY_PHONE if by.user_id is not None else "")


@dataclass(frozen=True, slots=True)
class Link:
    """One event as the chain sees it."""

    seq: int
    payload: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of a chain at a moment, kept outside the database."""

    hospital_id: int
    seq: int
    digest: bytes
    at: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit: the first bad place, and a sentence (English msgid with its params)."""

    code: str
    seq: int
    message: str
    params: Mapping[str, object]

    def __str__(self) -> str:
        return self.message % self.params


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying one chain found."""

    hospital_id: int
    checked: int
    last_seq: int
    findings: tuple[Finding, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether everything fits."""
        return not self.findings


def judge(
    hospital_id: int,
    links: Iterable[Link],
    *,
    head: tuple[int, bytes],
    anchors: Iterable[Anchor] = (),
    before: tuple[int, bytes] = (0, GENESIS),
) -> Verdict:
    """Walks the links in order of their numbers, from after `before`, and compares end and anchors."""
    wanted = {anchor.seq: anchor for anchor in anchors if anchor.hospital_id == hospital_id}
    walk = _Walk(wanted, *before)
    walk.over(links)
    found = [*walk.findings, *walk.end(*head)]
    return Verdict(hospital_id, walk.checked, walk.seq, tuple(found))


class _Walk:
    """Where the walk is, and what it found."""

    def __init__(self, anchors: Mapping[int, Anchor], seq: int, digest: bytes) -> None:
        self.anchors, self.seq, self.digest = anchors, seq, digest
        self.start, self.checked = seq, 0
        self.findings: list[Finding] = []

    def over(self, links: Iterable[Link]) -> None:
        """Goes link by link until one does not fit."""
        for row in links:
            finding = self._fits(row)
            if finding:
                self.findings.append(finding)
                return
            self.seq, self.digest, self.checked = row.seq, row.digest, self.checked + 1

    def _fits(self, row: Link) -> Finding | None:
        expected = self.seq + 1
        if row.seq > expected:
            return _finding("missing", MISSING, expected)
        if row.seq < expected or link(self.digest, row.payload) != row.digest:
            return _finding("altered", ALTERED, row.seq)
        anchor = self.anchors.get(row.seq)
        if anchor and anchor.digest != row.digest:
            return _finding("anchor_altered", ANCHOR_ALTERED, row.seq, at=anchor.at)
        return None

    def end(self, seq: int, digest: bytes) -> Iterator[Finding]:
        """What the recorded end and the anchors behind the last link tell, when the links themselves fit."""
        if self.findings:
            return
        for anchor in sorted(self.anchors.values(), key=lambda item: item.seq):
            if anchor.seq > self.seq:
                yield _finding("anchor_cut", ANCHOR_CUT, self.seq + 1, at=anchor.at)
                return
        if self.seq < seq:
            yield _finding("cut", CUT, self.seq + 1)
        elif self.seq > seq:
            yield _finding("longer", LONGER, seq + 1)
        elif digest != self.digest:
            yield _finding("head_altered", HEAD_ALTERED, seq)


def _finding(code: str, message: str, seq: int, **params: object) -> Finding:
    return Finding(code, seq, message, {"seq": seq, **params})


def parse_anchor(line: str) -> Anchor:
    """An anchor from its line in the file. Raises ValueError for a damaged one."""
    hospital_id, seq, digest, at = line.split("\t")
    return Anchor(int(hospital_id), int(seq), bytes.fromhex(digest), at.strip())


def anchor_line(anchor: Anchor) -> str:
    """One anchor as a line of the file."""
    return f"{anchor.hospital_id}\t{anchor.seq}\t{anchor.digest.hex()}\t{anchor.at}\n"
