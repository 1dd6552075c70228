"""My day: whose steps, in which order, how many queries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from quancheng.access.actor import Actor, Duty
from quancheng.access.guards import NotPermitted
from quancheng.access.roles import Role
from quancheng.careplan.actions.steps import hand_over_step
from quancheng.careplan.models import Step
from quancheng.careplan.queries.my_day import Day, Only, Whose, my_day
from quancheng.careplan.states import PRIORITY_RANK, Priority
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.patients.models import CareRelation, Patient
from tests.integration.careplan.centre import Centre, centre

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Centre:
    return centre()


@pytest.fixture
def nurse(clinic: Centre) -> Actor:
    return clinic.actor("王护士", Role.NURSE)


def put(
    patient: Patient, title: str, due: int = 0, priority: Priority = Priority.TIMED, **values: Any
) -> Step:
    """An open step due so many days from today, its window a week."""
    due_by = clock.today() + timedelta(days=due)
    given: dict[str, Any] = {"duty": "nurse", "team_id": patient.team_id} | values
    return Step.objects.create(
        patient=patient,
        hospital_id=patient.hospital_id,
        key=f"test:{Step.objects.count()}",
        code="test",
        title=title,
        source="manual",
        due_from=due_by - timedelta(days=7),
        due_by=due_by,
        priority=priority.value,
        rank=PRIORITY_RANK[priority],
        **given,
    )


def day(actor: Actor, **asked: Any) -> Day:
    return my_day(actor, today=clock.today(), **asked)


def titles(actor: Actor, **asked: Any) -> list[str]:
    return [step.title for step in day(actor, **asked).steps]


def test_orders_by_priority_then_by_how_late(clinic: Centre, nurse: Actor) -> None:
    patient = clinic.patient()
    put(patient, "routine, very late", -90, Priority.ROUTINE)
    put(patient, "timed, today", 0)
    put(patient, "timed, late", -3)
    put(patient, "safety, soon", 5, Priority.SAFETY)
    assert titles(nurse) == ["safety, soon", "timed, late", "timed, today", "routine, very late"]


def test_shows_what_may_be_begun_and_nothing_that_waits(clinic: Centre, nurse: Actor) -> None:
    patient = clinic.patient()
    put(patient, "window open", 7)
    put(patient, "window opens tomorrow", 8)
    put(patient, "closed", 0, state="done")
    assert titles(nurse) == ["window open"]


def test_an_overdue_step_is_there_however_old(clinic: Centre, nurse: Actor) -> None:
    put(clinic.patient(), "ten years late", -3650)
    assert titles(nurse) == ["ten years late"]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.NURSE, {"nurse", "case_manager", "patient"}),
        (Role.CASE_MANAGER, {"nurse", "case_manager", "patient"}),
        (Role.DOCTOR, {"doctor"}),
        (Role.LYMPHEDEMA_THERAPIST, {"lymphedema_therapist"}),
        (Role.MDT_SECRETARY, {"mdt_secretary"}),
    ],
)
def test_each_role_sees_its_duties(clinic: Centre, role: Role, seen: set[str]) -> None:
    patient = clinic.patient()
    for duty in ("nurse", "case_manager", "doctor", "lymphedema_therapist", "mdt_secretary", "patient"):
        put(patient, duty, duty=duty)
    assert set(titles(clinic.actor("某人", role))) == seen


def test_a_step_with_an_owner_is_hers_alone_and_the_team_can_still_look(clinic: Centre, nurse: Actor) -> None:
    clinic.patient()
    colleague = clinic.actor("陈静", Role.CASE_MANAGER)
    step = put(clinic.patient(), "handed over")
    hand_over_step(by=nurse, step=step, to_user_id=colleague.user_id or 0)
    assert titles(nurse) == []
    assert titles(colleague) == titles(colleague, whose=Whose.NAMED) == ["handed over"]
    assert titles(nurse, whose=Whose.TEAM) == ["handed over"]


def test_shows_no_other_teams_and_no_other_hospitals_patients(clinic: Centre, nurse: Actor) -> None:
    put(clinic.patient(team=1), "second team")
    put(centre("other").patient(), "other hospital")
    assert titles(nurse) == titles(nurse, whose=Whose.TEAM) == []


def test_who_lost_the_patient_no_longer_sees_the_step_in_her_name(clinic: Centre, nurse: Actor) -> None:
    patient = clinic.patient(team=1)
    put(patient, "guest's", owner_id=nurse.user_id)
    assert titles(nurse) == []
    relation = CareRelation.objects.create(patient=patient, user_id=nurse.user_id, reason="psycho-oncology")
    assert titles(nurse) == ["guest's"]
    CareRelation.objects.filter(pk=relation.pk).update(until=clock.now())
    assert titles(nurse) == []


def test_a_patient_who_changed_the_team_is_not_shown_to_the_old_one(clinic: Centre, nurse: Actor) -> None:
    patient = clinic.patient()
    put(patient, "moved away")
    Patient.objects.filter(pk=patient.pk).update(team=clinic.teams[1])
    assert titles(nurse) == titles(nurse, whose=Whose.TEAM) == []


def test_roles_in_two_teams_do_not_mix(clinic: Centre) -> None:
    both = Actor(
        user_id=1,
        duties=(
            Duty(clinic.hospital.pk, Role.NURSE, clinic.teams[0].pk),
            Duty(clinic.hospital.pk, Role.DOCTOR, clinic.teams[1].pk),
        ),
    )
    for team in (0, 1):
        for duty in ("nurse", "doctor"):
            put(clinic.patient(team=team), f"{team} {duty}", duty=duty)
    assert set(titles(both)) == {"0 nurse", "1 doctor"}


def test_who_does_not_work_with_steps_has_no_day(clinic: Centre) -> None:
    with pytest.raises(NotPermitted):
        day(clinic.actor("周主任", Role.QUALITY_DIRECTOR, None))


def test_pages_follow_each_other_without_gap_or_repeat(clinic: Centre, nurse: Actor) -> None:
    patient = clinic.patient()
    for number in range(23):
        priority = list(Priority)[number % 4]
        put(
            patient, f"step {number}", -(number % 5), priority, owner_id=nurse.user_id if number % 3 else None
        )
    whole, pages, cursor = titles(nurse), [], None
    for _ in range(10):
        page = day(nurse, cursor=cursor, limit=4)
        pages += [step.title for step in page.steps]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert pages == whole
    assert len(whole) == len(set(whole)) == 23


@pytest.mark.parametrize("cursor", ["x", "WzFd", "WyJhIiwiYiIsImMiXQ"])
def test_a_damaged_page_address_is_refused(nurse: Actor, cursor: str) -> None:
    with pytest.raises(Refused, match="damaged"):
        day(nurse, cursor=cursor)


def test_figures_and_filters_agree(clinic: Centre, nurse: Actor) -> None:
    patient = clinic.patient()
    for due in (-400, -1, 0, 0, 3, 6, 7):
        put(patient, str(due), due, owner_id=nurse.user_id if due == -1 else None)
    found = day(nurse)
    assert (found.overdue, found.today, found.week) == (2, 2, 4)
    assert titles(nurse, only=Only.OVERDUE) == ["-400", "-1"]
    assert titles(nurse, only=Only.TODAY) == ["0", "0"]
    assert titles(nurse, only=Only.WEEK) == ["0", "0", "3", "6"]


def test_figures_stop_at_a_hundred(clinic: Centre, nurse: Actor) -> None:
    patient = clinic.patient()
    for _ in range(103):
        put(patient, "late", -2)
    assert day(nurse, limit=1).overdue == 100


def test_two_queries_for_one_step_or_sixty(
    clinic: Centre, nurse: Actor, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(60):
        put(clinic.patient(name=f"患者{number}"), "step", owner_id=nurse.user_id if number % 2 else None)
        if number in (0, 59):
            with django_assert_num_queries(2):
                rows = [
                    (step.patient.name, step.patient.birth_on, str(step.owner)) for step in day(nurse).steps
                ]
            assert len(rows) == min(number + 1, 50)


@pytest.mark.parametrize("whose", Whose)
def test_a_nurse_at_large_without_a_team_has_an_empty_day(clinic: Centre, whose: Whose) -> None:
    put(clinic.patient(), "of the team")
    at_large = clinic.actor("陈机动", Role.NURSE, team=None)
    found = day(at_large, whose=whose)
    assert (found.steps, found.overdue, found.today, found.week) == ([], 0, 0, 0)
