"""The auditor's pages: own hospital only, everything that was written, few queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from quancheng.access.actor import Actor
from quancheng.access.roles import Purpose, Role
from quancheng.accounts.models import User
from quancheng.audit import actions, queries
from quancheng.audit.events import LABELS, Event
from quancheng.audit.models import AuditEvent
from quancheng.audit.presenters import brief
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.ids import uuid7
from tests.factories.accounts import acting, hospital, staff
from tests.integration.audit import tampering

pytestmark = pytest.mark.django_db
# Session, user, actor, the frame's hospital; PostgreSQL is told who asks.
FRAME = 5 if connection.vendor == "postgresql" else 4


@pytest.fixture
def home() -> Hospital:
    """The auditor's hospital."""
    return hospital()


@pytest.fixture
def auditor(home: Hospital) -> User:
    """The auditor."""
    return staff(home, Role.AUDITOR, name="沈思远")


@pytest.fixture
def desk(client: Client, auditor: User) -> Client:
    """The auditor's browser, signed in."""
    client.force_login(auditor, "quancheng.accounts.backend.Backend")
    return client


def write(by: Actor, at: Hospital, count: int = 1, event: Event = Event.FACT_RECORDED, **more: Any) -> None:
    """So many events."""
    for number in range(count):
        actions.record(event, by=by, hospital_id=at.pk, detail={"number": number}, **more)


def test_the_trail_shows_ones_own_hospital_only(desk: Client, home: Hospital) -> None:
    other = hospital("second", "第二医院")
    write(Actor(user_id=91, name="甲护士"), home)
    write(Actor(user_id=92, name="乙护士"), other)
    page = desk.get("/s/audit/").content.decode()
    assert "甲护士" in page
    assert "乙护士" not in page
    theirs = AuditEvent.objects.filter(hospital_id=other.pk).latest("pk")
    assert desk.get(f"/s/audit/event/{other.pk}/{theirs.seq}/").status_code == 404
    assert desk.get("/s/audit/event/0/1/").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_no_other_role_reads_it(client: Client, home: Hospital, role: Role) -> None:
    user = staff(home, role)
    client.force_login(user, "quancheng.accounts.backend.Backend")
    for page in ("", "readings/", "chain/", f"event/{home.pk}/1/"):
        assert client.get(f"/s/audit/{page}").status_code == 403
    assert client.post("/s/audit/chain/verify/", {"submission": str(uuid7())}).status_code == 403


def test_filters_narrow_by_event_person_and_days(desk: Client, home: Hospital, auditor: User) -> None:
    nurse = staff(home, Role.NURSE, name="王丽娟")
    doctor = staff(home, Role.DOCTOR, name="陈立")
    write(acting(nurse, home, Role.NURSE), home, event=Event.STEP_DONE)
    with clock.frozen(clock.now() - timedelta(days=10)):
        write(acting(doctor, home, Role.DOCTOR), home, event=Event.FACT_CORRECTED)
    by = acting(auditor, home, Role.AUDITOR)

    def found(**narrowed: Any) -> set[str]:
        rows, _next = queries.trail_page(by, queries.Narrowed(**narrowed))
        return {row.event for row in rows}

    assert found(event="step_done") == {"step_done"}
    assert found(person="丽娟") == {"step_done"}
    assert found(person="doctor") == {"fact_corrected"}
    assert found(person="nobody") == set()
    assert found(until=clock.today() - timedelta(days=5)) == {"fact_corrected"}
    assert "fact_corrected" not in found(since=clock.today() - timedelta(days=5))
    page = desk.get("/s/audit/", {"event": "step_done", "since": "昨天"})
    assert page.status_code == 200


def test_a_patients_events_are_found_by_record_number_in_ones_own_hospital(
    desk: Client, home: Hospital, auditor: User
) -> None:
    from quancheng.patients.actions.registering import record_token
    from quancheng.patients.models import Patient

    other = hospital("second", "第二医院")
    mine, theirs = (
        Patient.objects.create(
            hospital=at,
            record_number="A100",
            record_token=record_token("A100"),
            pseudonymous=True,
            sex="female",
        )
        for at in (home, other)
    )
    by = Actor(user_id=91, name="甲")
    write(by, home, patient_id=mine.pk, subject="hers")
    write(by, home, patient_id=theirs.pk, subject="another")
    actions.note_reading(by=by, hospital_id=home.pk, patient_id=mine.pk, page="record", purpose=Purpose.CARE)
    for page in ("/s/audit/", "/s/audit/readings/"):
        text = desk.get(page, {"patient": "A100"}).content.decode()
        assert text.count(">A100</td>") == 1
        assert "another" not in text
    assert queries.record_numbers(acting(auditor, home, Role.AUDITOR), [mine.pk, theirs.pk]) == {
        mine.pk: "A100"
    }


