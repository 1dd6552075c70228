"""Taking back an import: its facts, and everything that was derived from them."""

from collections.abc import Collection

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.careplan.models import Course, StageChange
from quancheng.oncology import actions as oncology

# Derived from facts, so they go with them; a course counts as somebody's work once it is enrolled.
DERIVED = frozenset({"oncology.Fact", "oncology.CaseSummary", "careplan.Course", "careplan.StageChange"})


def worked_on(*, by: Actor, hospital_id: int, patient_ids: Collection[int], batch_id: int) -> set[int]:
    """Those of the patients on whom somebody built: other facts, corrections, enrolment."""
    check_may(by, Permission.IMPORT_REGISTRY, hospital_id)
    enrolled = Course.objects.filter(patient_id__in=patient_ids, enrolled_on__isnull=False)
    return set(enrolled.values_list("patient_id", flat=True)) | oncology.facts_beside_batch(
        by=by, hospital_id=hospital_id, patient_ids=patient_ids, batch_id=batch_id
    )


@transaction.atomic(savepoint=False)
def unrecord_first_facts(*, by: Actor, hospital_id: int, patient_ids: Collection[int], batch_id: int) -> int:
    """Removes what `record_first_facts` wrote for these patients in this batch; how many facts."""
    check_may(by, Permission.IMPORT_REGISTRY, hospital_id)
    StageChange.objects.filter(patient_id__in=patient_ids, hospital_id=hospital_id).delete()
    Course.objects.filter(patient_id__in=patient_ids, hospital_id=hospital_id).delete()
    return oncology.unrecord_batch(by=by, hospital_id=hospital_id, patient_ids=patient_ids, batch_id=batch_id)
