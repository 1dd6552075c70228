"""Two people at the same moment: a fact never lands where nobody sees it, and nobody is shown an error.

The test database of SQLite is one connection, so only PostgreSQL can show this in the suite; a served SQLite
lets one writer in at a time.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound
from quancheng.access.roles import Role
from quancheng.accounts.actions import open_account
from quancheng.accounts.models import User
from quancheng.careplan.actions.enrolling import enrol
from quancheng.careplan.actions.facts import correct_fact, record_facts
from quancheng.careplan.actions.merging import merge_patients, unmerge_patients
from quancheng.careplan.actions.recomputing import recompute
from quancheng.careplan.actions.steps import add_step, complete_step
from quancheng.careplan.models import Course, Step
from quancheng.careplan.states import Duty, Outcome, Priority
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.oncology.models import CaseSummary, Fact
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions.consents import give_consent, withdraw_consent
from quancheng.patients.actions.corrections import answer_correction, ask_correction
from quancheng.patients.actions.emergency import break_glass, review_glass
from quancheng.patients.actions.holding import hold_record
from quancheng.patients.actions.portal import close_portal, grant_proxy, open_portal, revoke_proxy
from quancheng.patients.actions.relations import end_naming, name_colleague
from quancheng.patients.actions.removing import remove_patients
from quancheng.patients.models import CareRelation, Consent, Patient, PortalAccess, ProxyGrant
from tests.integration.careplan.at_once import meanwhile
from tests.integration.careplan.centre import MACHINE, Centre, centre

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DAY = date(2018, 3, 1)
DIAGNOSIS = NewFact(kind="diagnosis", on=DAY, side="left", body={"behaviour": "invasive"})
OPERATION = NewFact(kind="operation", on=DAY + timedelta(days=9), side="left", body={"breast": "conserving"})


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


MOBILE, REASON = "13811110001", "夜间急诊,需要立即核对过敏史"


def herself(patient: Patient) -> Actor:
    """The patient in her portal."""
    return Actor(user_id=User.objects.create(username="p-1").pk, own_patient_ids=frozenset({patient.pk}))


def proxy(patient: Patient) -> ProxyGrant:
    """Her daughter sees her pages."""
    return grant_proxy(
        by=MACHINE, patient=patient, phone="13900009999", name="家属", relation="child", scopes=["today"]
    )


def on_her(clinic: Centre, what: str, patient: Patient) -> Any:
    """One more row that hangs on the record of a patient."""
    nurse = clinic.actor("王护士", Role.NURSE, 1)
    match what:
        case "a consent on paper":
            return give_consent(by=MACHINE, patient=patient, purpose="care", channel="paper")
        case "a consent in the portal":
            return give_consent(by=herself(patient), patient=patient, purpose="care", channel="portal")
        case "her portal":
            return open_portal(by=MACHINE, patient=patient, phone=MOBILE)
        case "her daughter's access":
            return proxy(patient)
        case "a colleague's name":
            return name_colleague(by=MACHINE, patient=patient, user_id=nurse.user_id or 0, reason="会诊")
        case "an emergency":
            return break_glass(by=nurse, patient=patient, reason=REASON)
        case "a correction":
            return ask_correction(by=herself(patient), patient=patient, item="电话", text="号码换了")
    raise AssertionError(what)


ENDS: dict[str, Callable[[Any], Any]] = {
    "a consent on paper": lambda row: withdraw_consent(by=MACHINE, consent=row),
    "her portal": lambda row: close_portal(by=MACHINE, access=row),
    "her daughter's access": lambda row: revoke_proxy(by=MACHINE, grant=row),
    "a colleague's name": lambda row: end_naming(by=MACHINE, relation=row),
    "an emergency": lambda row: review_glass(by=MACHINE, glass=row, outcome="justified", note="夜班急诊"),
    "a correction": lambda row: answer_correction(by=MACHINE, request=row, corrected=True, answer="已更正"),
}


@pytest.mark.parametrize("what", [*ENDS, "a consent in the portal"])
def test_what_is_put_on_a_record_while_it_is_merged_away_is_not_lost_there(what, clinic, twice) -> None:
    goes = Patient.objects.get(pk=twice[1].pk)
    met = meanwhile(lambda: merged(twice), lambda: on_her(clinic, what, goes))
    assert isinstance(met, Refused), met
    assert "merged into another" in str(met)
    for model in (Consent, PortalAccess, ProxyGrant, CareRelation):
        assert not model.objects.filter(patient=goes).exists()


@pytest.mark.parametrize("what", ENDS)
def test_what_is_ended_while_a_merge_moves_it_is_told_where_it_went(what, clinic, twice) -> None:
    row = on_her(clinic, what, twice[1])
    row = type(row).objects.get(pk=row.pk)
    met = meanwhile(lambda: merged(twice), lambda: ENDS[what](row))
    assert isinstance(met, Refused), met
    assert "merged into another" in str(met)
    row.refresh_from_db()
    assert row.patient_id == twice[0].pk


def test_a_step_that_a_merge_or_its_undoing_moves_is_not_closed_elsewhere(clinic, twice) -> None:
    stays, goes = twice
    enrol(by=MACHINE, patient=goes, on=clock.today())
    step = Step.objects.get(patient=goes, code="first_contact")
    merge = meanwhile_merged(twice, lambda: complete_step(by=MACHINE, step=step, outcome=Outcome.REACHED))
    step = Step.objects.get(pk=step.pk)
    assert (step.patient_id, step.state) == (stays.pk, "open")
    met = meanwhile(
        lambda: unmerge_patients(by=MACHINE, merge=merge),
        lambda: complete_step(by=MACHINE, step=step, outcome=Outcome.REACHED),
    )
    assert isinstance(met, Refused), met
    assert "moved to another record" in str(met)
    assert Step.objects.get(pk=step.pk).state == "open"


def meanwhile_merged(twice: tuple[Patient, Patient], second: Callable[[], Any]) -> Any:
    """The merge, and that the second was told of it."""
    merges: list[Any] = []
    met = meanwhile(lambda: merges.append(merged(twice)), second)
    assert isinstance(met, Refused), met
    assert "merged into another" in str(met)
    return merges[0]


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


def test_the_merge_waits_for_who_enrols_her_and_goes_on_with_it(twice) -> None:
    stays, goes = twice
    day = clock.today() - timedelta(days=9)
    assert meanwhile(lambda: enrol(by=MACHINE, patient=goes, on=day), lambda: merged(twice)) is None
    assert Course.objects.get(patient=stays).enrolled_on == day
    assert Step.objects.filter(patient=stays).exists()


def test_recomputing_knows_the_fact_that_was_recorded_while_it_ran(clinic) -> None:
    patient = clinic.patient()
    record_facts(by=MACHINE, patient=patient, facts=[DIAGNOSIS])
    CaseSummary.objects.update(er="positive")
    write = lambda: record_facts(by=MACHINE, patient=patient, facts=[OPERATION])  # noqa: E731
    assert meanwhile(write, lambda: recompute(by=MACHINE)) is None
    summary = CaseSummary.objects.get(patient=patient)
    assert (summary.er, summary.breast_conserving) == ("", True)
    assert recompute(by=MACHINE).summaries == 0


def test_two_who_open_her_portal_with_two_phones_leave_one_open(clinic) -> None:
    patient, phones = clinic.patient(), (MOBILE, "13811110002")
    for phone in phones:
        open_account(by=MACHINE, phone=phone)
    again = Patient.objects.get(pk=patient.pk)
    met = meanwhile(
        lambda: open_portal(by=MACHINE, patient=patient, phone=phones[0]),
        lambda: open_portal(by=MACHINE, patient=again, phone=phones[1]),
    )
    assert met is None
    assert PortalAccess.objects.get(closed_at__isnull=True).user.phone == phones[1]


@pytest.mark.parametrize("known", [True, False])
def test_one_phone_opens_one_record_also_of_two_at_once(known, twice) -> None:
    if known:
        open_account(by=MACHINE, phone=MOBILE)
    met = meanwhile(
        lambda: open_portal(by=MACHINE, patient=twice[0], phone=MOBILE),
        lambda: open_portal(by=MACHINE, patient=twice[1], phone=MOBILE),
    )
    assert isinstance(met, Refused), met
    assert met.field == "phone"
    assert PortalAccess.objects.get().patient_id == twice[0].pk


def test_two_grants_to_a_new_phone_at_once_are_one_account(twice) -> None:
    assert meanwhile(lambda: proxy(twice[0]), lambda: proxy(twice[1])) is None
    assert {grant.user_id for grant in ProxyGrant.objects.all()} == {User.objects.get().pk}


def test_who_writes_to_somebody_who_is_taken_away_meanwhile_is_told(clinic) -> None:
    patient = clinic.patient()

    def taken_away() -> None:
        hold_record(by=MACHINE, patient=Patient.objects.get(pk=patient.pk))
        remove_patients(by=MACHINE, hospital_id=clinic.hospital.pk, patient_ids=[patient.pk], why="test")

    met = meanwhile(taken_away, lambda: record_facts(by=MACHINE, patient=patient, facts=[DIAGNOSIS]))
    assert isinstance(met, NotFound), met
