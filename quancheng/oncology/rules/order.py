"""What cannot have happened in this order: life after death, an end before its start, surgery before disease.

Only what no clinic could have done is refused. A lump may be cut out weeks before pathology calls it cancer,
and a report may come after a death.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from quancheng.kernel.dates import ClinicalDate
from quancheng.kernel.refused import Findings, msg
from quancheng.oncology.rules.history import ClinicalFact, History, latest_day
from quancheng.oncology.rules.recording import NewFact

# Things that only a living person can have or do; reports and registrations may be written later.
OF_THE_LIVING = frozenset(
    {
        "admission",
        "body_measures",
        "complication",
        "follow_up",
        "operation",
        "palliative_care",
        "performance_status",
        "therapy_started",
    }
)
# An excision may come before the report that names the cancer; more than this is a wrong date.
SURGERY_BEFORE_DIAGNOSIS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class _Dated:
    """A fact's kind, first and last possible day, and values; recorded or about to be."""

    kind: str
    first: date
    last: date
    body: Any


def check_order(new: NewFact, history: History, others: Iterable[NewFact] = ()) -> None:
    """Refuses a date that contradicts what is recorded; `others` are recorded in the same breath."""
    asked = _kinds_asked(new.kind)
    if new.on is None or not asked:
        return
    known = [_of_fact(fact) for fact in history.of(*asked) if fact.on is not None]
    known += [
        _of_new(other)
        for other in others
        if other.kind in asked and other is not new and other.on is not None
    ]
    here = _of_new(new)
    findings = Findings()
    _check_death(here, known, findings)
    _check_surgery(here, known, findings)
    _check_therapy(here, known, findings)
    findings.raise_any()


def _kinds_asked(kind: str) -> frozenset[str]:
    """The kinds whose dates the checks of this kind look at; a long record is not read for nothing."""
    if kind == "death":
        return OF_THE_LIVING
    asked = {"death"} if kind in OF_THE_LIVING else set()
    if kind in {"operation", "therapy_started"}:
        asked.add("diagnosis")
    return frozenset(asked | ({"therapy_started"} if kind == "therapy_ended" else set()))


def _of_fact(fact: ClinicalFact) -> _Dated:
    on = fact.on or date.min
    return _Dated(fact.kind, on, latest_day(on), fact.body)


def _of_new(new: NewFact) -> _Dated:
    on = ClinicalDate(new.on or date.min, new.precision)  # type: ignore[arg-type]
    return _Dated(new.kind, on.earliest, on.latest, new.body)


def _check_death(here: _Dated, known: list[_Dated], findings: Findings) -> None:
    if here.kind in OF_THE_LIVING:
        for death in (fact for fact in known if fact.kind == "death"):
            if here.first > death.last:
                findings.add(
                    msg("She died on %(died)s, before this date. Check both dates."),
                    params={"died": death.first.isoformat()},
                    field="on",
                    code="after_death",
                )
    if here.kind == "death":
        later = [fact.first for fact in known if fact.kind in OF_THE_LIVING and fact.first > here.last]
        if later:
            findings.add(
                msg("Something was recorded after this day, on %(on)s. Check which date is wrong."),
                params={"on": max(later).isoformat()},
                field="on",
                code="death_before_facts",
            )


def _check_surgery(here: _Dated, known: list[_Dated], findings: Findings) -> None:
    diagnoses = [fact for fact in known if fact.kind == "diagnosis"]
    if here.kind in {"operation", "therapy_started"} and diagnoses:
        first = min(fact.first for fact in diagnoses)
        if here.last < first - SURGERY_BEFORE_DIAGNOSIS:
            findings.add(
                msg("This is long before the diagnosis (%(diagnosed)s). Check both dates."),
                params={"diagnosed": first.isoformat()},
                field="on",
                code="before_diagnosis",
            )


def _check_therapy(here: _Dated, known: list[_Dated], findings: Findings) -> None:
    if here.kind != "therapy_ended":
        return
    key = (here.body.get("modality"), here.body.get("intent"))
    starts = [
        fact
        for fact in known
        if fact.kind == "therapy_started" and (fact.body.get("modality"), fact.body.get("intent")) == key
    ]
    if starts and here.last < min(fact.first for fact in starts):
        findings.add(
            msg("This therapy began on %(began)s; it cannot have ended before. Check both dates."),
            params={"began": min(fact.first for fact in starts).isoformat()},
            field="on",
            code="end_before_start",
        )
