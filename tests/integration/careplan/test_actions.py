"""What people do with steps, and what facts do with them, on the database."""

from datetime import timedelta

import pytest

from quancheng.access.actor import Actor
from quancheng.access.guards import NotPermitted
from quancheng.access.roles import Role
from quancheng.audit.events import Event
from quancheng.audit.models import AuditEvent
from quancheng.careplan.actions.enrolling import enrol, enrol_many
from quancheng.careplan.actions.facts import correct_fact, record_first_facts, retire_fact
from quancheng.careplan.actions.steps import add_step, complete_step, hand_over_step, reopen_step, vary_step
from quancheng.careplan.models import Course, StageChange, Step, StepMove
from quancheng.careplan.states import Duty, Outcome, Priority, Stage, VarianceReason
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.oncology.models import Fact
from tests.integration.careplan.centre import MACHINE, Centre, ago, centre, fact, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Centre:
    return centre()


@pytest.fixture
def nurse(clinic: Centre) -> Actor:
    return clinic.actor("王护士", Role.NURSE)


def step(code: str) -> Step:
    """The newest step of that code."""
    found = Step.objects.filter(code=code).order_by("-pk").first()
    assert found is not None, code
    return found


def events(kind: Event) -> int:
    return AuditEvent.objects.filter(event=kind.value).count()


def test_enrolment_makes_the_plan_and_is_audited_once(clinic: Centre) -> None:
    patient = clinic.patient(enrolled_days_ago=3)
    assert set(Step.objects.filter(patient=patient).values_list("code", flat=True)) >= {
        "first_contact",
        "newcomer_teaching",
    }
    assert events(Event.COURSE_ENROLLED) == 1
    with pytest.raises(Refused, match="already"):
        enrol(by=MACHINE, patient=patient)


def test_enrolment_is_refused_in_the_future_and_without_the_right(clinic: Centre) -> None:
    patient = clinic.patient()
    with pytest.raises(Refused, match="future"):
        enrol(by=MACHINE, patient=patient, on=clock.today() + timedelta(days=1))
    with pytest.raises(NotPermitted):
        enrol(by=clinic.actor("周主任", Role.QUALITY_DIRECTOR, None), patient=patient)


def test_who_is_not_enrolled_has_a_stage_and_no_steps(clinic: Centre) -> None:
    patient = clinic.patient()
    record(patient, fact("admission", 5), fact("biopsy_pathology", 2, "left", histology="nst"))
    assert Course.objects.get(patient=patient).stage == Stage.PRE_TREATMENT
    assert not Step.objects.exists()


def test_a_fact_closes_its_step_and_moves_the_stage(clinic: Centre) -> None:
    patient = clinic.patient(enrolled_days_ago=10)
    record(patient, fact("biopsy_pathology", 8, "left", histology="nst"))
    assert step("clinical_tnm").state == "open"
    record(patient, fact("tnm", 6, "left", classification="c", t="T2", n="N0", m="M0"))
    closed = step("clinical_tnm")
    assert (closed.state, closed.closed_on, closed.by_hand) == ("done", ago(6), False)
    changes = StageChange.objects.filter(patient=patient).order_by("pk")
    assert [(row.old, row.new) for row in changes] == [("new", "pre_treatment")]


def test_a_withdrawn_fact_opens_the_step_again_with_its_history(clinic: Centre) -> None:
    patient = clinic.patient(enrolled_days_ago=10)
    record(patient, fact("biopsy_pathology", 8, "left", histology="nst"))
    record(patient, fact("tnm", 6, "left", classification="c", t="T2", n="N0", m="M0"))
    retire_fact(by=MACHINE, fact=Fact.objects.get(kind="tnm"), reason="wrong patient")
    reopened = step("clinical_tnm")
    assert (reopened.state, reopened.fact_id, reopened.closed_at) == ("open", None, None)
    moves = StepMove.objects.filter(step=reopened).order_by("pk")
    assert [(move.old_state, move.new_state) for move in moves] == [("open", "done"), ("done", "open")]
    assert {move.hospital_id for move in moves} == {clinic.hospital.pk}


