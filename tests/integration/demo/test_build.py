"""The demonstration is built by the actions, whole or not at all; the small one on every database."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction

from quancheng.access.actor import system
from quancheng.access.roles import Role
from quancheng.accounts.models import User
from quancheng.audit.models import AuditEvent
from quancheng.careplan.models import Step
from quancheng.demo import build
from quancheng.demo.cast import CAST
from quancheng.demo.centres import STAFF
from quancheng.demo.signins import documented
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.oncology.models import Fact
from quancheng.patients.actions.registering import record_token
from quancheng.patients.actors import actor_for
from quancheng.patients.models import Consent, MatchProposal, Patient, PortalAccess, ProxyGrant
from quancheng.patients.row_security import acting_as
from quancheng.reports import queries
from quancheng.reports.rules import read_period

PASSWORD = "rose-0000-0000-0000"
TINY = replace(build.SMALL, current=3, partner=3, superior=2)
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _demo(settings: Any, at: Any, db: None) -> Iterator[None]:
    settings.DEMO, settings.BEHIND_TLS = True, False
    with at("2026-11-21 10:00"):
        yield


def told() -> dict[str, Any]:
    """What is in the database, without the keys and names that are drawn anew each time."""
    number = dict(Patient.objects.values_list("pk", "record_number"))
    facts = Fact.objects.values_list("patient_id", "kind", "side", "occurred_on", "body", "retired_reason")
    steps = Step.objects.exclude(code="by_hand").values_list(
        "patient_id", "key", "state", "due_from", "due_by", "closed_at"
    )
    return {
        "facts": sorted((number[pk], *map(str, rest)) for pk, *rest in facts),
        "steps": sorted((number[pk], *map(str, rest)) for pk, *rest in steps),
        "people": sorted(number.values()),
    }


def test_the_same_seed_builds_the_same_centre_twice() -> None:
    stories = []
    for _ in range(2):
        with transaction.atomic(), acting_as(system("test")):
            build.build(TINY, password=PASSWORD)
            stories.append(told())
            transaction.set_rollback(True)
    assert stories[0] == stories[1]
    assert len(stories[0]["facts"]) > 3000


def test_a_build_that_is_stopped_leaves_nothing() -> None:
    def stop(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build.build(TINY, password=PASSWORD, progress=stop)
    assert not build.is_built()
    assert not AuditEvent.objects.exists()


def test_refuses_outside_the_demonstration_and_on_a_live_server(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(Refused, match="QUANCHENG_DEMO=1"):
        build.build(TINY, password=PASSWORD)
    settings.DEMO, settings.BEHIND_TLS = True, True
    with pytest.raises(Refused, match="never on a live server"):
        build.build(TINY, password=PASSWORD)


def test_refuses_a_database_that_holds_somebody_elses_data() -> None:
    with acting_as(system("test")):
        Hospital.objects.create(code="real", name="某某医院")
    with pytest.raises(Refused, match="holds data already"):
        build.build(TINY, password=PASSWORD)


def test_the_small_centre_lives() -> None:
    counted = []
    build.build(TINY, password=PASSWORD, progress=counted.append)
    assert sum(counted) == TINY.people
    with acting_as(system("test")):
        check_figures()
        check_cast()
        check_staff()
        check_days()
        check_surroundings()
        check_trail()


def check_figures() -> None:
    """The report of the main centre gives what the small cohort was asked to be."""
    by = system("test")
    period = read_period("2015-10", "2018-10", as_of=None, today=TODAY)
    report = queries.service_report(by, queries.hospital_of(by, "mingxi"), period)
    values = {figure.indicator.code: figure.value for figure in report.figures}
    wanted = TINY.figures
    assert (values["admitted"], values["whole_course"]) == (wanted.admitted, wanted.enrolled)
    assert values["completed"] == wanted.completed
    assert (values["recurrence"], values["deaths"], values["lymphedema"]) == (
        wanted.recurred, wanted.died, wanted.lymphedema,
    )  # fmt: skip


def check_cast() -> None:
    """Everybody whom the documentation names is where it says."""
    for role in CAST:
        patient = Patient.objects.get(record_token=record_token(role.record_number))
        assert patient.name == role.name
        assert patient.course.stage == role.stage, role.name
    waiting = Patient.objects.get(record_token=record_token(CAST[1].record_number))
    assert waiting.summary.subtype == "pending-ish"


def check_staff() -> None:
    """One documented sign-in for each role, with the password that is printed; every account has its duty."""
    assert {person.role for person, _ in documented()} == set(Role)
    for person, _ in documented():
        user = User.objects.get(username=person.username)
        assert user.check_password(PASSWORD)
        assert not user.must_change_password
        assert person.role in actor_for(user).roles
    assert User.objects.filter(staff__isnull=False).count() == sum(map(len, STAFF.values()))


def check_days() -> None:
    """There is work today, and only a believable share of it is late."""
    open_steps = Step.objects.open()
    late = open_steps.filter(due_by__lt=TODAY).count()
    assert 0.02 < late / open_steps.count() < 0.2
    assert Step.objects.filter(state="done", fact_id__isnull=True, outcome="taught").exists()


def check_surroundings() -> None:
    """A portal, a daughter, consents, a person known twice, a correction that keeps the old value."""
    assert PortalAccess.objects.filter(patient__record_token=record_token(CAST[0].record_number)).count() == 1
    assert ProxyGrant.objects.get().relation == CAST[0].relation
    assert {"care", "messages", "research", "share"} <= set(Consent.objects.values_list("purpose", flat=True))
    match = MatchProposal.objects.get()
    assert match.state == "proposed"
    assert "resident_id" in match.agrees
    assert Fact.objects.filter(retired_reason="原位杂交结果已回报").exists()


def check_trail() -> None:
    """The audit trail reads in the order of time, in each hospital."""
    for hospital_id in Hospital.objects.values_list("pk", flat=True):
        rows = AuditEvent.objects.filter(hospital_id=hospital_id).order_by("seq")
        times = rows.values_list("at", flat=True)
        assert [late for early, late in pairwise(times) if late < early] == []
    kinds = Counter(AuditEvent.objects.values_list("event", flat=True))
    assert kinds["patient_registered"] == TINY.people
    assert max(AuditEvent.objects.values_list("at", flat=True)) <= clock.now()
