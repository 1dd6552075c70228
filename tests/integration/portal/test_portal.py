"""The patient's and family's door, through the client."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from quancheng.access.actor import Actor, system
from quancheng.access.roles import ProxyScope, Purpose
from quancheng.accounts.models import User
from quancheng.audit.actions import note_reading
from quancheng.audit.models import AccessEntry
from quancheng.careplan.actions.enrolling import enrol
from quancheng.careplan.actions.facts import record_facts
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients import consent_texts
from quancheng.patients.actions.portal import grant_proxy, open_portal
from quancheng.patients.actions.registering import register
from quancheng.patients.consent_texts import ConsentText
from quancheng.patients.models import CorrectionRequest, Patient, ProxyGrant
from quancheng.patients.rules.registering import NewPatient

pytestmark = pytest.mark.django_db
MACHINE = system("test")
# On PostgreSQL the request's transaction is opened, told who asks (twice), and told again by the test.
WALL = 5 if connection.vendor == "postgresql" else 0
PHONE, DAUGHTER = "19900000001", "19900000002"


@pytest.fixture
def patient() -> Patient:
    hospital = Hospital.objects.create(code="centre", name="演示医院")
    new = NewPatient(
        hospital_id=hospital.pk, record_number="P1", sex="female", name="张晓梅", birth_on=date(1970, 1, 1)
    )
    person = register(by=MACHINE, new=new)
    enrol(by=MACHINE, patient=person, on=clock.today() - timedelta(days=200))
    start = clock.today() - timedelta(days=190)
    facts = [
        NewFact(kind="admission", on=start),
        NewFact(kind="treatment_plan", on=start, body={"modalities": ["surgery", "chemotherapy"]}),
        NewFact(kind="operation", on=start + timedelta(days=9), side="left", body={"breast": "conserving"}),
        NewFact(
            kind="recurrence",
            on=clock.today(),
            body={"extent": "distant", "sites": ["bone"], "adjudication": "suspected"},
        ),
    ]
    record_facts(by=MACHINE, patient=person, facts=facts)
    open_portal(by=MACHINE, patient=person, phone=PHONE)
    return person


def sign_in(client, *, own: bool = True) -> User:
    accesses = "portal_accesses__isnull"
    user = User.objects.get(**{accesses: not own}, staff__isnull=True)
    client.force_login(user, backend="quancheng.accounts.backend.Backend")
    return user


@pytest.fixture
def daughter(patient):
    me = Actor(user_id=None, name="张晓梅", own_patient_ids=frozenset({patient.pk}))
    return grant_proxy(
        by=me, patient=patient, phone=DAUGHTER, name="李红", relation="child", scopes=[ProxyScope.JOURNEY]
    )


OWN_PAGES = ("today", "journey", "me", "data", "readers", "consents", "family", "correction")


@pytest.mark.parametrize("name", OWN_PAGES)
def test_her_own_pages_open_and_are_written_down(client, patient, name):
    sign_in(client)
    before = AccessEntry.objects.count()
    answer = client.get(reverse(f"portal:{name}"))
    assert answer.status_code == 200
    if name in {"today", "journey", "data"}:
        assert AccessEntry.objects.count() == before + 1


def test_nobody_gets_in_without_signing_in(client, patient):
    answer = client.get(reverse("portal:today"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:code"))


def test_today_and_journey_stay_within_their_queries(client, patient, django_assert_max_num_queries):
    sign_in(client)
    client.get(reverse("portal:today"))
    for name in ("today", "journey"):
        with django_assert_max_num_queries(8 + WALL):
            client.get(reverse(f"portal:{name}"))


def test_a_suspected_recurrence_is_told_in_person_first(client, patient):
    sign_in(client)
    for name in ("journey", "data", "today"):
        page = client.get(reverse(f"portal:{name}")).content.decode()
        assert "复发" not in page
        assert "转移" not in page


def test_the_family_sees_what_was_granted_and_nothing_else(client, patient, daughter):
    sign_in(client, own=False)
    assert client.get(reverse("portal:journey")).status_code == 200
    for name in ("today", "data", "readers", "consents", "family"):
        assert client.get(reverse(f"portal:{name}")).status_code == 403


def test_the_family_sees_nothing_once_the_grant_has_expired(client, patient, daughter):
    ProxyGrant.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    sign_in(client, own=False)
    assert client.get(reverse("portal:journey")).status_code == 404


def test_a_correction_reaches_the_team_once(client, patient):
    sign_in(client)
    body = {"submission": str(uuid4()), "item": "手术日期", "text": "是 6 月 9 日"}
    for _ in range(2):
        assert client.post(reverse("portal:correction"), body).status_code == 302
    assert [row.text for row in CorrectionRequest.objects.all()] == ["是 6 月 9 日"]
    assert "手术日期" in client.get(reverse("portal:data")).content.decode()


def test_consent_is_given_and_taken_back_by_one_button(client, patient):
    sign_in(client)
    client.post(reverse("portal:consents"), {"submission": str(uuid4()), "give": "messages"})
    consent = patient.consents.get(purpose="messages")
    assert consent.channel == "portal"
    client.post(reverse("portal:consents"), {"submission": str(uuid4()), "withdraw": str(consent.pk)})
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None


def test_access_for_the_family_is_given_and_ended(client, patient):
    sign_in(client)
    body = {
        "submission": str(uuid4()),
        "name": "李红",
        "phone": DAUGHTER,
        "relation": "child",
        "scopes": ["today", "journey"],
        "days": "30",
    }
    assert client.post(reverse("portal:family_new"), body).status_code == 302
    grant = ProxyGrant.objects.get()
    assert grant.scopes == ["today", "journey"]
    client.post(reverse("portal:family_end", args=[grant.pk]), {"submission": str(uuid4())})
    grant.refresh_from_db()
    assert grant.revoked_at is not None


def test_she_sees_who_looked(client, patient):
    nurse = Actor(user_id=None, name="王护士")
    note_reading(
        by=nurse,
        hospital_id=patient.hospital_id,
        patient_id=patient.pk,
        page="timeline",
        purpose=Purpose.CARE,
    )
    sign_in(client)
    assert "王护士" in client.get(reverse("portal:readers")).content.decode()


def test_each_hospital_that_she_shares_with_has_its_own_button(client, patient):
    others = [Hospital.objects.create(code=code, name=name) for code, name in (("b", "乙院"), ("c", "丙院"))]
    sign_in(client)
    page = client.get(reverse("portal:consents")).content.decode()
    assert page.count('name="share_with"') == 2
    for other in others:
        body = {"submission": str(uuid4()), "give": "share", "share_with": str(other.pk)}
        assert client.post(reverse("portal:consents"), body).status_code == 302
    first, second = patient.consents.filter(purpose="share").order_by("pk")
    page = client.get(reverse("portal:consents")).content.decode()
    assert 'name="share_with"' not in page
    assert "让 乙院 的医生查看" in page
    for row in (first, second):
        assert f'name="withdraw" value="{row.pk}"' in page
    client.post(reverse("portal:consents"), {"submission": str(uuid4()), "withdraw": str(second.pk)})
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.withdrawn_at is None, second.withdrawn_at is None) == (True, False)


def test_she_reads_the_version_that_she_agreed_to(client, patient, monkeypatch):
    sign_in(client)
    client.post(reverse("portal:consents"), {"submission": str(uuid4()), "give": "messages"})
    new = ConsentText("messages", "2027-1", zh="新的文本", en="The new text")
    monkeypatch.setattr(consent_texts, "TEXTS", (*consent_texts.TEXTS, new))
    monkeypatch.setitem(consent_texts.CURRENT, "messages", new)
    page = client.get(reverse("portal:consents")).content.decode()
    assert "消息里不写病名和用药" in page
    assert "新的文本" not in page
    consent = patient.consents.get(purpose="messages")
    client.post(reverse("portal:consents"), {"submission": str(uuid4()), "withdraw": str(consent.pk)})
    assert "新的文本" in client.get(reverse("portal:consents")).content.decode()


@pytest.mark.parametrize("sent", ["abc", "-1", "1.5", "²", "9" * 30, "0"])
@pytest.mark.parametrize("button", [{"withdraw": None}, {"give": "share", "share_with": None}])
def test_a_button_that_names_no_row_of_hers_is_refused(client, patient, button, sent):
    sign_in(client)
    body = {name: value or sent for name, value in button.items()}
    answer = client.post(reverse("portal:consents"), {"submission": str(uuid4()), **body})
    assert answer.status_code in {400, 404, 409, 422}
    assert not patient.consents.exists()
