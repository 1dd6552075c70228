"""An overdue step that the record has overtaken: it stays, and every page can tell it from the newer one."""

import pytest

from quancheng.access.actor import Actor
from quancheng.access.roles import Role
from quancheng.careplan.actions.pathways import claim_replanning, publish_pathway
from quancheng.careplan.actions.steps import vary_step
from quancheng.careplan.jobs import replan_after_publishing
from quancheng.careplan.models import Pathway, Step
from quancheng.careplan.presenters.steps import title_of, why_of
from quancheng.careplan.queries.steps import plan_of
from quancheng.careplan.rules.editing import StepEdit
from quancheng.careplan.states import Duty, Priority, VarianceReason
from quancheng.kernel import clock
from quancheng.portal.queries.today import tasks_of
from tests.integration.careplan.centre import MACHINE, Centre, ago, centre, fact, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Centre:
    return centre()


def test_two_pathology_steps_stand_with_words_that_tell_them_apart(clinic: Centre) -> None:
    patient = clinic.patient(enrolled_days_ago=90)
    record(patient, fact("operation", 60, "left", breast="conserving"))
    record(patient, fact("operation", 3, "left", breast="mastectomy"))
    nurse = clinic.actor("王护士", Role.NURSE)
    old, new = [step for step in plan_of(nurse, patient).open if step.code == "surgical_pathology"]
    assert (old.due_from, new.due_from) == (ago(60), ago(3))
    assert title_of(old).startswith(title_of(new))
    assert title_of(old) != title_of(new)
    assert why_of(old) != why_of(new)
    record(patient, fact("surgical_pathology", 1, "left", histology="nst"))
    assert set(Step.objects.filter(code="surgical_pathology").values_list("state", flat=True)) == {"done"}


def test_what_was_left_open_takes_a_reason_and_then_rests(clinic: Centre) -> None:
    nurse = clinic.actor("王护士", Role.NURSE)
    patient = clinic.patient(enrolled_days_ago=90)
    record(patient, fact("operation", 60, "left", breast="conserving"))
    record(patient, fact("operation", 3, "left", breast="mastectomy"))
    old = Step.objects.get(code="wound_call", key="wound_call:1")
    vary_step(by=nurse, step=old, reason=VarianceReason.NOT_INDICATED)
    record(patient, fact("follow_up", 1, way="phone", status="disease_free"))
    states = Step.objects.filter(code="wound_call").order_by("key").values_list("state", flat=True)
    assert list(states) == ["varied", "done"]


def test_a_step_switched_off_stays_where_it_was_overdue(clinic: Centre) -> None:
    late, early = clinic.patient(enrolled_days_ago=30), clinic.patient("李桂芳", enrolled_days_ago=1)
    director = clinic.actor("主任", Role.QUALITY_DIRECTOR, team=None)
    off = StepEdit(
        code="first_contact",
        on=False,
        duty=Duty.CASE_MANAGER,
        priority=Priority.TIMED,
        after_days=0,
        window_days=2,
    )
    base = Pathway.objects.get(code="course", hospital__isnull=True)
    publish_pathway(by=director, hospital_id=clinic.hospital.pk, base=base, edits=[off], confirmed=False)
    replan_after_publishing()
    assert claim_replanning(by=MACHINE) is None
    states = dict(Step.objects.filter(code="first_contact").values_list("patient_id", "state"))
    assert states == {late.pk: "open", early.pk: "withdrawn"}


def test_it_is_not_asked_of_the_patient_before_her_team_has_decided(clinic: Centre) -> None:
    """Medicine before surgery was chosen after the operation was overdue: “is coming up” would be untrue."""
    patient = clinic.patient(enrolled_days_ago=90)
    her = Actor(user_id=None, name="herself", own_patient_ids=frozenset({patient.pk}))

    def asked() -> list[str]:
        return [task.words.title for task in tasks_of(her, patient, today=clock.today())]

    record(patient, fact("diagnosis", 89, "left"), fact("treatment_plan", 80, modalities=["surgery"]))
    assert "Your operation is coming up" in asked()
    record(patient, fact("treatment_plan", 1, modalities=["neoadjuvant", "surgery"]))
    assert Step.objects.get(key="surgery_first:1").state == "open"
    assert "Your operation is coming up" not in asked()
