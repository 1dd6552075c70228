"""Two actions stopped before the audit trail and let go: neither waits for the other for ever (ADR 0020)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.roles import Role
from quancheng.accounts.actions.passwords import change_password
from quancheng.accounts.actions.staff import add_staff, disable_staff
from quancheng.accounts.models import User
from quancheng.audit.actions import record as audited
from quancheng.audit.events import Event
from quancheng.careplan.actions.facts import record_facts
from quancheng.careplan.actions.identity import edit_identity
from quancheng.careplan.actions.merging import merge_patients
from quancheng.careplan.actions.pathways import claim_replanning, publish_pathway, replan_batch
from quancheng.careplan.actions.recomputing import recompute
from quancheng.careplan.actions.steps import complete_step
from quancheng.careplan.models import Course, Step
from quancheng.careplan.queries.pathways import pathways_in_force
from quancheng.careplan.states import Outcome
from quancheng.hospitals.actions import Settings, change_settings
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.oncology.models import CaseSummary, Fact
from quancheng.patients.actions.consents import give_consent
from quancheng.patients.actions.corrections import ask_correction
from quancheng.patients.actions.emergency import break_glass
from quancheng.patients.actions.matching import propose_new
from quancheng.patients.actions.portal import grant_proxy, open_portal
from quancheng.patients.actions.relations import name_colleague
from quancheng.patients.models import CareRelation, MatchProposal, Patient
from quancheng.patients.queries.identity import identity_of
from quancheng.patients.rules.identity import Identity, shown_identity
from tests.integration.careplan.at_once import side_by_side
from tests.integration.careplan.centre import MACHINE, Centre, ago, centre, fact, record

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clinic() -> Centre:
    """One hospital."""
    return centre()


@pytest.fixture
def patient(clinic: Centre) -> Patient:
    """In a plan, with a step that waits for her TNM."""
    person = clinic.patient(enrolled_days_ago=100)
    record(person, fact("biopsy_pathology", 8, "left", histology="nst"))
    return person


def staged(patient: Patient, by: Actor = MACHINE) -> None:
    """The fact that closes the step."""
    tnm = fact("tnm", 6, "left", classification="c", t="T2", n="N0", m="M0")
    record_facts(by=by, patient=Patient.objects.get(pk=patient.pk), facts=[tnm])


def completed(patient: Patient, code: str = "clinical_tnm") -> None:
    """The step closed by hand."""
    complete_step(by=MACHINE, step=Step.objects.get(patient=patient, code=code), outcome=Outcome.DONE)


def edited(patient: Patient, **new: Any) -> None:
    """Her identity with these values instead."""
    known = identity_of(MACHINE, patient)
    values = {name: getattr(known, name) for name in Identity.__slots__} | new
    shown = shown_identity(known)
    edit_identity(by=MACHINE, patient=patient, new=Identity(**values), reason="更正", shown=shown)


def agreed(patient: Patient) -> None:
    """A consent on paper."""
    give_consent(by=MACHINE, patient=patient, purpose="care", channel="paper")


def absorbing(clinic: Centre, patient: Patient) -> Callable[[], Any]:
    """A second record of hers becomes one with this."""
    other = clinic.patient()
    return lambda: merge_patients(by=MACHINE, survivor=patient, absorbed=other, reason="重复登记")


def test_a_step_is_closed_while_the_fact_that_closes_it_is_recorded(clinic, patient) -> None:
    met = side_by_side(clinic.hospital, lambda: staged(patient), lambda: completed(patient))
    assert met[0] is None
    assert isinstance(met[1], Refused), met
    assert Step.objects.get(patient=patient, code="clinical_tnm").fact_id == Fact.objects.get(kind="tnm").pk


def test_a_step_is_closed_while_she_changes_teams(clinic, patient) -> None:
    other = clinic.teams[1].pk
    move = lambda: edited(patient, team_id=other)  # noqa: E731
    assert side_by_side(clinic.hospital, move, lambda: completed(patient)) == [None, None]
    assert Step.objects.get(patient=patient, code="clinical_tnm").state == "done"
    assert set(Step.objects.values_list("team_id", flat=True)) == {other}


@transaction.atomic
def pointed(patient: Patient, nurse: Actor) -> None:
    """A row that refers to her, audited, by somebody who does not hold the record."""
    CareRelation.objects.create(patient=patient, user_id=nurse.user_id, reason="会诊")
    audited(Event.COLLEAGUE_NAMED, by=MACHINE, hospital_id=patient.hospital_id, patient_id=patient.pk)


POINT_AT_HER: dict[str, Callable[[Patient, Actor], Any]] = {
    "a colleague is named": lambda patient, nurse: name_colleague(
        by=MACHINE, patient=patient, user_id=nurse.user_id or 0, reason="会诊"
    ),
    "her portal opens": lambda patient, nurse: open_portal(by=MACHINE, patient=patient, phone="13811110001"),
    "her daughter is let in": lambda patient, nurse: grant_proxy(
        by=MACHINE, patient=patient, phone="13900009999", name="家属", relation="child", scopes=["today"]
    ),
    "glass is broken": lambda patient, nurse: break_glass(
        by=nurse, patient=patient, reason="夜间急诊,需要立即核对过敏史"
    ),
    "she asks for a correction": lambda patient, nurse: ask_correction(
        by=Actor(user_id=nurse.user_id, own_patient_ids=frozenset({patient.pk})),
        patient=patient,
        item="电话",
        text="号码换了",
    ),
    # What nobody has taught to hold the record: it may be written as well.
    "something else points at her": pointed,
}


@pytest.mark.parametrize("what", POINT_AT_HER)
def test_a_row_is_written_while_she_agrees(what, clinic, patient) -> None:
    nurse, again = clinic.actor("王护士", Role.NURSE, 1), Patient.objects.get(pk=patient.pk)
    met = side_by_side(clinic.hospital, lambda: POINT_AT_HER[what](patient, nurse), lambda: agreed(again))
    assert met == [None, None]


@pytest.mark.parametrize("what", ["she is edited", "she is merged", "she is compared", "her step is closed"])
def test_a_row_that_only_points_at_her_is_written_while(what, clinic, patient) -> None:
    nurse, again = clinic.actor("王护士", Role.NURSE, 1), Patient.objects.get(pk=patient.pk)
    if what == "she is compared":
        centre("partner").patient()
        Patient.objects.exclude(pk=patient.pk).update(match_checked_at=clock.now())
    behind: dict[str, Callable[[], Any]] = {
        "she is edited": lambda: edited(again, allergies="青霉素"),
        "she is merged": absorbing(clinic, again),
        "she is compared": lambda: propose_new(by=MACHINE),
        "her step is closed": lambda: completed(again),
    }
    met = side_by_side(clinic.hospital, lambda: pointed(patient, nurse), behind[what])
    assert met == [None, None]
    assert MatchProposal.objects.exists() == (what == "she is compared")


def published(clinic: Centre) -> None:
    """The hospital's own version of a pathway, which differs in being confirmed or not."""
    base = next(row for row in pathways_in_force(MACHINE, clinic.hospital.pk) if row.code == "course")
    publish_pathway(
        by=MACHINE, hospital_id=clinic.hospital.pk, base=base, confirmed=not base.confirmed_by_centre
    )