def test_a_corrected_date_moves_stage_and_step_without_a_second_change(clinic: Centre) -> None:
    patient = clinic.patient(enrolled_days_ago=10)
    record(patient, fact("biopsy_pathology", 8, "left", histology="nst"))
    before = step("clinical_tnm").due_by
    correct_fact(
        by=MACHINE,
        fact=Fact.objects.get(kind="biopsy_pathology"),
        new=fact("biopsy_pathology", 5, "left", histology="nst"),
        reason="date of the report",
    )
    assert step("clinical_tnm").due_by == before + timedelta(days=3)
    assert Course.objects.get(patient=patient).stage_since == ago(5)
    assert StageChange.objects.filter(patient=patient).count() == 1


def test_a_person_completes_a_step_with_an_outcome(clinic: Centre, nurse: Actor) -> None:
    clinic.patient(enrolled_days_ago=3)
    done = complete_step(by=nurse, step=step("first_contact"), outcome=Outcome.REACHED, note=" 家属接听 ")
    assert (done.state, done.outcome, done.note, done.closed_by_id) == (
        "done",
        "reached",
        "家属接听",
        nurse.user_id,
    )
    assert events(Event.STEP_DONE) == 1
    with pytest.raises(Refused, match="meantime") as refused:
        complete_step(by=nurse, step=done, outcome=Outcome.DONE)
    assert refused.value.code == "step_closed"


def test_a_repeated_step_completed_by_hand_comes_again_at_once(clinic: Centre, nurse: Actor) -> None:
    clinic.patient(enrolled_days_ago=100)
    complete_step(by=nurse, step=step("distress"), outcome=Outcome.DONE)
    first, second = Step.objects.filter(code="distress").order_by("pk")
    assert (first.state, second.state) == ("done", "open")
    assert second.due_by > clock.today() + timedelta(days=80)


def test_reopening_a_repeated_step_takes_the_next_one_back(clinic: Centre, nurse: Actor) -> None:
    clinic.patient(enrolled_days_ago=100)
    first = step("distress")
    complete_step(by=nurse, step=first, outcome=Outcome.DONE)
    reopen_step(by=nurse, step=first, note="clicked the wrong line")
    states = Step.objects.filter(code="distress").order_by("pk").values_list("state", flat=True)
    assert list(states) == ["open", "withdrawn"]
    assert events(Event.STEP_REOPENED) == 1


def test_reopening_asks_why_and_is_refused_where_the_record_says_done(clinic: Centre, nurse: Actor) -> None:
    patient = clinic.patient(enrolled_days_ago=10)
    record(patient, fact("biopsy_pathology", 8, "left", histology="nst"))
    record(patient, fact("tnm", 6, "left", classification="c", t="T2", n="N0", m="M0"))
    with pytest.raises(Refused, match="record says"):
        reopen_step(by=nurse, step=step("clinical_tnm"), note="not so")
    done = complete_step(by=nurse, step=step("first_contact"), outcome=Outcome.DONE)
    with pytest.raises(Refused) as refused:
        reopen_step(by=nurse, step=done, note="  ")
    assert refused.value.field == "note"


def test_a_variance_keeps_its_coded_reason_and_may_be_done_later(clinic: Centre, nurse: Actor) -> None:
    clinic.patient(enrolled_days_ago=3)
    varied = vary_step(by=nurse, step=step("newcomer_teaching"), reason=VarianceReason.PATIENT_CHOICE)
    assert (varied.state, varied.reason) == ("varied", "patient_choice")
    done = complete_step(by=nurse, step=varied, outcome=Outcome.TAUGHT)
    assert (done.state, done.reason, done.outcome) == ("done", "", "taught")


