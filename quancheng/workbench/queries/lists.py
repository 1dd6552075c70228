"""Lists of patients: found by search, and in care."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.careplan.models import Course
from quancheng.hospitals.models import Team
from quancheng.kernel.cursor import DAMAGED, decode_cursor, encode_cursor
from quancheng.kernel.refused import Refused
from quancheng.oncology.models import CaseSummary
from quancheng.patients.compiled import compiled
from quancheng.patients.models import CareRelation, Patient
from quancheng.patients.models.patient import PatientQuerySet
from quancheng.patients.queries.record import in_care
from quancheng.patients.queries.search import find_tokens
from quancheng.patients.search_words import Groups, tokens_of
from quancheng.workbench.queries.record import NextStep, next_step_of, with_course

PAGE = 50
FOUND = 20
# What a row shows; the other columns of five tables would cost more than the rows themselves.
_SHOWN = (
    *("public_id", "record_number", "name", "pseudonymous", "sex", "birth_on", "age_at_diagnosis"),
    *("hospital__name", "hospital__name_en", "team__name", "team__name_en", "course__stage"),
    *(f"summary__{name}" for name in ("side", "subtype", "stage_group", "died_on")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. What lies outside the actor's care has `open_to_me` False and is shown masked."""

    patient: Patient
    open_to_me: bool
    course: Course | None
    summary: CaseSummary | None
    last_contact_on: date | None
    next_step: NextStep | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows; `next` is the cursor of the page below it, empty on the last one."""

    rows: tuple[Row, ...]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of patients in care is narrowed to."""

    stage: str = ""
    team_id: int | None = None
    mine: bool = False
    enrolled: str = ""


def search(actor: Actor, q: str, cursor: str = "") -> Page:
    """Who matches what was typed, newest first, in the actor's hospitals."""
    check_may(actor, Permission.FIND_PATIENT)
    return _page(actor, _found(actor, tokens_of(q), _before(cursor)), FOUND)


@compiled
def _found(actor: Actor, groups: Groups, before: int | None) -> PatientQuerySet:
    found = find_tokens(actor, groups, before=before, limit=FOUND + 1)
    return with_course(actor, found).only(*_SHOWN)[: FOUND + 1]


def patients_in_care(actor: Actor, filters: Filters, cursor: str = "") -> Page:
    """The patients the actor looks after, newest first, narrowed by the filters."""
    check_may(actor, Permission.VIEW_RECORD)
    unenrolled = filters.enrolled == "no" if filters.enrolled else None
    rows = _in_care(actor, filters.stage, filters.team_id, filters.mine, unenrolled, _before(cursor))
    return _page(actor, rows, PAGE)


@compiled
def _in_care(
    actor: Actor, stage: str, team_id: int | None, mine: bool, unenrolled: bool | None, before: int | None
) -> PatientQuerySet:
    rows = with_course(actor, in_care(actor)).only(*_SHOWN).order_by("-pk")
    if stage:
        # Ordered by the course's own key, so that the index (hospital, stage, patient) is walked.
        rows = rows.filter(course__stage=stage, course__hospital__in=actor.hospital_ids)
        rows = rows.order_by("-course__patient_id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if team_id is not None:
        rows = rows.filter(team_id=team_id)
    if mine:
        rows = rows.filter(pk__in=_mine(actor))
    if unenrolled is not None:
        rows = rows.filter(course__enrolled_on__isnull=unenrolled)
    return rows[: PAGE + 1]


def _mine(actor: Actor) -> QuerySet[Any]:
    """Ids of the patients whose attending or case manager the actor is, or on whom she is named.

    Three short walks of an index each; as one condition on the row it would look at every patient in care.
    """
    attended = Patient.objects.filter(attending_id=actor.user_id).values("pk")
    managed = Patient.objects.filter(case_manager_id=actor.user_id).values("pk")
    return attended.union(managed, CareRelation.open_for(actor).values("patient_id"))


def teams_to_choose(actor: Actor) -> list[Team]:
    """Teams by which the actor may narrow the list, or to which she registers people."""
    return _teams_to_choose(actor)


@compiled
def _teams_to_choose(actor: Actor) -> QuerySet[Team]:
    scope = Q(hospital_id__in=actor.wide_hospital_ids) | Q(pk__in=actor.team_ids)
    scope |= Q(hospital_id__in=actor.hospitals_with(Permission.REGISTER_PATIENT))
    return Team.objects.filter(scope).select_related("hospital").order_by("hospital_id", "pk")


def _before(cursor: str) -> int | None:
    if not cursor:
        return None
    values: tuple[Any, ...] = decode_cursor(cursor)
    if len(values) != 1 or type(values[0]) is not int:
        raise Refused(DAMAGED, code="cursor_damaged")
    return values[0]


def _page(actor: Actor, rows: list[Patient], size: int) -> Page:
    found = [_row(actor, patient) for patient in rows]
    following = encode_cursor([found[size - 1].patient.pk]) if len(found) > size else ""
    return Page(tuple(found[:size]), following)


def _row(actor: Actor, patient: Patient) -> Row:
    return Row(
        patient=patient,
        open_to_me=getattr(patient, "open_to_me", True),
        course=getattr(patient, "course", None),
        summary=getattr(patient, "summary", None),
        last_contact_on=patient.last_contact_on,  # type: ignore[attr-defined]
        next_step=next_step_of(actor, patient),
    )
