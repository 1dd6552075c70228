"""Builds the reference centre through the actions of the apps, in one transaction.

The clock is held where things are said to have happened: the hospitals open fourteen months ago and take
over their older patients; the current patients are followed day by day up to today; the older ones' facts
come from the old database today. So the audit trail reads in the order of time. A stopped build leaves
nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.conf import settings

from quancheng.access.roles import Role
from quancheng.careplan.actions.enrolling import enrol_many
from quancheng.careplan.actions.facts import record_first_facts
from quancheng.demo import closing, staffing
from quancheng.demo.afterwards import KNOWN_TWICE, surround
from quancheng.demo.cast import CAST, cast_cases
from quancheng.demo.centres import MAIN, PARTNER, SUPERIOR
from quancheng.demo.course.case import Case
from quancheng.demo.course.cohort import reference_cohort
from quancheng.demo.course.current import recent_cases
from quancheng.demo.course.timeline import timeline
from quancheng.demo.figures import REFERENCE_CENTRE, SMALL_CENTRE, CentreFigures
from quancheng.demo.registering import new_patient
from quancheng.demo.replay import replay
from quancheng.demo.staffing import BUILDER, House
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions.registering import register_many
from quancheng.patients.models import Patient
from quancheng.patients.row_security import acting_as

SEED = "quancheng"
OPEN_FOR = timedelta(days=430)
CHUNK = 80
# Serial numbers make phones and resident IDs: each group has its own range.
CURRENT, COHORT, AT_PARTNER, AT_SUPERIOR = 200, 1000, 4000, 5000
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Size:
    """How many people the demonstration has."""

    figures: CentreFigures
    current: int
    partner: int
    superior: int

    @property
    def people(self) -> int:
        """Everybody, for the progress bar; one of the cast is known in two hospitals."""
        return self.figures.admitted + len(CAST) + self.current + self.partner + self.superior + 1


WHOLE = Size(REFERENCE_CENTRE, current=48, partner=120, superior=80)
SMALL = Size(SMALL_CENTRE, current=12, partner=8, superior=6)


def is_built() -> bool:
    """Whether the demonstration's main centre is in this database."""
    with acting_as(BUILDER):
        return Hospital.objects.filter(code=MAIN.code).exists()


def check_may_build() -> None:
    """Refuses outside the demonstration, and where somebody else's data is."""
    if not settings.DEMO or settings.BEHIND_TLS:
        raise Refused(
            msg("The demonstration is built where QUANCHENG_DEMO=1 is set, never on a live server.")
        )
    with acting_as(BUILDER):
        if Hospital.objects.exists():
            raise Refused(msg("This database holds data already. The demonstration wants an empty one."))


def build(size: Size, *, password: str, seed: str = SEED, progress: Progress = lambda count: None) -> None:
    """The demonstration, whole or not at all."""
    check_may_build()
    today = clock.today()
    opened_on = today - OPEN_FOR
    older = _older(size, seed, today)
    current = cast_cases(seed, today) + recent_cases(
        size.current,
        seed=seed,
        first_serial=CURRENT,
        first_day=opened_on + timedelta(days=3),
        last_day=today,
        lean=1.3,
    )
    with acting_as(BUILDER):
        with held(opened_on):
            houses = staffing.found(opened_on, password)
            taken = {code: _register(houses[code], cases) for code, cases in older.items()}
        main, partner = houses[MAIN.code], houses[PARTNER.code]
        patients = replay(main, current, opened_on=opened_on, today=today, progress=progress)
        for code, cases in older.items():
            _load(houses[code], list(zip(taken[code], cases, strict=True)), today, progress)
        closing.work_off(main, {p.pk: serial for serial, p in patients.items()}, today, seed)
        surround(main, partner, patients, twin=taken[PARTNER.code][-1])


@contextmanager
def held(on: date, at: time = time(7, 0)) -> Iterator[None]:
    """The clock at that time of that day in the clinic."""
    with clock.frozen(datetime.combine(on, at, tzinfo=clock.zone())):
        yield


def _older(size: Size, seed: str, today: date) -> dict[str, list[Case]]:
    """The cases that come from the old databases, by hospital."""
    first = {PARTNER.code: date(2019, 1, 7), SUPERIOR.code: date(2020, 1, 6)}
    older = {
        MAIN.code: reference_cohort(size.figures, seed=seed, first_serial=COHORT),
        PARTNER.code: recent_cases(
            size.partner, seed=seed, first_serial=AT_PARTNER, first_day=first[PARTNER.code], last_day=today
        ),
        SUPERIOR.code: recent_cases(
            size.superior, seed=seed, first_serial=AT_SUPERIOR, first_day=first[SUPERIOR.code], last_day=today
        ),
    }
    older[PARTNER.code].append(_first_seen_there(seed, today))
    return older


def _first_seen_there(seed: str, today: date) -> Case:
    """The one whom the partner hospital diagnosed and sent on: its record ends with the biopsy."""
    here = cast_cases(seed, today)[CAST.index(KNOWN_TWICE)]
    return replace(
        here,
        record_number="",
        admitted_on=here.admitted_on - timedelta(days=12),
        told_until=here.admitted_on - timedelta(days=1),
        enrolled_on=None,
    )


def _register(house: House, cases: Sequence[Case]) -> list[Patient]:
    clerk = house.somebody(Role.DATA_CLERK, 0)
    return register_many(by=clerk, new=[new_patient(house, case) for case in cases])


def _load(house: House, rows: list[tuple[Patient, Case]], today: date, progress: Progress) -> None:
    """The older patients' facts, their place under whole-course management, and what was done for them."""
    clerk, manager = house.somebody(Role.DATA_CLERK, 0), house.somebody(Role.CASE_MANAGER, 0)
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        for patient, _ in chunk:
            patient.hospital = house.hospital
        enrol_many(by=manager, items=[(p, case.enrolled_on) for p, case in chunk if case.enrolled_on])
        told = [(patient, timeline(case, today)) for patient, case in chunk]
        record_first_facts(by=clerk, items=told, source="demo")
        closing.take_over(house, {p.pk: _last_contact(facts) for p, facts in told}, today)
        progress(len(chunk))


def _last_contact(facts: Sequence[NewFact]) -> date:
    """The day on which she was last seen or spoken to."""
    return max(found.on for found in facts if found.on and found.kind in {"follow_up", "admission"})
