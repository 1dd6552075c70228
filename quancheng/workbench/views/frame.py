"""What every page of a record starts with: open it, write down that it was read, draw its frame."""

from typing import Any

from django.http import HttpRequest

from quancheng.access.roles import Permission
from quancheng.audit.actions import note_reading
from quancheng.kernel import clock
from quancheng.workbench.presenters import frame, person
from quancheng.workbench.queries.record import Opened, open_record


def open_page(request: HttpRequest, public_id: str, tab: str) -> tuple[Opened, dict[str, Any]]:
    """The opened record and the context of its frame; the reading stands in the access log."""
    actor = request.actor  # type: ignore[attr-defined]
    opened = open_record(actor, public_id)
    patient = opened.patient
    note_reading(
        by=actor,
        hospital_id=patient.hospital_id,
        patient_id=patient.pk,
        page=tab,
        purpose=opened.sight.purpose,
    )
    return opened, {
        "patient": patient,
        "bar": _bar(opened),
        "tabs": frame.tabs(patient, tab),
        "may_record": opened.allows(Permission.RECORD_FACT),
    }


def _bar(opened: Opened) -> frame.Bar:
    step = opened.next_step
    words = f"{person.step_words(step.title, step.side)} · {person.date_words(step.due_by)}" if step else ""
    return frame.bar(
        patient=opened.patient,
        sight=opened.sight,
        course=opened.course,
        summary=opened.summary,
        consents=opened.consents,
        last_contact_on=opened.last_contact_on,
        next_step=words,
        may_record=opened.allows(Permission.RECORD_FACT),
        today=clock.today(),
    )
