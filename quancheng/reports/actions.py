"""Taking a report out of the system: it is written down who took which."""

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.hospitals.models import Hospital
from quancheng.reports.queries import ServiceReport, service_report
from quancheng.reports.rules import Period


@transaction.atomic
def export_service_report(*, by: Actor, hospital: Hospital, period: Period, way: str) -> ServiceReport:
    """The service report for a file or another program; the audit trail says who took it, and how."""
    report = service_report(by, hospital, period)
    record(
        Event.REPORT_EXPORTED,
        by=by,
        hospital_id=hospital.pk,
        subject="service report",
        detail={
            "from": period.begins.isoformat(),
            "to": period.ends.isoformat(),
            "as_of": period.as_of.isoformat(),
            "way": way,
        },
    )
    return report
