"""Two people at the same moment: a fact never lands where nobody sees it, and nobody is shown an error.

The test database of SQLite is one connection, so only PostgreSQL can show this in the suite; a served SQLite
lets one writer in at a time.
"""

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from quancheng.careplan.actions.enrolling import enrol
from quancheng.careplan.actions.facts import correct_fact, record_facts
from quancheng.careplan.actions.merging import merge_patients, unmerge_patients
from quancheng.careplan.actions.steps import add_step
from quancheng.careplan.models import Course, Step
from quancheng.careplan.states import Duty, Priority
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.oncology.models import CaseSummary, Fact
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.models import Patient
from tests.integration.careplan.centre import MACHINE, Centre, centre

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DAY = date(2018, 3, 1)
DIAGNOSIS = NewFact(kind="diagnosis", on=DAY, side="left", body={"behaviour": "invasive"})
OPERATION = NewFact(kind="operation", on=DAY + timedelta(days=9), side="left", body={"breast": "conserving"})


def is_waited_for() -> bool:
    """Whether another connection waits for a lock that this one holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone() is not None


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> Exception | None:
    """Does the first; the second begins before the first one's transaction ends. What the second one met."""
    met: list[Exception | None] = []

    def other() -> None:
        try:
            second()
            met.append(None)
        except Exception as error:
            met.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        first()
        thread.start()
        until = time.monotonic() + 10
        while not is_waited_for():
            assert thread.is_alive(), f"the second did not wait: {met}"
            assert time.monotonic() < until, "the second did not come as far as a lock"
            time.sleep(0.01)
    thread.join(timeout=30)
    (found,) = met
    return found


@pytest.fixture
def clinic() -> Centre:
    """One hospital."""
    return centre()


@pytest.fixture
def twice(clinic: Centre) -> tuple[Patient, Patient]:
    """One person registered twice: the record that stays, and the one that goes."""
    return clinic.patient(), clinic.patient()


def merged(twice: tuple[Patient, Patient]) -> Any:
    """The second record absorbed by the first."""
    return merge_patients(by=MACHINE, survivor=twice[0], absorbed=twice[1], reason="重复登记")


WRITES: dict[str, Callable[[Patient], Any]] = {
    "records a fact": lambda patient: record_facts(by=MACHINE, patient=patient, facts=[DIAGNOSIS]),
    "corrects a fact": lambda patient: correct_fact(
        by=MACHINE, fact=patient.facts.select_related("patient").get(), new=DIAGNOSIS, reason="录错侧别"
    ),
    "enrols her": lambda patient: enrol(by=MACHINE, patient=patient),
    "adds a step": lambda patient: add_step(
        by=MACHINE,
        patient=patient,
        title="打电话",
        why="",
        due_by=clock.today(),
        duty=Duty.NURSE,
        priority=Priority.ROUTINE,
    ),
}


@pytest.mark.parametrize("what", WRITES)
def test_who_writes_while_the_record_is_merged_away_is_told_where_it_went(what, twice) -> None:
    stays, goes = twice
    record_facts(by=MACHINE, patient=goes, facts=[OPERATION])
    met = meanwhile(lambda: merged(twice), lambda: WRITES[what](Patient.objects.get(pk=goes.pk)))
    assert isinstance(met, Refused)
    assert "merged into another" in str(met) or "corrected this" in str(met)
    assert not Fact.objects.filter(patient=goes).exists()
    assert not Step.objects.filter(patient=goes).exists()
    assert Fact.objects.get(patient=stays).kind == "operation"


def test_the_merge_waits_for_who_is_writing_and_takes_it_along(twice) -> None:
    stays, goes = twice
    write = lambda: record_facts(by=MACHINE, patient=goes, facts=[DIAGNOSIS])  # noqa: E731
    assert meanwhile(write, lambda: merged(twice)) is None
    assert Fact.objects.get().patient_id == stays.pk
    assert Course.objects.get(patient=stays).stage == Course.objects.get(patient=goes).stage


def test_parting_waits_for_a_correction_and_gives_it_back_with_its_fact(twice) -> None:
    goes = twice[1]
    (fact,) = record_facts(by=MACHINE, patient=goes, facts=[OPERATION])
    merge = merged(twice)
    fact.refresh_from_db()
    new = NewFact(kind="operation", on=DAY, side="left", body={"breast": "mastectomy"})
    assert (
        meanwhile(
            lambda: correct_fact(by=MACHINE, fact=fact, new=new, reason="录错日期"),
            lambda: unmerge_patients(by=MACHINE, merge=merge),
        )
        is None
    )
    assert {row.patient_id for row in Fact.objects.all()} == {goes.pk}


def test_two_first_facts_at_once_are_both_kept_and_the_stage_knows_both(clinic) -> None:
    patient = clinic.patient()
    Course.objects.filter(patient=patient).delete()
    again = Patient.objects.get(pk=patient.pk)
    met = meanwhile(
        lambda: record_facts(by=MACHINE, patient=patient, facts=[DIAGNOSIS]),
        lambda: record_facts(by=MACHINE, patient=again, facts=[OPERATION]),
    )
    assert met is None
    assert Fact.objects.filter(patient=patient).count() == 2
    summary = CaseSummary.objects.get(patient=patient)
    assert summary.breast_conserving
    assert Course.objects.filter(patient=patient).count() == 1


def test_two_who_enrol_her_at_once_one_is_told(clinic) -> None:
    patient = clinic.patient()
    again = Patient.objects.get(pk=patient.pk)
    met = meanwhile(lambda: enrol(by=MACHINE, patient=patient), lambda: enrol(by=MACHINE, patient=again))
    assert isinstance(met, Refused)
    assert "already" in str(met)
