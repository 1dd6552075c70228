"""G-59c: who has the database alone has no list of patients. Names and numbers lie nowhere in clear text."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from quancheng.access.roles import Role
from quancheng.audit.models import AccessEntry, AuditEvent
from quancheng.audit.verifying import hospitals_with_chain, verify
from quancheng.careplan.actions.enrolling import enrol
from quancheng.careplan.actions.identity import edit_identity
from quancheng.patients.actions.consents import give_consent
from quancheng.patients.actions.corrections import answer_correction
from quancheng.patients.actions.portal import open_portal
from quancheng.patients.actions.registering import register
from quancheng.patients.models import CorrectionRequest, Patient, ProxyGrant
from quancheng.patients.queries.identity import identity_of
from quancheng.patients.row_security import admit
from quancheng.patients.rules.identity import shown_identity
from quancheng.patients.rules.registering import NewContact, NewIdentifier, NewPatient
from tests.authorization.world import BACKEND, MACHINE, staff
from tests.factories.registry_files import PLACE, as_csv, good_row
from tests.integration.patients.conftest import BORN, NUMBER
from tests.integration.spreadsheets.conftest import desk

pytestmark = pytest.mark.django_db
NAME, RENAMED, RECORD = "甘棠遗", "甘棠梨", "R-20260774"
PHONE, DAUGHTERS, KINS = "13811110001", "13922220002", "13733330003"
DAUGHTER, KIN, WITNESS = "李见素", "尉迟既白", "慕容知微"
PASSPORT, ADDRESS = "EA1234567", "示范路七十四号"
IMPORTED = ["百里守约", "13644440004"]


@pytest.fixture(autouse=True)
def codes_on_screen(settings: Any) -> None:
    """Patients sign in as in the demonstration; files go to a folder of their own."""
    settings.DEMO = True
    settings.SIGN_IN_CODE_SENDER = "quancheng.accounts.senders.show_on_screen"


def sign_in(phone: str) -> Client:
    """The browser of whoever has this phone, signed in by code."""
    client = Client()
    client.post("/accounts/code/", {"phone": phone})
    page = client.get("/accounts/code/enter/").content.decode()
    code = re.search(r"data-demo-code>(\d{6})<", page)
    assert code
    assert client.post("/accounts/code/enter/", {"code": code.group(1)}).status_code == 302
    return client


def send(client: Client, page: str, /, **body: Any) -> None:
    """One form of the portal, saved."""
    answer = client.post(reverse(f"portal:{page}"), {"submission": str(uuid4()), **body})
    assert answer.status_code == 302, answer.content.decode()


@pytest.fixture
def patient(centre: Any) -> Patient:
    """She with everything that identifies anybody."""
    new = NewPatient(
        hospital_id=centre.hospital.pk,
        team_id=centre.team.pk,
        record_number=RECORD,
        name=NAME,
        sex="female",
        birth_on=BORN,
        identifiers=(NewIdentifier("resident_id", NUMBER), NewIdentifier("passport", PASSPORT)),
        contacts=(
            NewContact("phone", PHONE),
            NewContact("address", ADDRESS),
            NewContact("phone", KINS, relation="child", name=KIN),
        ),
    )
    person = register(by=MACHINE, new=new)
    enrol(by=MACHINE, patient=person, on=date(2018, 3, 1))
    return person


@pytest.fixture
def lived_in(patient: Patient, centre: Any, acts: Any) -> Patient:
    """Her record after a while: portal, family, consents, corrections, a changed name, an import, guesses."""
    nurse = acts(centre, Role.NURSE)
    open_portal(by=nurse, patient=patient, phone=PHONE)
    give_consent(by=nurse, patient=patient, purpose="care", channel="spoken", witness=WITNESS)
    her = sign_in(PHONE)
    send(
        her, "family_new",
        name=DAUGHTER, phone=DAUGHTERS, relation="child", scopes=["today", "journey"], days="30",
    )  # fmt: skip
    send(her, "correction", item=f"姓名 {NAME}", text=f"应为{RENAMED}，电话{PHONE}，证件{NUMBER}")
    send(her, "consents", give="messages")
    answer_correction(
        by=nurse, request=CorrectionRequest.objects.get(), corrected=True, answer=f"已改为{RENAMED}"
    )
    standing = identity_of(nurse, patient)
    renamed = replace(standing, name=RENAMED)
    edit_identity(
        by=nurse, patient=patient, new=renamed, reason="患者本人更正", shown=shown_identity(standing)
    )
    for client in (her, sign_in(DAUGHTERS)):
        client.get(reverse("portal:today"))
        client.get(reverse("portal:journey"))
        client.post("/accounts/logout/")
    for typed in (PHONE, RENAMED, NUMBER):
        Client().post("/accounts/login/", {"login": typed, "password": DAUGHTER})
    row = good_row(1)
    row[PLACE["姓名"]], row[PLACE["手机号"]] = IMPORTED
    assert desk("third", "第三医院").imported(as_csv([row])).state == "finished"
    # On PostgreSQL the jobs of the import leave their own sight behind; the tests look at every row.
    admit(MACHINE)
    return patient


def cells() -> list[tuple[str, str]]:
    """Every value of every table with its column, and what sessions hold, in text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description or ()]
            for row in cursor.fetchall():
                found += [(f"{table}.{name}", text(value)) for name, value in zip(names, row, strict=True)]
    found += [("django_session", text(session.get_decoded())) for session in Session.objects.all()]
    return found


