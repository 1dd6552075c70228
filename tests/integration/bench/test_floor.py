"""The floor sends the SQL that a request sent and answers with its bytes; what must be new is new."""

from collections.abc import Sequence
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client, RequestFactory

from bench import floor_app
from bench.client import LABEL
from bench.tape import Differs, Fresh, Statement, Tape, is_bracket, play, recording, repeatable
from quancheng.access.actor import system
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.audit.models import AuditEvent
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.patients.row_security import admit
from quancheng.ui.models import Submission
from tests.factories import accounts as factory

pytestmark = pytest.mark.django_db
MACHINE = system("test")


@pytest.fixture(autouse=True)
def in_sight() -> None:
    admit(MACHINE)


def _saved(code: str) -> Tape:
    """The tape of something that writes: unique values, an id given by the database, a chained event."""
    with recording() as statements:
        with transaction.atomic():
            hospital = Hospital.objects.create(code=code, name="医院")
            Submission.objects.create(key=uuid4(), digest="", created_at=clock.now())
            record(Event.STAFF_ADDED, by=MACHINE, hospital_id=1, subject=f"hospital {hospital.pk}")
    return Tape(list(statements))


def _asked(statements: Sequence[Statement]) -> list[tuple[str, list[object]]]:
    return [(s.sql, list(s.params or ())) for s in statements if not is_bracket(s)]


def test_answers_with_the_bytes_and_asks_what_was_asked(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory.hospital()
    with recording() as statements:
        answer = client.get("/accounts/login/")
        names = list(Hospital.objects.values_list("name", flat=True))
    tape = Tape(statements, answer.status_code, dict(answer.headers), answer.content)
    assert tape.queries >= 1
    assert names == ["第一医院"]
    monkeypatch.setitem(floor_app._TAPES, "page/0", tape)
    request = RequestFactory().get("/anything/", headers={LABEL: "page/0"})
    with recording() as again:
        replayed = floor_app.replay(request)
    assert _asked(again) == _asked(tape.statements)
    assert (replayed.status_code, replayed.content) == (answer.status_code, answer.content)
    assert replayed.headers["Content-Type"] == answer.headers["Content-Type"]
    assert replayed.headers["Content-Length"] == str(len(answer.content))
    assert "Set-Cookie" not in replayed.headers


def test_plays_what_writes_again_with_new_values_where_they_must_be_new() -> None:
    record(Event.STAFF_ADDED, by=MACHINE, hospital_id=1)
    tape = repeatable(_saved(uuid4().hex), _saved(uuid4().hex))
    before = AuditEvent.objects.count()
    for _ in range(3):
        play(tape.statements)
    assert AuditEvent.objects.count() == before + 3
    numbers = list(AuditEvent.objects.order_by("pk").values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Submission.objects.count() == Hospital.objects.count() == 5


def test_refuses_two_recordings_of_different_requests() -> None:
    with recording() as one:
        list(Hospital.objects.all())
    with recording() as other:
        list(Hospital.objects.order_by("name"))
    with pytest.raises(Differs):
        repeatable(Tape(one), Tape(other))
    with pytest.raises(Differs):
        repeatable(Tape(one), Tape([]))


def test_keeps_the_rows_that_came_and_leaves_the_connection_as_it_was() -> None:
    make = connection.make_cursor
    factory.hospital()
    with recording() as statements:
        Hospital.objects.get(code="first")
    assert connection.make_cursor == make
    assert statements[-1].rows[0][1] == "first"


def test_what_is_fresh_differs_and_fits() -> None:
    numbers = {Fresh().value() for _ in range(50)}
    assert len(numbers) == 50
    assert all(-(2**63) <= number < 2**63 for number in numbers)
    assert len(str(Fresh(13).value())) == 13
