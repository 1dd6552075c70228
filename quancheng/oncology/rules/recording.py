"""What must hold before a fact is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quancheng.kernel.refused import Findings, Refusals, Refused, msg
from quancheng.oncology.facts import KINDS, FactKind
from quancheng.oncology.facts.schema import Body
from quancheng.oncology.rules.summary import Person

# A registry of de-identified people may never have had the side. Saying so is not the same as forgetting it:
# only this word files a report without a side, only for such people, and it is stored as no side.
SIDE_NOT_RECORDED = "unknown"
# Days from diagnosis that a life can hold: births and early findings before it, a very long survival after.
LEAST_OFFSET, MOST_OFFSET = -20_000, 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """A fact to be recorded: what kind, when, on which side, with which values.

    `on` is a date (with its precision), or None with `offset_days` for de-identified people.
    """

    kind: str
    body: Mapping[str, Any] = field(default_factory=dict)
    on: date | None = None
    precision: str = "day"
    side: str = ""
    offset_days: int | None = None

    @property
    def stored_side(self) -> str:
        """The side as it is kept: left, right or none."""
        return "" if self.side == SIDE_NOT_RECORDED else self.side


def check_new_fact(new: NewFact, person: Person, *, pseudonymous: bool, today: date) -> Body:
    """The body to store. Refuses with every reason at once, each at its field."""
    kind = KINDS.get(new.kind)
    if kind is None:
        raise Refused(
            msg("There is no kind of fact called %(kind)s."), params={"kind": new.kind}, field="kind"
        )
    findings = Findings()
    _check_side(kind, new, pseudonymous, findings)
    _check_date(new, person, pseudonymous, today, findings)
    body = Body()
    try:
        body = kind.read(new.body)
    except Refusals as refusals:
        for item in refusals.items:
            findings.add(item.message, params=item.params, field=item.field)
    except Refused as refused:
        findings.add(refused.message, params=refused.params, field=refused.field)
    findings.raise_any()
    return body


def _check_side(kind: FactKind, new: NewFact, pseudonymous: bool, findings: Findings) -> None:
    if new.side == SIDE_NOT_RECORDED and pseudonymous and kind.sided:
        return
    if new.side not in {"", "left", "right"}:
        findings.add(msg("The side is left or right."), field="side")
    if kind.side_required and not new.side:
        findings.add(
            msg(
                "Say which breast: left or right; of both breasts, record each one. "
                "Without its side this cannot be filed."
            ),
            field="side",
        )
    if new.side and not kind.sided:
        findings.add(msg("This kind of fact has no side."), field="side")


def _check_date(new: NewFact, person: Person, pseudonymous: bool, today: date, findings: Findings) -> None:
    if new.offset_days is not None and not LEAST_OFFSET <= new.offset_days <= MOST_OFFSET:
        findings.add(
            msg("%(days)s days from diagnosis is not possible (%(low)s to %(high)s). Check number and unit."),
            params={"days": new.offset_days, "low": LEAST_OFFSET, "high": MOST_OFFSET},
            field="offset_days",
        )
    if new.on is None:
        if not pseudonymous:
            findings.add(msg("Enter the date, as exactly as it is known."), field="on")
        return
    if new.on > today:
        findings.add(
            msg("This date lies in the future. Record what has happened; plan the rest as a step."),
            field="on",
        )
    if person.birth_on is not None and new.on < person.birth_on:
        findings.add(
            msg("This date is before the patient's birth (%(birth)s). Check both dates."),
            params={"birth": person.birth_on.isoformat()},
            field="on",
        )


def check_correction(reason: str) -> str:
    """The reason of a correction, which must say something."""
    text = reason.strip()
    if len(text) < 2:
        raise Refused(
            msg("Say why this is corrected; the old value stays readable beside it."), field="reason"
        )
    return text
