"""Reading the audit trail and the access log: auditors, and the record's own page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.audit.events import Event
from quancheng.audit.models import AccessEntry, AuditEvent, ChainHead
from quancheng.kernel import clock
from quancheng.kernel.cursor import decode_cursor, encode_cursor
from quancheng.kernel.refused import Refused, msg

NOT_HERE = msg("This event is not there, or is another hospital's.")
PAGE = 50


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list is narrowed to; empty or None means everything."""

    event: str = ""
    person: str = ""
    patient: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ChainState:
    """How long a chain is, and when it was last verified and the access log last sealed."""

    hospital_id: int
    events: int
    verified: AuditEvent | None
    sealed: AuditEvent | None


def readings_of(actor: Actor, patient_id: int, limit: int = 100) -> list[AccessEntry]:
    """Who looked into this record, newest first. The caller has opened the record for this actor."""
    return list(AccessEntry.objects.filter(patient_id=patient_id).order_by("-id")[:limit])


def audited_hospital(actor: Actor) -> int:
    """The hospital whose trail the actor reads (the first of several)."""
    check_may(actor, Permission.READ_AUDIT)
    return min(actor.hospitals_with(Permission.READ_AUDIT))


def trail_page(actor: Actor, narrowed: Narrowed, before: str = "") -> tuple[list[AuditEvent], str]:
    """A page of changes of the auditor's hospital, newest first, and the cursor of the next."""
    rows = AuditEvent.objects.filter(hospital_id=audited_hospital(actor))
    if narrowed.event:
        rows = rows.filter(event=narrowed.event)
    return _page(_narrow(actor, rows, narrowed), before)


def readings_page(actor: Actor, narrowed: Narrowed, before: str = "") -> tuple[list[AccessEntry], str]:
    """A page of readings of the auditor's hospital, newest first, and the cursor of the next."""
    rows = AccessEntry.objects.filter(hospital_id=audited_hospital(actor))
    return _page(_narrow(actor, rows, narrowed), before)


def one_event(actor: Actor, hospital_id: int, seq: int) -> AuditEvent:
    """One event of the auditor's hospital."""
    check_may(actor, Permission.READ_AUDIT)
    found = None
    if hospital_id in actor.hospitals_with(Permission.READ_AUDIT):
        found = AuditEvent.objects.filter(hospital_id=hospital_id, seq=seq).first()
    if found is None:
        raise NotFound(NOT_HERE, code="not_here")
    return found


def chain_state(actor: Actor) -> ChainState:
    """The chain of the auditor's hospital."""
    hospital_id = audited_hospital(actor)
    head = ChainHead.objects.filter(pk=hospital_id).first()
    verified = AuditEvent.objects.filter(hospital_id=hospital_id, event=Event.AUDIT_VERIFIED.value)
    sealed = AuditEvent.objects.filter(hospital_id=0, event=Event.ACCESS_LOG_SEALED.value)
    return ChainState(
        hospital_id,
        head.seq if head else 0,
        verified.order_by("-id").first(),
        sealed.order_by("-id").first(),
    )


def record_numbers(actor: Actor, patient_ids: Collection[int]) -> dict[int, str]:
    """Record numbers of patients of the auditor's hospital; names are no business of an audit."""
    return dict(_finder("patient_labels")(actor, patient_ids)) if patient_ids else {}


def account_names(actor: Actor, user_ids: Collection[int]) -> dict[int, str]:
    """Account names of staff of the auditor's hospital."""
    return dict(_finder("person_labels")(actor, user_ids)) if user_ids else {}


def _narrow(actor: Actor, rows: QuerySet[Any], narrowed: Narrowed) -> QuerySet[Any]:
    if narrowed.person:
        rows = rows.filter(user_id__in=_finder("person")(actor, narrowed.person))
    if narrowed.patient:
        rows = rows.filter(patient_id__in=_finder("patient")(actor, narrowed.patient))
    if narrowed.since:
        rows = rows.filter(at__gte=_morning(narrowed.since))
    if narrowed.until:
        rows = rows.filter(at__lt=_morning(narrowed.until + timedelta(days=1)))
    return rows


def _page(rows: QuerySet[Any], before: str) -> tuple[list[Any], str]:
    if before:
        values = decode_cursor(before)
        if len(values) != 1 or not isinstance(values[0], int):
            raise Refused(msg("This page address is damaged; go back to the first page of the list."))
        rows = rows.filter(pk__lt=values[0])
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], encode_cursor([found[PAGE - 1].pk]) if len(found) > PAGE else ""


def _morning(on: date) -> datetime:
    return datetime.combine(on, time(), clock.zone())


def _finder(name: str) -> Any:
    """A reader of a higher floor that the settings name: people and patients are not known down here."""
    return import_string(settings.AUDIT_FINDERS[name])