def test_a_patient_is_registered_while_her_hospital_changes(clinic) -> None:
    change = lambda: change_settings(  # noqa: E731
        by=MACHINE, hospital_id=clinic.hospital.pk, settings=Settings(name="新院名", ki67_cut=14)
    )
    for behind in (change, lambda: published(clinic)):
        assert side_by_side(clinic.hospital, clinic.patient, behind) == [None, None]


def test_a_nurse_records_while_her_account_changes(clinic, patient) -> None:
    user, secret = add_staff(
        by=MACHINE,
        hospital_id=clinic.hospital.pk,
        username="wang.lijuan",
        display_name="王丽娟",
        duties=[(Role.DOCTOR, clinic.teams[0].pk)],
    )
    me = Actor(user_id=user.pk, name="王丽娟")
    recorded = lambda: pointed(patient, me)  # noqa: E731
    new = "银杏-Ginkgo-1402"
    change = lambda: change_password(by=me, old=secret, new=new, again=new, session_key=None)  # noqa: E731
    disable = lambda: disable_staff(by=MACHINE, user_id=user.pk, reason="离职")  # noqa: E731
    for behind in (change, disable):
        assert side_by_side(clinic.hospital, recorded, behind) == [None, None]
    assert not User.objects.get(pk=user.pk).is_active


def test_recomputing_meets_a_fact(clinic, patient) -> None:
    Course.objects.update(stage="new")
    CaseSummary.objects.update(er="x")
    met = side_by_side(clinic.hospital, lambda: staged(patient), lambda: recompute(by=MACHINE))
    assert met == [None, None]
    assert CaseSummary.objects.get(patient=patient).er == ""
    assert recompute(by=MACHINE).summaries == 0


def test_re_planning_meets_a_step_that_comes_again(clinic, patient) -> None:
    published(clinic)
    Step.objects.filter(code="distress").update(due_by=clock.today() + timedelta(days=40))
    work = claim_replanning(by=MACHINE)
    met = side_by_side(
        clinic.hospital, lambda: completed(patient, "distress"), lambda: replan_batch(by=MACHINE, work=work)
    )
    assert met == [None, None]
    first, second = Step.objects.filter(code="distress").order_by("pk")
    assert (first.state, second.state) == ("done", "open")
    assert second.due_by > ago(-80)
