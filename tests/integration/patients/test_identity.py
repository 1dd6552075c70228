"""Changing who she is in the record: old values kept, found by the new ones, and the plan follows."""

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from quancheng.access.guards import NotPermitted
from quancheng.access.roles import Role
from quancheng.accounts.models import User
from quancheng.audit.models import AuditEvent
from quancheng.careplan.actions.enrolling import enrol
from quancheng.careplan.actions.facts import record_facts
from quancheng.careplan.actions.identity import edit_identity
from quancheng.careplan.models import Step
from quancheng.hospitals.models import Team
from quancheng.kernel.refused import Refused
from quancheng.oncology.models import CaseSummary
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions.corrections import answer_correction, ask_correction
from quancheng.patients.actions.identity import show_identifiers
from quancheng.patients.actions.portal import open_portal
from quancheng.patients.actions.relations import end_naming, name_colleague
from quancheng.patients.actors import actor_for
from quancheng.patients.models import Contact, Identifier, IdentityChange, Patient
from quancheng.patients.queries.corrections import requests_to_answer, waiting_requests
from quancheng.patients.queries.identity import identity_of
from quancheng.patients.queries.record import readable
from quancheng.patients.queries.search import find
from quancheng.patients.rules.identity import Identity, shown_identity
from tests.authorization.world import BACKEND, MACHINE, light_sign_in, resident_id, staff
from tests.integration.patients.conftest import BORN, NUMBER

OTHER_NUMBER = resident_id(BORN, 888)


def edit(by, patient: Patient, reason: str = "登记时录错", **new):
    """The person's identity with these values instead."""
    known = identity_of(by, patient)
    values = {name: getattr(known, name) for name in Identity.__slots__} | new
    shown = shown_identity(known)
    return edit_identity(by=by, patient=patient, new=Identity(**values), reason=reason, shown=shown)


@pytest.fixture
def patient(centre, registered) -> Patient:
    """A patient of our team."""
    return registered(centre, "C-1", number=NUMBER, phone="13900001234", birth_on=BORN)


def test_the_old_value_is_kept_with_who_when_and_why(patient, centre, acts) -> None:
    nurse = acts(centre, Role.NURSE)
    edit(nurse, patient, name="甘 棠 新", phone="139 0000 5678", allergies="青霉素")
    rows = {row.field: (row.old, row.new, row.reason, row.by_id) for row in IdentityChange.objects.all()}
    assert rows == {
        "name": ("甘棠遗", "甘棠新", "登记时录错", nurse.user_id),
        "phone": ("13900001234", "13900005678", "登记时录错", nurse.user_id),
        "allergies": (None, "青霉素", "登记时录错", nurse.user_id),
    }
    event = AuditEvent.objects.get(event="patient_changed")
    assert set(event.detail["fields"]) == {"name", "phone", "allergies"}
    assert "甘棠" not in str(event.detail)


def test_she_is_found_by_the_new_values_and_no_longer_by_the_old(patient, centre, acts) -> None:
    nurse = acts(centre, Role.NURSE)
    edit(nurse, patient, name="令狐见素", record_number="C-77", phone="13900005678", resident_id=OTHER_NUMBER)
    found = {q: [p.pk for p in find(nurse, q)] for q in ("令狐", "lhjs", "C-77", "5678", OTHER_NUMBER[-4:])}
    assert found == {query: [patient.pk] for query in found}
    for gone in ("甘棠", "C-1", "13900001234", NUMBER):
        assert list(find(nurse, gone)) == []


