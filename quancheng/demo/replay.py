"""Follows the current patients day by day: each fact is recorded on its day by whose duty it is.

HER2 2+ waits for the in situ hybridisation: the biopsy is recorded with the result pending, and corrected
when the result comes, so that records show what a correction looks like.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from quancheng.access.roles import Role
from quancheng.careplan.actions.enrolling import enrol
from quancheng.careplan.actions.facts import correct_fact, record_facts
from quancheng.demo.course.case import Case
from quancheng.demo.course.facts import PENDING
from quancheng.demo.course.timeline import timeline
from quancheng.demo.registering import new_patient, place_of
from quancheng.demo.staffing import House
from quancheng.kernel import clock
from quancheng.oncology.models import Fact
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions.registering import register
from quancheng.patients.models import Patient

# Who writes down what; everything else is the doctor's.
WRITTEN_BY = {
    "admission": Role.NURSE,
    "body_measures": Role.NURSE,
    "performance_status": Role.NURSE,
    "menopausal_status": Role.NURSE,
    "comorbidity": Role.NURSE,
    "smoking_status": Role.NURSE,
    "follow_up": Role.CASE_MANAGER,
    "lost_to_follow_up": Role.CASE_MANAGER,
}
ISH_TAKES = timedelta(days=8)
ISH_FIELDS = {"her2_ish", "her2_ratio", "her2_copies"}


@dataclass(slots=True)
class Day:
    """What is written down for one patient on one day; `late` are results that had been pending."""

    case: Case
    facts: list[NewFact] = field(default_factory=list)
    late: list[NewFact] = field(default_factory=list)


def replay(
    house: House,
    cases: Sequence[Case],
    *,
    opened_on: date,
    today: date,
    progress: Callable[[int], object],
) -> dict[int, Patient]:
    """The current patients, by their serial number, registered and followed up to today."""
    days = _diary(cases, opened_on, today)
    patients: dict[int, Patient] = {}
    for on in sorted(days):
        for turn, day in enumerate(days[on].values()):
            at = datetime.combine(on, time(8, 10), clock.zone()) + timedelta(minutes=7 * turn)
            with clock.frozen(min(at, clock.now())):
                _live(house, day, on, patients, progress)
    return patients


def _diary(cases: Sequence[Case], opened_on: date, today: date) -> Mapping[date, dict[int, Day]]:
    """What is written down on each day, by patient; what lies before the opening is written down then."""
    diary: dict[date, dict[int, Day]] = defaultdict(dict)
    for case in cases:
        first = max(case.admitted_on, opened_on)
        for found in timeline(case, today):
            known, later = waiting(found)
            on = max(found.on or first, first)
            diary[on].setdefault(case.person.serial, Day(case)).facts.append(known if later else found)
            result_on = on + ISH_TAKES
            if later and result_on <= today:
                diary[result_on].setdefault(case.person.serial, Day(case)).late.append(later)
    return diary


def waiting(found: NewFact) -> tuple[NewFact, NewFact | None]:
    """A biopsy with HER2 2+ as it is first reported, and the same with its hybridisation result."""
    if found.kind != "biopsy_pathology" or found.body.get("her2_ihc") != "2+":
        return found, None
    body = {code: value for code, value in found.body.items() if code not in ISH_FIELDS}
    return replace(found, body=body | {"her2_ish": PENDING}), found


def _live(
    house: House, day: Day, on: date, patients: dict[int, Patient], progress: Callable[[int], object]
) -> None:
    case, place = day.case, place_of(house, day.case)
    serial = case.person.serial
    if serial not in patients:
        patients[serial] = register(by=house.somebody(Role.NURSE, place), new=new_patient(house, case))
        patients[serial].hospital = house.hospital
        enrol(by=house.somebody(Role.CASE_MANAGER, place), patient=patients[serial], on=on)
        progress(1)
    by_role: dict[Role, list[NewFact]] = defaultdict(list)
    for found in day.facts:
        by_role[WRITTEN_BY.get(found.kind, Role.DOCTOR)].append(found)
    for role, facts in by_role.items():
        record_facts(by=house.somebody(role, place), patient=patients[serial], facts=facts)
    for found in day.late:
        old = Fact.objects.current().get(patient=patients[serial], kind=found.kind, side=found.side)
        doctor = house.somebody(Role.DOCTOR, place)
        correct_fact(by=doctor, fact=old, new=found, reason="原位杂交结果已回报")
