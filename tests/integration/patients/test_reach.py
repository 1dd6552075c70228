"""Which of somebody's duties reach a record, and what an emergency never becomes."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, NotPermitted
from quancheng.access.roles import Permission, Purpose, Role
from quancheng.accounts.models import DutyAssignment, User
from quancheng.careplan.actions.facts import record_facts
from quancheng.kernel import clock
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions.consents import give_consent
from quancheng.patients.actions.emergency import break_glass
from quancheng.patients.actions.identity import edit_identity
from quancheng.patients.actions.portal import open_portal
from quancheng.patients.actions.reading import open_record
from quancheng.patients.actions.relations import end_naming, name_colleague
from quancheng.patients.actors import actor_for
from quancheng.patients.models import CareRelation, Patient
from quancheng.patients.queries.identity import identity_of
from quancheng.patients.queries.record import in_care, readable
from quancheng.patients.rules.seeing import Why
from tests.authorization.world import BACKEND, MACHINE, Place, staff

T0 = datetime(2026, 11, 2, 23, 30, tzinfo=ZoneInfo(clock.CLINIC_TZ))
REASON = "夜间急诊,需要立即核对过敏史"
LASTING = [
    "identity", "consent_give research", "portal_open", "family_new", "colleague_new",
]  # fmt: skip


@pytest.fixture
def stranger(centre: Place, registered: Callable[..., Patient]) -> Patient:
    """A patient of our hospital whom our team does not look after, with a genetic result."""
    patient = registered(centre, "C-9", name="慕容知微", team_id=centre.other_team.pk)
    give_consent(by=MACHINE, patient=patient, purpose="genetic", channel="paper")
    found = NewFact(kind="genetic_test", on=date(2026, 1, 5), body={"test": "PALB2", "result": "pathogenic"})
    record_facts(by=MACHINE, patient=patient, facts=[found])
    return patient


def also(user: User, where: Place, role: Role, team_id: int | None) -> Actor:
    """The same person with one more duty."""
    DutyAssignment.objects.create(
        user=user, hospital=where.hospital, team_id=team_id, role=role.value, starts_on=date(2010, 1, 1)
    )
    return actor_for(user)


def page(user: User, name: str, *args: Any) -> Any:
    """What the browser of this person gets."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.get(reverse(name, args=args))


@pytest.mark.parametrize("role", [Role.NURSE, Role.CASE_MANAGER, Role.DOCTOR])
@pytest.mark.parametrize("door", LASTING)
def test_an_emergency_opens_no_door_that_outlasts_it(
    role: Role, door: str, centre: Place, stranger: Patient
) -> None:
    user = staff(centre, "night", role)
    name, *more = door.split()
    with clock.frozen(T0):
        break_glass(by=actor_for(user), patient=stranger, reason=REASON)
        assert page(user, "workbench:record", stranger.public_id).status_code == 200
        people = page(user, "patients_staff:people", stranger.public_id).content.decode()
        assert reverse("patients_staff:colleague_new", args=[stranger.public_id]) not in people
        refused = page(user, f"patients_staff:{name}", stranger.public_id, *more)
        assert refused.status_code == 403
    with clock.frozen(T0 + timedelta(hours=2)):
        assert page(user, "workbench:record", stranger.public_id).status_code == 404


def test_nor_do_the_actions_behind_them(centre: Place, stranger: Patient, acts: Callable[..., Actor]) -> None:
    nurse = acts(centre, Role.NURSE)
    guest = acts(centre, Role.DOCTOR)
    standing = identity_of(MACHINE, stranger)
    naming = name_colleague(by=MACHINE, patient=stranger, user_id=guest.user_id or 0, reason="会诊")
    break_glass(by=nurse, patient=stranger, reason=REASON)
    for attempt in (
        lambda: name_colleague(by=nurse, patient=stranger, user_id=nurse.user_id or 0, reason="会诊"),
        lambda: end_naming(by=nurse, relation=naming),
        lambda: edit_identity(by=nurse, patient=stranger, new=standing, reason="改到本组来", shown=""),
        lambda: open_portal(by=nurse, patient=stranger, phone="13800001111"),
    ):
        with pytest.raises(NotPermitted, match="emergency only"):
            attempt()
    assert list(CareRelation.objects.values_list("user_id", flat=True)) == [guest.user_id]