def test_numbers_and_contacts_come_change_and_go(patient, centre, acts) -> None:
    nurse = acts(centre, Role.NURSE)
    edit(nurse, patient, passport="E12345678", kin_name="李强", kin_relation="child", kin_phone="13900009999")
    assert Identifier.objects.get(kind="passport").value == "E12345678"
    kin = Contact.objects.exclude(relation="").get()
    assert (kin.name, kin.relation, kin.value) == ("李强", "child", "13900009999")
    edit(nurse, patient, passport="", kin_phone="", kin_name="", kin_relation="")
    assert not Identifier.objects.filter(kind="passport").exists()
    assert not Contact.objects.exclude(relation="").exists()
    assert IdentityChange.objects.filter(field="passport", old__isnull=False, new__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("new", "field"),
    [
        ({"resident_id": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}, "resident_id"),
        ({"birth_on": date(1971, 1, 1)}, "birth_on"),
        ({"birth_on": date(1850, 1, 1), "resident_id": ""}, "birth_on"),
        ({"name": ""}, "name"),
        ({"record_number": ""}, "record_number"),
        ({"record_number": "C-2"}, "record_number"),
        ({"resident_id": OTHER_NUMBER}, "resident_id"),
        ({"phone": "12"}, "phone"),
        ({"team_id": "foreign"}, "team_id"),
        ({"attending_id": "foreign"}, "attending_id"),
        ({}, None),
    ],
)
def test_refuses_what_cannot_be_and_changes_nothing(
    new, field, patient, centre, partner, registered, acts
) -> None:
    registered(centre, "C-2", number=OTHER_NUMBER, name="令狐见素")
    foreign = {"team_id": partner.team.pk, "attending_id": staff(partner, "stranger", Role.DOCTOR).pk}
    values = {name: foreign[name] if value == "foreign" else value for name, value in new.items()}
    before = identity_of(MACHINE, patient)
    with pytest.raises(Refused) as refused:
        edit(acts(centre, Role.NURSE), patient, **values)
    assert refused.value.field == field
    assert identity_of(MACHINE, Patient.objects.get(pk=patient.pk)) == before
    assert not IdentityChange.objects.exists()


def test_refuses_no_reason_no_right_and_another_hospital(patient, centre, partner, acts) -> None:
    with pytest.raises(Refused) as refused:
        edit(acts(centre, Role.NURSE), patient, reason=" ", name="甘棠新")
    assert refused.value.field == "reason"
    for actor in (acts(centre, Role.LYMPHEDEMA_THERAPIST), acts(partner, Role.DATA_CLERK)):
        with pytest.raises(NotPermitted):
            edit(actor, patient, name="甘棠新")


def test_who_was_slower_takes_nothing_back_unseen(patient, centre, acts) -> None:
    nurse, clerk = acts(centre, Role.NURSE), acts(centre, Role.DATA_CLERK)
    before = identity_of(nurse, patient)
    edit(clerk, patient, phone="13900005678")
    new = replace(before, address="某路1号")
    with pytest.raises(Refused) as refused:
        edit_identity(by=nurse, patient=patient, new=new, reason="补录", shown=shown_identity(before))
    assert refused.value.code == "changed_since_shown"
    now = identity_of(nurse, Patient.objects.get(pk=patient.pk))
    assert (now.phone, now.address) == ("13900005678", "")


def test_the_slower_ones_form_comes_back_with_both_and_can_be_saved(patient, centre, acts, client) -> None:
    nurse, clerk = acts(centre, Role.NURSE), acts(centre, Role.DATA_CLERK)
    with light_sign_in():
        client.force_login(User.objects.get(pk=nurse.user_id), backend=BACKEND)
    before = identity_of(nurse, patient)
    address = reverse("patients_staff:identity", args=[patient.public_id])
    typed = sent(client.get(address), before) | {"address": "某路1号", "reason": "补录"}
    edit(clerk, patient, phone="13900005678", attending_id=nurse.user_id)
    page = client.post(address, typed)
    body = page.content.decode()
    assert page.status_code == 409
    for label, now, mine in (("电话", "13900005678", "13900001234"), ("主治医生", "nurse-0", "")):
        row = re.search(rf"<th scope=\"row\">{label}</th>(.*?)</tr>", body, re.DOTALL)
        assert row is not None, label
        assert now in row[1]
        assert mine in row[1]
    assert 'value="某路1号"' in body, "what she typed is not lost"
    shown = AuditEvent.objects.filter(event="identifiers_shown", user_id=nurse.user_id)
    assert shown.count() == 2, "the form, and what was set beside it"
    assert not IdentityChange.objects.filter(by_id=nurse.user_id).exists()
    again = {"reason": "补录"} | sent(
        page, replace(before, phone="13900005678", attending_id=nurse.user_id, address="某路1号")
    )
    assert client.post(address, again).status_code == 302
    rows = IdentityChange.objects.filter(by_id=nurse.user_id).values_list("field", "new")
    assert list(rows) == [("address", "某路1号")]


def test_a_form_that_does_not_say_what_it_was_shown_with_is_not_saved(patient, centre, acts, client) -> None:
    with light_sign_in():
        client.force_login(User.objects.get(pk=acts(centre, Role.NURSE).user_id), backend=BACKEND)
    address = reverse("patients_staff:identity", args=[patient.public_id])
    typed = sent(client.get(address), identity_of(MACHINE, patient)) | {
        "phone": "13900005678",
        "reason": "补录",
        "shown": "",
    }
    assert client.post(address, typed).status_code == 409
    assert not IdentityChange.objects.exists()


