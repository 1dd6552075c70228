"""Reads of the reports. A report is one query with a conditional count for each number."""

from datetime import date

from django.db.models import Count as CountOf
from django.db.models import Q, QuerySet

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.cursor import DAMAGED, decode_cursor, encode_cursor
from quancheng.kernel.refused import Refused, msg
from quancheng.oncology.models import CaseSummary, Fact, clinical
from quancheng.reports import indicators
from quancheng.reports.indicators.base import Indicator, Since, condition
from quancheng.reports.report import Coverage, Figure, PatientsPage, ServiceReport
from quancheng.reports.rules import (
    TREATMENT_FLAGS,
    TREATMENT_KINDS,
    Count,
    Period,
    too_small,
    treatment_by,
)

PAGE = 50
NO_HOSPITAL = msg("There is no such hospital, or its reports are not open to you.")


def hospitals_of(actor: Actor) -> list[Hospital]:
    """The hospitals whose reports the actor may read, her own first."""
    check_may(actor, Permission.VIEW_REPORTS)
    found = Hospital.objects.order_by("pk")
    if not actor.system:
        found = found.filter(pk__in=actor.hospitals_with(Permission.VIEW_REPORTS))
    return sorted(found, key=lambda hospital: hospital.pk != actor.home_hospital_id)


def hospital_of(actor: Actor, code: str = "") -> Hospital:
    """The hospital of that code, else the actor's first; refuses one that is not open to her."""
    for hospital in hospitals_of(actor):
        if code in ("", hospital.code):
            return hospital
    raise NotFound(NO_HOSPITAL, code="no_hospital")


def _cohort(hospital: Hospital, period: Period) -> QuerySet[CaseSummary]:
    """The case summaries of everybody first admitted to the hospital in the period, merged records once."""
    return CaseSummary.objects.filter(
        hospital=hospital,
        admitted_on__gte=period.begins,
        admitted_on__lt=period.ends,
        patient__merged_into__isnull=True,
    )


def _since(hospital: Hospital, period: Period) -> Since:
    """Whose treatment looked otherwise on the counting day; nobody's where that is today.

    The summaries say how things stand now. Only patients of the cohort who were planned for or treated after
    the counting day can differ from that, and only of them are the facts read: one query more.
    """
    if period.as_of >= clock.today():
        return Since()
    facts = Fact.objects.current().filter(hospital=hospital, kind__in=TREATMENT_KINDS)
    later = facts.filter(occurred_on__gt=period.as_of, patient__summary__in=_cohort(hospital, period))
    by_patient: dict[int, list[Fact]] = {}
    rows = facts.filter(patient_id__in=later.values("patient_id")).select_related("patient__summary")
    for fact in rows.order_by("patient_id", "pk"):
        by_patient.setdefault(fact.patient_id, []).append(fact)
    not_yet: dict[str, set[int]] = {flag: set() for flag in TREATMENT_FLAGS}
    still: dict[str, set[int]] = {flag: set() for flag in TREATMENT_FLAGS}
    for patient_id, found in by_patient.items():
        then = treatment_by(period.as_of, clinical(found))
        for flag, stood in then.items():
            if stood != getattr(found[0].patient.summary, flag):
                (still if stood else not_yet)[flag].add(patient_id)
    return Since(_frozen(not_yet), _frozen(still))


def _frozen(sets: dict[str, set[int]]) -> dict[str, frozenset[int]]:
    return {flag: frozenset(ids) for flag, ids in sets.items()}


def service_report(actor: Actor, hospital: Hospital, period: Period) -> ServiceReport:
    """The service report, counted now."""
    check_may(actor, Permission.VIEW_REPORTS, hospital.pk)
    wanted = indicators.of_service(period)
    since = _since(hospital, period)
    counted = _cohort(hospital, period).aggregate(
        **{one.code: CountOf("pk", filter=condition(one, period, since) or None) for one in wanted}
    )
    counts = {
        indicator.code: Count(counted[indicator.code], counted[indicator.among] if indicator.among else None)
        for indicator in wanted
    }
    opens = actor.may(Permission.OPEN_REPORT_PATIENTS, hospital.pk)
    hidden = frozenset() if opens else too_small(counts, indicators.sums(period))
    return ServiceReport(
        hospital=hospital,
        period=period,
        figures=tuple(_figure(indicator, counts, hidden) for indicator in wanted),
        computed_at=clock.now(),
        opens_patients=opens,
    )


def _figure(indicator: Indicator, counts: dict[str, Count], hidden: frozenset[str]) -> Figure:
    count = counts[indicator.code]
    return Figure(
        indicator,
        None if indicator.code in hidden else count.value,
        None if indicator.among in hidden else count.among,
    )


def coverage(actor: Actor, hospital: Hospital) -> Coverage:
    """Since when admissions are known, and how many records have none."""
    check_may(actor, Permission.VIEW_REPORTS, hospital.pk)
    ours = CaseSummary.objects.filter(hospital=hospital)
    first = (
        ours.filter(admitted_on__isnull=False).order_by("admitted_on").values_list("admitted_on", flat=True)
    )
    without = ours.filter(admitted_on__isnull=True, patient__merged_into__isnull=True)
    return Coverage(first.first(), without.count())


def patients_counted(
    actor: Actor, hospital: Hospital, period: Period, code: str, cursor: str = ""
) -> PatientsPage:
    """The patients whom one number counts, by day of admission, fifty at a time."""
    check_may(actor, Permission.VIEW_REPORTS, hospital.pk)
    check_may(actor, Permission.OPEN_REPORT_PATIENTS, hospital.pk)
    indicator = indicators.named(code, period)
    since = _since(hospital, period) if indicator.flag else Since()
    rows = _cohort(hospital, period).filter(condition(indicator, period, since))
    if cursor:
        rows = rows.filter(_after(cursor))
    rows = rows.select_related("patient", "patient__course").order_by("admitted_on", "patient_id")
    found = list(rows[: PAGE + 1])
    shown = tuple(found[:PAGE])
    more = len(found) > PAGE
    return PatientsPage(shown, encode_cursor([shown[-1].admitted_on, shown[-1].pk]) if more else "")


def _after(cursor: str) -> Q:
    match decode_cursor(cursor):
        case (date() as day, int() as pk):
            return Q(admitted_on__gt=day) | Q(admitted_on=day, patient_id__gt=pk)
        case _:
            raise Refused(DAMAGED, code="cursor_damaged")
