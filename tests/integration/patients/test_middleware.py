"""Who asks, as the database is told it: for one transaction, and never longer."""

from typing import Any

import pytest
from django.db import connection

from quancheng.access.actor import Actor, Duty
from quancheng.access.roles import Role
from quancheng.hospitals.models import Hospital
from quancheng.patients.middleware import CurrentActor
from quancheng.patients.row_security import acting_as

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def told() -> tuple[str, str, str]:
    """What the present connection was told of hospitals and patients, and whether it is a machine's."""
    with connection.cursor() as cursor:
        names = ("app.hospitals", "app.patients", "app.system")
        cursor.execute(
            "SELECT current_setting(%s, true), current_setting(%s, true), current_setting(%s, true)", names
        )
        return tuple(value or "" for value in cursor.fetchone())  # type: ignore[return-value]


ASKER = Actor(user_id=1, name="x", duties=(Duty(7, Role.DOCTOR, 9),), own_patient_ids=frozenset({3}))


def test_a_connection_given_back_carries_no_settings(monkeypatch: pytest.MonkeyPatch, rf: Any) -> None:
    inside = []

    def view(request: Any) -> str:
        inside.append(told())
        return "answer"

    monkeypatch.setattr("quancheng.patients.middleware._actor", lambda request: ASKER)
    assert CurrentActor(view)(rf.get("/")) == "answer"
    assert inside == [("7", "3", "")]
    assert told()[:2] == ("", "")


def test_a_view_that_fails_leaves_no_settings_and_no_rows(monkeypatch: pytest.MonkeyPatch, rf: Any) -> None:
    def view(request: Any) -> str:
        Hospital.objects.create(code="left", name="behind")
        raise ValueError

    monkeypatch.setattr("quancheng.patients.middleware._actor", lambda request: ASKER)
    with pytest.raises(ValueError):
        CurrentActor(view)(rf.get("/"))
    assert told()[:2] == ("", "")
    assert not Hospital.objects.filter(code="left").exists()


def test_a_job_acts_as_itself_for_its_own_transaction() -> None:
    with acting_as(ASKER):
        assert told() == ("7", "3", "")
    assert told()[:2] == ("", "")