@pytest.mark.parametrize("post", ["attending", "case_manager"])
def test_who_is_a_patients_doctor_or_case_manager_looks_after_her_whatever_the_team(
    post: str, centre: Place, stranger: Patient, acts: Callable[..., Actor]
) -> None:
    doctor = acts(centre, Role.DOCTOR)
    assert not in_care(doctor).filter(pk=stranger.pk).exists()
    Patient.objects.filter(pk=stranger.pk).update(**{f"{post}_id": doctor.user_id})
    _, _, seen = open_record(by=doctor, public_id=stranger.public_id, page="timeline")
    assert (seen.why, seen.purpose) == (Why.ATTENDING, Purpose.CARE)
    assert in_care(doctor).filter(pk=stranger.pk).exists()
    assert Patient.objects.visible_to(doctor).filter(pk=stranger.pk).exists()
    Patient.objects.filter(pk=stranger.pk).update(**{f"{post}_id": None})
    assert not readable(doctor).filter(pk=stranger.pk).exists()


def test_to_be_named_doctor_of_a_role_that_reads_no_records_opens_none(
    centre: Place, stranger: Patient, acts: Callable[..., Actor]
) -> None:
    volunteer = acts(centre, Role.VOLUNTEER)
    Patient.objects.filter(pk=stranger.pk).update(attending_id=volunteer.user_id)
    with pytest.raises(NotPermitted):
        open_record(by=volunteer, public_id=stranger.public_id, page="timeline")


def test_a_registrar_keeps_a_patient_in_sight_until_a_team_takes_her_on(
    centre: Place, registered: Callable[..., Patient], acts: Callable[..., Actor]
) -> None:
    nurse, colleague = acts(centre, Role.NURSE), acts(centre, Role.NURSE)
    patient = registered(centre, "C-10", team_id=None)
    Patient.objects.filter(pk=patient.pk).update(registered_by_id=nurse.user_id)
    _, _, seen = open_record(by=nurse, public_id=patient.public_id, page="timeline")
    assert seen.why is Why.REGISTERED
    assert not readable(colleague).filter(pk=patient.pk).exists()
    Patient.objects.filter(pk=patient.pk).update(team_id=centre.other_team.pk)
    with pytest.raises(NotFound):
        open_record(by=nurse, public_id=patient.public_id, page="timeline")


@pytest.mark.parametrize("second", [Role.QUALITY_DIRECTOR, Role.MDT_SECRETARY])
def test_rights_of_one_duty_do_not_reach_the_patients_of_another(
    second: Role, centre: Place, stranger: Patient, registered: Callable[..., Patient]
) -> None:
    user = staff(centre, "two-duties", Role.DOCTOR)
    team_id = None if second is Role.QUALITY_DIRECTOR else centre.other_team.pk
    actor = also(user, centre, second, team_id)
    own = registered(centre, "C-11")
    at_own, _, _ = open_record(by=actor, public_id=own.public_id, page="timeline")
    at_other, _, _ = open_record(by=actor, public_id=stranger.public_id, page="timeline")
    for right in (Permission.VIEW_GENETICS, Permission.CORRECT_FACT, Permission.EDIT_IDENTITY):
        assert at_own.may(right, centre.hospital.pk)
        assert not at_other.may(right, centre.hospital.pk)
    fact = stranger.facts.get(kind="genetic_test")
    assert page(user, "workbench:fact", stranger.public_id, fact.pk).status_code == 404
    assert page(user, "workbench:fact_add", stranger.public_id, "genetic_test").status_code in (403, 404)
    assert page(user, "patients_staff:identity", stranger.public_id).status_code == 403
    assert "PALB2" not in page(user, "workbench:record", stranger.public_id).content.decode()


def test_in_an_emergency_every_duty_of_the_hospital_counts(centre: Place, stranger: Patient) -> None:
    user = staff(centre, "two-duties", Role.DOCTOR)
    actor = also(user, centre, Role.MDT_SECRETARY, centre.team.pk)
    break_glass(by=actor, patient=stranger, reason=REASON)
    there, _, _ = open_record(by=actor, public_id=stranger.public_id, page="timeline")
    assert there.may(Permission.RECORD_FACT, centre.hospital.pk)
