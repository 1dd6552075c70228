"""Whoever owns the database can change the trail, and cannot hide it (goal G-20)."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from quancheng.access.actor import Actor, system
from quancheng.access.roles import Purpose
from quancheng.audit import actions
from quancheng.audit.events import Event
from quancheng.audit.jobs import seal_readings
from quancheng.audit.models import AccessEntry, AuditEvent
from quancheng.audit.rules import Anchor, Verdict
from quancheng.audit.verifying import hospitals_with_chain, verify, verify_readings
from quancheng.kernel import clock
from tests.integration.audit import tampering

pytestmark = pytest.mark.django_db
HOSPITAL = 7
DETAIL = {
    "big": 1e22,
    "zero": -0.0,
    "exact": Decimal("12.50"),
    "text": "汉字 \x00 é 🎗",
    "list": [1, 2.5, None, True],
    "day": date(2026, 1, 1),
    "in": {"b": 1, "a": {}},
}
NURSE = Actor(user_id=3, name="王丽娟")


def fill(count: int = 24, hospital: int = HOSPITAL) -> None:
    """Writes events whose details are of every kind that the software writes."""
    chance = random.Random(count)
    for number in range(count):
        with clock.frozen(datetime(2026, 11, 20, 9, number % 60, 7, number * 37_501 % 10**6, tzinfo=UTC)):
            actions.record(
                chance.choice([Event.FACT_RECORDED, Event.STEP_DONE, Event.STAGE_CHANGED]),
                by=NURSE,
                hospital_id=hospital,
                patient_id=chance.choice([None, 5, 2**40]),
                subject=f"fact {number}",
                detail=DETAIL | {"n": number, "share": number / 7},
            )


def anchors() -> list[Anchor]:
    """The ends of the chains, as kept elsewhere."""
    found = []
    for hospital in hospitals_with_chain():
        row = AuditEvent.objects.filter(hospital_id=hospital).order_by("-seq").first()
        if row:
            found.append(Anchor(hospital, row.seq, bytes(row.digest), "2026-11-20T09:00:00+00:00"))
    return found


def after(change: tampering.Change, seed: int, *kept: Anchor) -> tuple[int, Verdict]:
    """The place that was tampered with and the verdict, all undone again."""
    with transaction.atomic():
        place = change(random.Random(seed), HOSPITAL)
        verdict = verify(HOSPITAL, kept)
        transaction.set_rollback(True)
    return place, verdict


def test_a_chain_survives_the_way_into_the_database_and_back() -> None:
    fill()
    verdict = verify(HOSPITAL)
    assert verdict.is_whole
    assert verdict.checked == 24


def test_every_one_of_240_changes_is_found_at_its_place() -> None:
    fill()
    tampering.drop_triggers()
    changes = (tampering.modify, tampering.delete, tampering.delete_and_close_up,
               tampering.insert, tampering.swap, tampering.cut)  # fmt: skip
    missed = []
    for seed in range(40):
        for change in changes:
            place, verdict = after(change, seed)
            if verdict.is_whole or verdict.findings[0].seq != place:
                missed.append((change.__name__, seed, place, verdict.findings))
    assert missed == []
    assert verify(HOSPITAL).is_whole, "the tampering itself was undone"


def test_an_end_cut_off_or_written_anew_is_found_by_its_anchor() -> None:
    fill()
    kept = anchors()
    fill(6)
    tampering.drop_triggers()
    missed = []
    for seed in range(30):
        for change in (tampering.cut_with_head, tampering.write_anew):
            place, without = after(change, seed)
            assert without.is_whole, "the database alone cannot show it"
            if place > 24:
                continue
            _place, verdict = after(change, seed, *kept)
            exact = change is tampering.write_anew or verdict.findings[0].seq == place
            if verdict.is_whole or not exact:
                missed.append((change.__name__, seed, place, verdict.findings))
    assert missed == []


def refused(statement: str, *params: object) -> bool:
    """Whether the database refuses a statement."""
    try:
        with transaction.atomic():
            tampering.sql(statement, *params)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def test_the_database_refuses_update_and_delete_of_both_tables() -> None:
    fill(2)
    actions.note_reading(by=NURSE, hospital_id=HOSPITAL, patient_id=5, page="record", purpose=Purpose.CARE)
    for table in ("audit_auditevent", "audit_accessentry"):
        assert refused(f"UPDATE {table} SET actor = 'x'")
        assert refused(f"DELETE FROM {table}")
    for model in (AuditEvent, AccessEntry):
        row = model.objects.first()
        assert row is not None
        row.actor = "x"
        for attempt in (row.save, row.delete, model.objects.all().delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                attempt()
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(actor="x")
    assert verify(HOSPITAL).is_whole


def test_without_its_event_a_change_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    from quancheng.hospitals import actions as hospitals
    from quancheng.hospitals.models import Hospital

    def broken(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("the trail cannot be written")

    monkeypatch.setattr(actions, "_append", broken)
    with pytest.raises(DatabaseError):
        hospitals.add_hospital(by=system("test"), code="x", settings=hospitals.Settings(name="x"))
    assert not Hospital.objects.exists()


def read(count: int) -> None:
    """So many readings, an hour ago."""
    with clock.frozen(clock.now() - timedelta(hours=1)):
        for number in range(count):
            actions.note_reading(
                by=NURSE, hospital_id=HOSPITAL, patient_id=number, page="record", purpose=Purpose.CARE
            )


def test_readings_are_sealed_in_blocks_and_stay_what_they_were() -> None:
    read(7)
    by = system("test")
    assert [actions.seal_readings(by=by, block=3) for _ in range(4)] == [3, 3, 1, 0]
    assert verify_readings() == (7, [])


def test_a_reading_that_may_still_be_joined_by_an_earlier_one_waits() -> None:
    read(2)
    actions.note_reading(by=NURSE, hospital_id=HOSPITAL, patient_id=9, page="record", purpose=Purpose.CARE)
    assert seal_readings() == 2
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert seal_readings() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_accessentry SET actor = 'x' WHERE patient_id = 4",
        "UPDATE audit_accessentry SET patient_id = 99 WHERE patient_id = 4",
        "UPDATE audit_accessentry SET purpose = 'self' WHERE patient_id = 4",
        "DELETE FROM audit_accessentry WHERE patient_id = 4",
        "DELETE FROM audit_accessentry WHERE patient_id = 0",
        "UPDATE audit_accessentry SET id = id + 1000 WHERE patient_id = 5",
    ],
)
def test_a_sealed_reading_that_was_touched_is_found(statement: str) -> None:
    read(6)
    for _ in range(2):
        actions.seal_readings(by=system("test"), block=3)
    tampering.drop_triggers()
    tampering.sql(statement)
    _checked, findings = verify_readings()
    assert [finding.code for finding in findings] == ["block_altered"]


def command(name: str, *arguments: str) -> tuple[int, str]:
    """Exit code and all output of a command."""
    out = StringIO()
    try:
        call_command(name, *arguments, stdout=out, stderr=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_that_all_is_whole() -> None:
    fill(5)
    fill(3, hospital=8)
    code, text = command("verify_audit")
    assert code == 0
    assert "hospital 7: 5 events, whole" in text
    assert "hospital 8: 3 events, whole" in text


def test_the_command_names_the_first_bad_event_and_leaves_with_1() -> None:
    fill(5)
    tampering.drop_triggers()
    tampering.sql("UPDATE audit_auditevent SET actor = 'x' WHERE hospital_id = 7 AND seq = 3")
    code, text = command("verify_audit")
    assert code == 1
    assert "first bad event 3" in text
    assert command("verify_audit", "--hospital", "8")[0] == 0


def test_anchors_in_a_file_show_a_chain_that_was_taken_away_whole(tmp_path: Path) -> None:
    fill(5)
    file = tmp_path / "anchors"
    assert command("anchor_audit", "--to", str(file))[0] == 0
    fill(2)
    command("anchor_audit", "--to", str(file))
    assert len(file.read_text().splitlines()) == 2, "it appends"
    assert command("verify_audit", "--anchors", str(file))[0] == 0
    tampering.drop_triggers()
    tampering.sql("DELETE FROM audit_auditevent")
    tampering.sql("DELETE FROM audit_chainhead")
    assert command("verify_audit")[0] == 0
    code, text = command("verify_audit", "--anchors", str(file))
    assert code == 1
    assert "cut off" in text


def test_a_damaged_file_of_anchors_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    file.write_text("7\t5\tnot hex\tnow\n")
    with pytest.raises(Exception, match="line 1"):
        call_command("verify_audit", "--anchors", str(file))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain() -> None:
    """They wait for the locked end of the chain; on SQLite there is one writer at a time anyway."""
    from concurrent.futures import ThreadPoolExecutor

    def write(number: int) -> None:
        try:
            with transaction.atomic():
                actions.record(Event.STEP_DONE, by=NURSE, hospital_id=HOSPITAL, detail={"n": number})
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    verdict = verify(HOSPITAL)
    assert verdict.is_whole
    assert verdict.checked == 40
