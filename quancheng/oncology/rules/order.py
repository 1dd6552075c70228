"""What cannot have happened in this order: life after death, an end before its start, surgery before disease.

Facts of de-identified people have days from diagnosis instead of dates; the same holds for these.
Only what no clinic could have done is refused. A lump may be cut out weeks before pathology calls it cancer,
and a report may come after a death.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from quancheng.kernel.dates import ClinicalDate
from quancheng.kernel.refused import Findings, msg
from quancheng.oncology.rules.history import ClinicalFact, History
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
# An excision may come before the report that names the cancer; more days than these are a wrong date.
SURGERY_BEFORE_DIAGNOSIS = 90


@dataclass(frozen=True, slots=True)
class _Dated:
    """A fact's kind, first and last possible day (of the calendar, or from diagnosis), and values.

    `told` is the date as exactly as it is known, or the number of days.
    """

    kind: str
    first: int
    last: int
    body: Any
    told: str | int


def check_order(new: NewFact, history: History, others: Iterable[NewFact] = ()) -> None:
    """Refuses a date that contradicts what is recorded; `others` are recorded in the same breath."""
    asked = _kinds_asked(new.kind)
    if not asked or (new.on is None and new.offset_days is None):
        return
    known = [_of_fact(fact) for fact in history.of(*asked) if _is_comparable(fact, new)]
    known += [
        _of_new(other)
        for other in others
        if other.kind in asked and other is not new and _is_comparable(other, new)
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


def _is_comparable(known: ClinicalFact | NewFact, new: NewFact) -> bool:
    """Dates go with dates, days from diagnosis with their like: nothing tells on which date day 0 was."""
    if new.on is not None:
        return known.on is not None
    return known.on is None and known.offset_days is not None


def _of_fact(fact: ClinicalFact) -> _Dated:
    return _dated(fact.kind, fact.date, fact.offset_days or 0, fact.body)


def _of_new(new: NewFact) -> _Dated:
    on = None if new.on is None else ClinicalDate(new.on, new.precision)  # type: ignore[arg-type]
    return _dated(new.kind, on, new.offset_days or 0, new.body)


def _dated(kind: str, on: ClinicalDate | None, days: int, body: Any) -> _Dated:
    if on is None:
        return _Dated(kind, days, days, body, days)
    return _Dated(kind, on.earliest.toordinal(), on.latest.toordinal(), body, str(on))


def _check_death(here: _Dated, known: list[_Dated], findings: Findings) -> None:
    if here.kind in OF_THE_LIVING:
        for death in (fact for fact in known if fact.kind == "death"):
            if here.first > death.last:
                sentences = (
                    msg("She died on %(died)s, before this date. Check both dates."),
                    msg("She died %(died)s days from diagnosis, before this. Check both numbers of days."),
                )
                _add(findings, here, sentences, "after_death", died=death)
    if here.kind == "death":
        later = [fact for fact in known if fact.kind in OF_THE_LIVING and fact.first > here.last]
        if later:
            sentences = (
                msg("Something was recorded after this day, on %(on)s. Check which date is wrong."),
                msg("Something was recorded after this, %(on)s days from diagnosis. Check which is wrong."),
            )
            _add(findings, here, sentences, "death_before_facts", on=max(later, key=_first))


def _check_surgery(here: _Dated, known: list[_Dated], findings: Findings) -> None:
    diagnoses = [fact for fact in known if fact.kind == "diagnosis"]
    if here.kind in {"operation", "therapy_started"} and diagnoses:
        first = min(diagnoses, key=_first)
        if here.last < first.first - SURGERY_BEFORE_DIAGNOSIS:
            sentences = (
                msg("This is long before the diagnosis (%(diagnosed)s). Check both dates."),
                msg("This is long before the diagnosis (day %(diagnosed)s). Check the number of days."),
            )
            _add(findings, here, sentences, "before_diagnosis", diagnosed=first)


def _check_therapy(here: _Dated, known: list[_Dated], findings: Findings) -> None:
    if here.kind != "therapy_ended":
        return
    key = (here.body.get("modality"), here.body.get("intent"))
    starts = [
        fact
        for fact in known
        if fact.kind == "therapy_started" and (fact.body.get("modality"), fact.body.get("intent")) == key
    ]
    if starts and here.last < (began := min(starts, key=_first)).first:
        sentences = (
            msg("This therapy began on %(began)s; it cannot have ended before. Check both dates."),
            msg(
                "This therapy began %(began)s days from diagnosis; it cannot have ended before. "
                "Check both numbers of days."
            ),
        )
        _add(findings, here, sentences, "end_before_start", began=began)


def _first(fact: _Dated) -> int:
    return fact.first


def _add(findings: Findings, here: _Dated, sentences: tuple[str, str], code: str, **known: _Dated) -> None:
    """A finding in dates or in days from diagnosis, whichever the fact has, at the field that holds it."""
    dated = isinstance(here.told, str)
    findings.add(
        sentences[0] if dated else sentences[1],
        params={name: fact.told for name, fact in known.items()},
        field="on" if dated else "offset_days",
        code=code,
    )