def test_hands_a_step_only_to_those_who_look_after_the_patient(clinic: Centre, nurse: Actor) -> None:
    clinic.patient(enrolled_days_ago=3)
    clinic.actor("陈静", Role.CASE_MANAGER)
    clinic.actor("孙丽", Role.NURSE, team=1)
    clinic.actor("周主任", Role.QUALITY_DIRECTOR, None)
    for name in ("孙丽", "周主任"):
        with pytest.raises(Refused, match="looks after"):
            hand_over_step(by=nurse, step=step("first_contact"), to_user_id=clinic.users[name].pk)
    colleague = clinic.users["陈静"].pk
    handed = hand_over_step(by=nurse, step=step("first_contact"), to_user_id=colleague, note="周三来")
    assert (handed.owner_id, handed.by_hand, handed.state) == (colleague, True, "open")
    with pytest.raises(Refused, match="already"):
        hand_over_step(by=nurse, step=handed, to_user_id=colleague)


def test_another_hospitals_nurse_may_do_nothing(clinic: Centre) -> None:
    clinic.patient(enrolled_days_ago=3)
    stranger = centre("other").actor("外院护士", Role.NURSE)
    with pytest.raises(NotPermitted):
        complete_step(by=stranger, step=step("first_contact"), outcome=Outcome.DONE)
    with pytest.raises(NotPermitted):
        hand_over_step(by=stranger, step=step("first_contact"), to_user_id=stranger.user_id or 0)


def test_a_step_added_by_hand_is_left_alone_by_replanning(clinic: Centre, nurse: Actor) -> None:
    patient = clinic.patient(enrolled_days_ago=10)
    added = add_step(
        by=nurse,
        patient=patient,
        title="带家属看假发",
        why="",
        due_by=clock.today(),
        duty=Duty.NURSE,
        priority=Priority.ROUTINE,
    )
    record(patient, fact("biopsy_pathology", 8, "left", histology="nst"))
    added.refresh_from_db()
    assert (added.state, added.source) == ("open", "manual")


@pytest.mark.parametrize(
    ("title", "days", "field"), [("  ", 0, "title"), ("打电话", -1, "due_by"), ("长" * 121, 0, "title")]
)
def test_a_step_by_hand_says_what_and_when(
    clinic: Centre, nurse: Actor, title: str, days: int, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_step(
            by=nurse,
            patient=clinic.patient(),
            title=title,
            why="",
            due_by=clock.today() + timedelta(days=days),
            duty=Duty.NURSE,
            priority=Priority.ROUTINE,
        )
    assert refused.value.field == field


def test_death_withdraws_the_plan(clinic: Centre) -> None:
    patient = clinic.patient(enrolled_days_ago=10)
    record(patient, fact("death", 1, cause="other"))
    assert Course.objects.get(patient=patient).stage == Stage.DECEASED
    assert set(Step.objects.filter(patient=patient).values_list("state", flat=True)) == {"withdrawn"}


def test_many_enrolled_at_once_get_the_same_plan_as_one_by_one(clinic: Centre) -> None:
    facts = [fact("admission", 30), fact("biopsy_pathology", 28, "left", histology="nst")]
    alone, together = clinic.patient(), clinic.patient()
    enrol(by=MACHINE, patient=alone, on=ago(30))
    record(alone, *facts)
    enrol_many(by=MACHINE, items=[(together, ago(30))])
    record_first_facts(by=MACHINE, items=[(together, facts)], source="test")
    rows = Step.objects.values_list("key", "state", "due_by").order_by("key")
    assert list(rows.filter(patient=alone)) == list(rows.filter(patient=together))
    assert Course.objects.get(patient=alone).stage == Course.objects.get(patient=together).stage


def test_the_drug_and_the_sex_decide_on_checks(clinic: Centre) -> None:
    woman, man = clinic.patient(enrolled_days_ago=30), clinic.patient("李建国", enrolled_days_ago=30)
    man.sex = "male"
    man.save(update_fields=["sex"])
    for patient in (woman, man):
        begun = {"modality": "endocrine", "intent": "adjuvant", "drugs": ["tamoxifen"]}
        record(patient, fact("therapy_started", 20, **begun))
    asked = Step.objects.filter(code__in=["gynaecology_yearly", "dxa_first"])
    assert list(asked.values_list("patient_id", "code")) == [(woman.pk, "gynaecology_yearly")]