def sent(page: Any, identity: Identity) -> dict[str, str]:
    """What the form of the page sends with this identity in it."""
    (shown,) = re.findall(r'name="shown" value="(\w+)"', page.content.decode())
    values = {name: str(getattr(identity, name) or "") for name in Identity.__slots__}
    return {**values, "submission": str(uuid4()), "shown": shown}


def test_another_team_gets_her_steps_with_her(patient, centre, acts) -> None:
    enrol(by=MACHINE, patient=patient, on=date(2018, 3, 1))
    nurse, other = acts(centre, Role.NURSE), acts(centre, Role.NURSE, team=centre.other_team)
    assert Step.objects.filter(patient=patient).exists()
    edit(nurse, patient, team_id=centre.other_team.pk)
    assert not readable(nurse).filter(pk=patient.pk).exists()
    assert readable(other).filter(pk=patient.pk).exists()
    assert set(Step.objects.filter(patient=patient).values_list("team_id", flat=True)) == {
        centre.other_team.pk
    }


def test_a_new_birth_date_changes_what_is_derived_from_it(centre, registered, acts) -> None:
    patient = registered(centre, "C-3", birth_on=BORN)
    fact = NewFact(kind="diagnosis", on=date(2018, 5, 6), side="left", body={"behaviour": "invasive"})
    record_facts(by=MACHINE, patient=patient, facts=[fact])
    assert int(CaseSummary.objects.get(patient=patient).age_at_diagnosis) == 50
    edit(acts(centre, Role.DOCTOR), patient, birth_on=date(1978, 5, 6))
    assert int(CaseSummary.objects.get(patient=patient).age_at_diagnosis) == 40


def test_showing_full_numbers_is_written_down(patient, centre, acts) -> None:
    nurse = acts(centre, Role.NURSE)
    assert [row.value for row in show_identifiers(by=nurse, patient=patient)] == [NUMBER]
    assert AuditEvent.objects.filter(event="identifiers_shown", user_id=nurse.user_id).count() == 1
    with pytest.raises(NotPermitted):
        show_identifiers(by=acts(centre, Role.MDT_SECRETARY), patient=patient)


def test_a_named_colleague_opens_the_record_until_the_naming_ends(centre, registered, acts) -> None:
    patient = registered(centre, "C-3", team_id=centre.other_team.pk)
    nurse, colleague = acts(centre, Role.NURSE, team=centre.other_team), acts(centre, Role.DOCTOR)
    assert not readable(colleague).filter(pk=patient.pk).exists()
    naming = name_colleague(by=nurse, patient=patient, user_id=colleague.user_id, reason="会诊")
    assert readable(colleague).filter(pk=patient.pk).exists()
    end_naming(by=nurse, relation=naming)
    assert not readable(colleague).filter(pk=patient.pk).exists()
    with pytest.raises(Refused):
        end_naming(by=nurse, relation=naming)


def test_names_only_colleagues_of_the_hospital_who_read_records(patient, centre, partner, acts) -> None:
    nurse = acts(centre, Role.NURSE)
    for actor in (acts(partner, Role.DOCTOR), acts(centre, Role.SYSTEM_ADMIN)):
        with pytest.raises(Refused) as refused:
            name_colleague(by=nurse, patient=patient, user_id=actor.user_id, reason="会诊")
        assert refused.value.field == "user"


def test_what_she_says_is_wrong_is_answered_once_and_by_her_team(patient, centre, acts) -> None:
    herself = actor_for(open_portal(by=MACHINE, patient=patient, phone="13811110001").user)
    nurse, other = acts(centre, Role.NURSE), acts(centre, Role.NURSE, team=centre.other_team)
    asked = ask_correction(by=herself, patient=patient, item="电话", text="号码换了")
    assert waiting_requests(nurse) == 1
    assert waiting_requests(other) == 0
    answer_correction(by=nurse, request=asked, corrected=True, answer="已经更正")
    assert [row.state for row in requests_to_answer(nurse, answered=True)] == ["corrected"]
    with pytest.raises(Refused, match="already"):
        answer_correction(by=nurse, request=asked, corrected=False, answer="不改")
    with pytest.raises(Refused):
        ask_correction(by=nurse, patient=patient, item="电话", text="号码换了")
    assert Team.objects.count() == 2