def text(value: Any) -> str:
    """What somebody reads who looks at the file; escapes of JSON undone."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="ignore")
    said = value if isinstance(value, str) else json.dumps(value, default=str)
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found.group(1), 16)), said)


def test_no_name_and_no_number_lies_in_clear_text(lived_in: Patient) -> None:
    imported = good_row(1)[PLACE["身份证号"]]
    secrets = [
        NAME, RENAMED, RECORD, PHONE, DAUGHTERS, KINS, DAUGHTER, KIN, WITNESS, NUMBER, PASSPORT, ADDRESS,
        imported, *IMPORTED,
    ]  # fmt: skip
    written = cells()
    assert len(written) > 1_000
    seen = {column for column, _value in written}
    assert seen >= {"patients_proxygrant.name", "patients_consent.witness", "exchange_batchrow.raw"}
    assert any("patient_registered" in value for _column, value in written)
    hits = [(column, secret) for column, value in written for secret in secrets if secret in value]
    assert hits == []


def test_the_same_values_come_back_for_those_who_may_read_them(lived_in: Patient, centre: Any) -> None:
    """So that the test above cannot pass because nothing was kept."""
    client = Client()
    client.force_login(staff(centre, "doctor", Role.NURSE), backend=BACKEND)
    page = client.get(reverse("patients_staff:people", args=[lived_in.public_id])).content.decode()
    for said in (RENAMED, RECORD, DAUGHTER, KIN, f"应为{RENAMED}"):
        assert said in page
    consent = lived_in.consents.get(purpose="care")
    assert (
        WITNESS
        in client.get(
            reverse("patients_staff:consent", args=[lived_in.public_id, consent.pk])
        ).content.decode()
    )


def test_the_trail_says_what_they_are_and_stays_whole(lived_in: Patient) -> None:
    grant = ProxyGrant.objects.get()
    assert AccessEntry.objects.filter(user_id=grant.user_id).values_list("actor", flat=True)[0] == "family"
    hers = AuditEvent.objects.filter(user_id=lived_in.portal_accesses.get().user_id)
    assert set(hers.values_list("event", "actor")) == {
        ("signed_in", "portal"),
        ("signed_out", "portal"),
        ("proxy_granted", "patient"),
        ("account_opened", "patient"),
        ("correction_requested", "patient"),
        ("consent_given", "patient"),
    }
    assert all(verify(hospital_id).is_whole for hospital_id in hospitals_with_chain())


def test_who_looked_still_says_who(lived_in: Patient, centre: Any) -> None:
    her = sign_in(PHONE)
    assert RENAMED in her.get(reverse("portal:me")).content.decode()
    assert f"{DAUGHTER}（家属）" in her.get(reverse("portal:readers")).content.decode()
    assert DAUGHTER in her.get(reverse("portal:family")).content.decode()
    assert DAUGHTER in sign_in(DAUGHTERS).get(reverse("portal:me")).content.decode()
    client = Client()
    client.force_login(staff(centre, "doctor", Role.DOCTOR), backend=BACKEND)
    page = client.get(reverse("workbench:readings", args=[lived_in.public_id])).content.decode()
    assert f"{DAUGHTER}（家属）" in page
    assert "患者本人" in page


def test_the_auditor_reads_what_they_are_and_no_name(lived_in: Patient, centre: Any) -> None:
    client = Client()
    client.force_login(staff(centre, "auditor", Role.AUDITOR), backend=BACKEND)
    page = client.get("/s/audit/readings/").content.decode()
    assert "患者本人" in page
    assert "家属" in page
    assert DAUGHTER not in page + client.get("/s/audit/").content.decode()