def test_one_event_shows_everything_that_was_written(desk: Client, home: Hospital, auditor: User) -> None:
    detail = {
        "changed": {"duties": [["nurse"], ["doctor"]]},
        "unnamed_thing": {"deep": [1, "two"]},
        "off": False,
    }
    by = acting(auditor, home, Role.AUDITOR)
    subject = f"user {auditor.pk}"
    actions.record(Event.STAFF_CHANGED, by=by, hospital_id=home.pk, subject=subject, detail=detail)
    row = AuditEvent.objects.latest("pk")
    text = desk.get(f"/s/audit/event/{home.pk}/{row.seq}/").content.decode()
    for piece in ("护士 → 医生", "unnamed_thing › deep", "1, two", "否", "auditor", str(row.seq)):
        assert piece in text


def test_registrations_and_pathways_are_told_in_words() -> None:
    with override("zh-hans"):
        assert "confirmed" not in brief({"confirmed": False})
        assert brief({"source": "manual"}).endswith("手工录入")
        assert brief({"kind": "csv"}).endswith("文本表格（CSV）")
    with override("en"):
        assert brief({"source": "manual"}).endswith("Entered by hand")
        assert brief({"source": "import:registry"}).endswith("Import registry")
        assert brief({"kind": "csv"}).endswith("Text table (CSV)")
        assert brief({"way": "command"}) == "by means of: command line"


def test_every_type_of_event_and_unknown_ones_have_a_page(desk: Client, home: Hospital) -> None:
    by = Actor(user_id=None, name="job", system=True)
    for event in Event:
        write(by, home, event=event)
    rows = desk.get("/s/audit/").content.decode().split("<tbody>")[1]
    assert [event.value for event in LABELS if "_" in event.value and event.value in rows] == []
    assert rows.count("data-row") == queries.PAGE
    tampering.drop_triggers()
    tampering.sql("UPDATE audit_auditevent SET event = 'of_a_later_version' WHERE hospital_id = %s", home.pk)
    assert "of_a_later_version" in desk.get("/s/audit/").content.decode()


def test_pages_neither_repeat_nor_skip(
    auditor: User, home: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 4)
    write(Actor(user_id=91, name="甲"), home, 11)
    by = acting(auditor, home, Role.AUDITOR)
    seen: list[int] = []
    after = ""
    while True:
        rows, after = queries.trail_page(by, queries.Narrowed(), after)
        seen += [row.seq for row in rows]
        if not after:
            break
    assert seen == list(range(AuditEvent.objects.filter(hospital_id=home.pk).count(), 0, -1))


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "WzEsMl0", "' OR 1=1"])
def test_a_damaged_page_address_is_told_so(desk: Client, cursor: str) -> None:
    assert desk.get("/s/audit/", {"after": cursor}).status_code == 409


def test_lists_take_few_queries_however_much_was_written(desk: Client, home: Hospital, auditor: User) -> None:
    by = acting(auditor, home, Role.AUDITOR)
    desk.get("/s/audit/")  # the first request of a connection asks more
    counts = []
    for _ in range(2):
        write(by, home, 15, patient_id=4, subject=f"user {auditor.pk}")
        for number in range(15):
            actions.note_reading(
                by=by, hospital_id=home.pk, patient_id=number, page="record", purpose=Purpose.QUALITY
            )
        row = []
        for page in ("", "readings/", "?person=王&patient=A1&event=fact_recorded&since=2026-01-01", "chain/"):
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(f"/s/audit/{page}").status_code == 200
            row.append(len(captured))
        counts.append(row)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= FRAME + 5


def test_verify_now_says_whole_and_stands_in_the_trail(desk: Client, home: Hospital) -> None:
    write(Actor(user_id=91, name="甲"), home, 3)
    page = desk.post("/s/audit/chain/verify/", {"submission": str(uuid7())}, follow=True).content.decode()
    assert "全部与写入时一致" in page
    assert "完整" in page
    event = AuditEvent.objects.get(event="audit_verified")
    assert event.detail["whole"] is True
    assert event.hospital_id == home.pk


def test_verify_now_names_the_broken_event(desk: Client, home: Hospital) -> None:
    write(Actor(user_id=91, name="甲"), home, 3)
    tampering.drop_triggers()
    tampering.sql("UPDATE audit_auditevent SET actor = 'x' WHERE hospital_id = %s AND seq = 2", home.pk)
    page = desk.post("/s/audit/chain/verify/", {"submission": str(uuid7())}, follow=True).content.decode()
    assert "第 2 条与写入时不一致" in page
    assert "在第 2 条处断开" in page


def test_a_request_verifies_the_newest_events_only(
    auditor: User, home: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "NEWEST", 5)
    write(Actor(user_id=91, name="甲"), home, 12)
    verdict = actions.verify_chain(by=acting(auditor, home, Role.AUDITOR))
    assert (verdict.is_whole, verdict.checked) == (True, 5)
