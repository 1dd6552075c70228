"""Merging and parting lose nothing: whatever hangs on two records, afterwards every row stands as before."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from quancheng.access.guards import NotPermitted
from quancheng.access.roles import Role
from quancheng.careplan.actions import merging as whole
from quancheng.careplan.actions.enrolling import enrol
from quancheng.careplan.actions.facts import correct_fact, record_facts
from quancheng.careplan.models import Course, Step
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.oncology.models import CaseSummary, Fact
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions import portal
from quancheng.patients.actions.consents import give_consent, withdraw_consent
from quancheng.patients.actions.corrections import ask_correction
from quancheng.patients.actions.emergency import break_glass
from quancheng.patients.actions.identity import edit_identity
from quancheng.patients.actions.merging import merge_patients, unmerge_patients
from quancheng.patients.actions.relations import name_colleague
from quancheng.patients.actors import actor_for
from quancheng.patients.models import Consent, Identifier, Merge, MergedRow, Patient, SearchToken
from quancheng.patients.queries.identity import identity_of
from quancheng.patients.queries.search import find
from quancheng.patients.rules.identity import Identity, shown_identity
from tests.authorization.world import MACHINE, Place, resident_id, staff
from tests.integration.patients.conftest import BORN, NUMBER

# What says that there was a merge, and the trail of it: these may grow.
OF_THE_MERGE = {"patients_merge", "patients_mergedrow", "audit_auditevent", "audit_chainhead"}
DAY = date(2018, 3, 1)


def every_byte() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table as the database holds it, ciphertext included."""
    tables: dict[str, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in OF_THE_MERGE:
                cursor.execute(f'SELECT * FROM "{table}"')
                tables[table] = sorted((tuple(map(_plain, row)) for row in cursor.fetchall()), key=repr)
    return tables


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def changed(before: dict[str, list[Any]]) -> dict[str, tuple[list[Any], list[Any]]]:
    """Tables that do not stand as before, with what went and what came."""
    after = every_byte()
    return {
        table: ([r for r in rows if r not in after[table]], [r for r in after[table] if r not in rows])
        for table, rows in before.items()
        if after[table] != rows
    }


def live(chance: random.Random, where: Place, patient: Patient) -> None:
    """Something of everything happens to this record, as the dice fall."""
    colleague = staff(where, f"u{patient.pk}-{chance.random()}", Role.NURSE, team=where.other_team)
    for _ in range(chance.randrange(4)):
        on = DAY + timedelta(days=chance.randrange(200))
        record_facts(by=MACHINE, patient=patient, facts=[NewFact(kind="admission", on=on)])
    if chance.random() < 0.6:
        enrol(by=MACHINE, patient=patient, on=DAY + timedelta(days=chance.randrange(30)))
    for purpose in chance.sample(["care", "messages", "research", "volunteer"], chance.randrange(4)):
        given = give_consent(by=MACHINE, patient=patient, purpose=purpose, channel="paper")
        if chance.random() < 0.3:
            withdraw_consent(by=MACHINE, consent=given)
    if chance.random() < 0.6:
        own = portal.open_portal(by=MACHINE, patient=patient, phone=f"1381111{patient.pk:04d}")
        ask_correction(by=actor_for(own.user), patient=patient, item="电话", text="号码换了")
    if chance.random() < 0.5:
        break_glass(by=actor_for(colleague), patient=patient, reason="夜间急诊,需要立即核对过敏史")
    if chance.random() < 0.6:
        portal.grant_proxy(
            by=MACHINE, patient=patient, phone="13900009999", name="家属", relation="child", scopes=["today"]
        )
    if chance.random() < 0.5:
        name_colleague(by=MACHINE, patient=patient, user_id=colleague.pk, reason="会诊")
    if chance.random() < 0.5:
        _edit(patient, address=f"某路{chance.randrange(100)}号")


def _edit(patient: Patient, **new: Any) -> None:
    known = identity_of(MACHINE, patient)
    values = {name: getattr(known, name) for name in Identity.__slots__} | new
    shown = shown_identity(known)
    edit_identity(by=MACHINE, patient=patient, new=Identity(**values), reason="更正", shown=shown)


@pytest.mark.parametrize("seed", range(25))
def test_merging_and_parting_leaves_every_row_of_every_table_as_it_was(seed, centre, registered) -> None:
    chance = random.Random(seed)
    keeps = registered(centre, "C-1", number=NUMBER if seed % 2 else "", phone="13900001234", birth_on=BORN)
    goes = registered(centre, "C-2", phone="13900001234" if seed % 3 else "13900005678", team_id=None)
    for patient in (keeps, goes):
        live(chance, centre, patient)
    before = every_byte()
    merge = merge_patients(by=MACHINE, survivor=keeps, absorbed=goes, reason="重复登记")
    assert changed(before), "the merge must do something"
    unmerge_patients(by=MACHINE, merge=merge)
    assert changed(before) == {}


def test_every_table_that_points_at_a_patient_is_moved_or_has_its_reason_to_stay(centre, registered) -> None:
    """A new table is moved without a word here; one whose rows cannot be listed would be lost."""
    for relation in Patient._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        model = relation.related_model
        is_pk = relation.field.primary_key
        assert is_pk or model._meta.pk.get_internal_type().endswith("AutoField"), model._meta.label
        assert len(f"{model._meta.label}.{relation.field.name}") <= 60


def test_the_survivor_has_the_rows_of_both_and_each_moved_row_is_listed(centre, registered) -> None:
    keeps, goes = registered(centre, "C-1"), registered(centre, "C-2", number=NUMBER)
    fact = record_facts(by=MACHINE, patient=goes, facts=[NewFact(kind="admission", on=DAY)])[0]
    merge = merge_patients(by=MACHINE, survivor=keeps, absorbed=goes, reason="重复登记")
    assert Fact.objects.get(pk=fact.pk).patient_id == keeps.pk
    assert Identifier.objects.get().patient_id == keeps.pk
    listed = set(MergedRow.objects.filter(merge=merge).values_list("model", "row_id"))
    assert {
        ("oncology.Fact.patient", fact.pk),
        ("patients.Identifier.patient", Identifier.objects.get().pk),
    } <= listed
    assert CaseSummary.objects.filter(patient=goes).exists(), "a summary stays with its record"


def test_the_absorbed_record_is_found_by_its_number_as_the_survivor(centre, registered, acts) -> None:
    clerk = acts(centre, Role.DATA_CLERK)
    keeps, goes = registered(centre, "C-100"), registered(centre, "C-200", name="令狐见素")
    merge = merge_patients(by=MACHINE, survivor=keeps, absorbed=goes, reason="重复登记,曾用名")
    for words in ("C-200", "C-100", "令狐", "甘棠"):
        assert [patient.pk for patient in find(clerk, words)] == [keeps.pk]
    _edit(keeps, allergies="青霉素", phone="13900007777")
    assert [patient.pk for patient in find(clerk, "C-200")] == [keeps.pk]
    unmerge_patients(by=MACHINE, merge=merge)
    assert [patient.pk for patient in find(clerk, "C-200")] == [goes.pk]
    assert [patient.pk for patient in find(clerk, "C-100")] == [keeps.pk]
    tokens = {
        p.pk: set(SearchToken.objects.filter(patient=p).values_list("token", flat=True))
        for p in (keeps, goes)
    }
    assert all(tokens.values())


def test_what_was_recorded_after_the_merge_stays_with_the_survivor(centre, registered) -> None:
    keeps, goes = registered(centre, "C-1"), registered(centre, "C-2")
    merge = merge_patients(by=MACHINE, survivor=keeps, absorbed=goes, reason="重复登记")
    later = record_facts(by=MACHINE, patient=keeps, facts=[NewFact(kind="admission", on=DAY)])[0]
    consent = give_consent(by=MACHINE, patient=keeps, purpose="care", channel="paper")
    unmerge_patients(by=MACHINE, merge=merge)
    assert Fact.objects.get(pk=later.pk).patient_id == keeps.pk
    assert Consent.objects.get(pk=consent.pk).patient_id == keeps.pk


def test_a_correction_follows_the_fact_that_it_corrects(centre, registered) -> None:
    keeps, goes = registered(centre, "C-1"), registered(centre, "C-2")
    fact = record_facts(by=MACHINE, patient=goes, facts=[NewFact(kind="admission", on=DAY)])[0]
    merge = merge_patients(by=MACHINE, survivor=keeps, absorbed=goes, reason="重复登记")
    fact.refresh_from_db()
    new = NewFact(kind="admission", on=DAY + timedelta(days=1))
    first = correct_fact(by=MACHINE, fact=fact, new=new, reason="录错日期")
    second = correct_fact(by=MACHINE, fact=first, new=NewFact(kind="admission", on=DAY), reason="又改回来")
    unmerge_patients(by=MACHINE, merge=merge)
    owners = Fact.objects.filter(pk__in=[fact.pk, first.pk, second.pk]).values_list("patient_id", flat=True)
    assert set(owners) == {goes.pk}


def test_merges_in_a_row_are_undone_in_their_order(centre, registered) -> None:
    first, second, third = (registered(centre, f"C-{n}") for n in range(3))
    before = every_byte()
    inner = merge_patients(by=MACHINE, survivor=second, absorbed=first, reason="重复登记")
    outer = merge_patients(by=MACHINE, survivor=third, absorbed=second, reason="重复登记")
    with pytest.raises(Refused, match="Undo that merge first"):
        unmerge_patients(by=MACHINE, merge=inner)
    unmerge_patients(by=MACHINE, merge=outer)
    unmerge_patients(by=MACHINE, merge=inner)
    assert changed(before) == {}
    with pytest.raises(Refused, match="already"):
        unmerge_patients(by=MACHINE, merge=inner)


@pytest.mark.parametrize(
    "case", ["itself", "another hospital", "merged before", "other resident ID", "other sex", "no reason"]
)
def test_refuses_what_cannot_be_one_person(case, centre, partner, registered) -> None:
    keeps = registered(centre, "C-1", number=NUMBER, birth_on=BORN)
    other_number = resident_id(date(1970, 1, 1), 888)
    goes = {
        "itself": lambda: keeps,
        "another hospital": lambda: registered(partner, "P-1"),
        "merged before": lambda: registered(centre, "C-2"),
        "other resident ID": lambda: registered(centre, "C-2", number=other_number),
        "other sex": lambda: registered(centre, "C-2", sex="male"),
        "no reason": lambda: registered(centre, "C-2"),
    }[case]()
    if case == "merged before":
        merge_patients(by=MACHINE, survivor=registered(centre, "C-3"), absorbed=goes, reason="重复登记")
    before = every_byte()
    with pytest.raises(Refused):
        merge_patients(
            by=MACHINE, survivor=keeps, absorbed=goes, reason="" if case == "no reason" else "重复登记"
        )
    assert changed(before) == {}


def test_merging_is_the_clerks_work_in_her_own_hospital(centre, partner, registered, acts) -> None:
    keeps, goes = registered(centre, "C-1"), registered(centre, "C-2")
    for actor in (acts(centre, Role.NURSE), acts(centre, Role.DOCTOR), acts(partner, Role.DATA_CLERK)):
        with pytest.raises(NotPermitted):
            merge_patients(by=actor, survivor=keeps, absorbed=goes, reason="重复登记")
    assert merge_patients(
        by=acts(centre, Role.DATA_CLERK), survivor=keeps, absorbed=goes, reason="重复登记"
    ).pk


def test_stage_plan_and_enrolment_follow_and_come_back(centre, registered) -> None:
    keeps = registered(centre, "C-1", team_id=centre.team.pk)
    goes = registered(centre, "C-2", team_id=centre.other_team.pk)
    record_facts(
        by=MACHINE,
        patient=keeps,
        facts=[NewFact(kind="diagnosis", on=DAY, side="left", body={"behaviour": "invasive"})],
    )
    record_facts(
        by=MACHINE,
        patient=goes,
        facts=[
            NewFact(kind="operation", on=DAY + timedelta(days=9), side="left", body={"breast": "conserving"})
        ],
    )
    enrol(by=MACHINE, patient=goes, on=DAY + timedelta(days=2))
    standing = {p.pk: _standing(p) for p in (keeps, goes)}
    merge = whole.merge_patients(by=MACHINE, survivor=keeps, absorbed=goes, reason="重复登记")
    joined = Course.objects.get(patient=keeps)
    assert joined.enrolled_on == DAY + timedelta(days=2)
    assert CaseSummary.objects.get(patient=keeps).breast_conserving
    assert set(Step.objects.filter(patient=keeps).values_list("team_id", flat=True)) == {centre.team.pk}
    whole.unmerge_patients(by=MACHINE, merge=merge)
    for patient in (keeps, goes):
        assert _standing(patient) == standing[patient.pk]
    assert set(Step.objects.filter(patient=goes).values_list("team_id", flat=True)) == {centre.other_team.pk}
    assert not CaseSummary.objects.get(patient=keeps).breast_conserving


def _standing(patient: Patient) -> tuple[Any, ...]:
    course = Course.objects.get(patient=patient)
    steps = set(Step.objects.filter(patient=patient, state="open").values_list("key", flat=True))
    return course.stage, course.enrolled_on, steps


def test_an_emergency_taken_on_either_record_stays_in_the_review_list(centre, registered, acts) -> None:
    keeps, goes = registered(centre, "C-1"), registered(centre, "C-2", team_id=centre.other_team.pk)
    glass = break_glass(by=acts(centre, Role.NURSE), patient=goes, reason="夜间急诊,需要立即核对过敏史")
    merge_patients(by=MACHINE, survivor=keeps, absorbed=goes, reason="重复登记")
    glass.refresh_from_db()
    assert (glass.patient_id, glass.reviewed_at) == (keeps.pk, None)
    assert Merge.objects.get().at <= clock.now()
