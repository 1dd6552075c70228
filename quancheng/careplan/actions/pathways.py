"""Pathways: the shipped ones loaded, a centre's own version published, plans re-made as due work."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q

from quancheng.access.actor import Actor
from quancheng.access.guards import NotPermitted, check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.careplan.actions.replanning import replan_steps
from quancheng.careplan.models import Course, Pathway, Replanning
from quancheng.careplan.pathways import shipped
from quancheng.careplan.rules.editing import StepEdit, differences, edited
from quancheng.careplan.rules.pathway import read_rules
from quancheng.careplan.rules.stage import derive_stage
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg
from quancheng.oncology.queries import histories_of
from quancheng.patients.actions.holding import hold_records

LEASE = timedelta(minutes=5)


@transaction.atomic
def load_pathways(*, by: Actor) -> int:
    """How many shipped versions were new; hospitals without a version of their own are re-planned by the job.

    Not audited: nobody has decided anything, the version came with the software.
    """
    if not by.system:
        raise NotPermitted(msg("Shipped pathways are loaded by the machine."))
    known = set(Pathway.objects.filter(hospital__isnull=True).values_list("code", "version"))
    new = [row for row in shipped() if (row["code"], row["version"]) not in known]
    for definition in new:
        read_rules(definition)
        pathway = Pathway.objects.create(
            code=definition["code"], version=definition["version"], definition=definition
        )
        own = Pathway.objects.filter(code=pathway.code, hospital__isnull=False).values("hospital_id")
        for hospital_id in Hospital.objects.exclude(pk__in=own).values_list("pk", flat=True):
            _ask_for_replanning(hospital_id, pathway)
    return len(new)


@transaction.atomic
def publish_pathway(
    *,
    by: Actor,
    hospital_id: int,
    base: Pathway,
    edits: Sequence[StepEdit] = (),
    confirmed: bool,
    reason: str = "",
) -> Pathway:
    """The hospital's new version, in force at once; open steps follow when the job has re-planned."""
    check_may(by, Permission.EDIT_PATHWAYS, hospital_id)
    Hospital.objects.select_for_update(no_key=True).get(pk=hospital_id)
    newest = Pathway.objects.filter(hospital_id=hospital_id, code=base.code).order_by("-version").first()
    if newest is not None and newest.pk != base.pk:
        raise Refused(msg("Somebody has published a newer version meanwhile. Load the page again."))
    definition = edited(base.definition, edits)
    changed = differences(base.definition, definition)
    if not changed and confirmed == base.confirmed_by_centre:
        raise Refused(msg("Nothing was changed, so there is nothing to publish."))
    highest = Pathway.objects.filter(Q(hospital_id=hospital_id) | Q(hospital__isnull=True), code=base.code)
    version = highest.aggregate(highest=Max("version"))["highest"] + 1
    pathway = Pathway.objects.create(
        code=base.code,
        version=version,
        hospital_id=hospital_id,
        definition={**definition, "version": version},
        published_by_id=by.user_id,
        confirmed_by_centre=confirmed,
    )
    record(
        Event.PATHWAY_PUBLISHED,
        by=by,
        hospital_id=hospital_id,
        subject=f"pathway:{pathway.code}:{version}",
        detail={"changed": changed, "confirmed": confirmed, "reason": reason},
    )
    _ask_for_replanning(hospital_id, pathway)
    return pathway


def _ask_for_replanning(hospital_id: int, pathway: Pathway) -> None:
    enrolled = Course.objects.filter(hospital_id=hospital_id, enrolled_on__isnull=False).count()
    if enrolled:
        Replanning.objects.create(hospital_id=hospital_id, pathway=pathway, total=enrolled)


@transaction.atomic
def claim_replanning(*, by: Actor) -> Replanning | None:
    """The oldest re-planning that nobody works on, leased to the caller; None when all is done."""
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    for work in Replanning.objects.filter(free, finished_at__isnull=True).order_by("pk")[:5]:
        if Replanning.objects.filter(free, pk=work.pk).update(leased_until=now + LEASE):
            work.leased_until = now + LEASE
            return work
    return None


@transaction.atomic
def replan_batch(*, by: Actor, work: Replanning, size: int = 100) -> bool:
    """Re-plans the next patients and moves the mark, in one transaction; False when none was left."""
    enrolled = Course.objects.filter(hospital_id=work.hospital_id, enrolled_on__isnull=False)
    following = enrolled.filter(patient_id__gt=work.after_id).order_by("patient_id")
    ids = list(following.values_list("patient_id", flat=True)[:size])
    if ids:
        _replan(by, ids)
        work.after_id, work.done = ids[-1], work.done + len(ids)
        work.leased_until = clock.now() + LEASE
    else:
        work.finished_at, work.leased_until = clock.now(), None
    work.save(update_fields=["after_id", "done", "leased_until", "finished_at"])
    return bool(ids)


def _replan(by: Actor, ids: Sequence[int]) -> None:
    patients = hold_records(by=by, patient_ids=ids)
    histories = histories_of(by, ids)
    courses = Course.objects.filter(enrolled_on__isnull=False).in_bulk(ids)
    plans = [
        (patients[pk], histories[pk], derive_stage(histories[pk]), courses[pk]) for pk in ids if pk in courses
    ]
    replan_steps(by=by, plans=plans, today=clock.today())
