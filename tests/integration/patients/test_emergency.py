"""G-11: emergency access needs a reason, ends after two hours to the second, and every use is reviewed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from quancheng.access.guards import NotFound, NotPermitted
from quancheng.access.roles import Role
from quancheng.audit.models import AuditEvent
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.patients.actions.emergency import break_glass, review_glass
from quancheng.patients.actions.reading import open_record
from quancheng.patients.forms.registry import EmergencyForm
from quancheng.patients.models import BreakGlass, Patient
from quancheng.patients.queries.emergency import emergencies, emergency_of, waiting_emergencies
from quancheng.patients.queries.record import in_care, readable
from quancheng.patients.rules.access import LEAST_REASON
from quancheng.patients.rules.seeing import Why

REASON = "夜间急诊,需要立即核对过敏史"
T0 = datetime(2026, 11, 2, 23, 30, tzinfo=ZoneInfo(clock.CLINIC_TZ))
OPEN = [0, 1, 60, 1800, 3599, 3600, 5400, 7000, 7198, 7199]
CLOSED = [7200, 7201, 7260, 7800, 10_800, 43_200, 86_400, 604_800, 31_536_000, 315_360_000]


@pytest.fixture
def stranger(centre, registered) -> Patient:
    """A patient of our hospital whom our team does not look after."""
    return registered(centre, "C-9", name="慕容知微", team_id=centre.other_team.pk)


@pytest.mark.parametrize("seconds", [*OPEN, *CLOSED])
def test_the_record_is_open_for_two_hours_and_not_a_second_longer(seconds, centre, stranger, acts) -> None:
    nurse = acts(centre, Role.NURSE)
    with clock.frozen(T0):
        break_glass(by=nurse, patient=stranger, reason=REASON)
    with clock.frozen(T0 + timedelta(seconds=seconds)):
        if seconds in OPEN:
            _, _, seen = open_record(by=nurse, public_id=stranger.public_id, page="timeline")
            assert seen.why is Why.EMERGENCY
            assert seen.until == T0 + timedelta(hours=2)
        else:
            with pytest.raises(NotFound):
                open_record(by=nurse, public_id=stranger.public_id, page="timeline")


def test_before_it_is_taken_nothing_is_open_and_it_never_becomes_care(centre, stranger, acts) -> None:
    nurse = acts(centre, Role.NURSE)
    assert not readable(nurse).filter(pk=stranger.pk).exists()
    break_glass(by=nurse, patient=stranger, reason=REASON)
    assert readable(nurse).filter(pk=stranger.pk).exists()
    assert not in_care(nurse).filter(pk=stranger.pk).exists()
    colleague = acts(centre, Role.NURSE)
    assert not readable(colleague).filter(pk=stranger.pk).exists()


@pytest.mark.parametrize(
    "reason", ["", "急", "急诊", "九个字九个字九个字"[:9], "          ", "急诊       \n "]
)
def test_refuses_a_reason_that_tells_the_reviewer_nothing(reason, centre, stranger, acts) -> None:
    with pytest.raises(Refused) as refused:
        break_glass(by=acts(centre, Role.NURSE), patient=stranger, reason=reason)
    assert refused.value.field == "reason"
    assert not BreakGlass.objects.exists()


def test_the_form_says_how_many_characters_a_reason_has() -> None:
    assert str(LEAST_REASON) in str(EmergencyForm().fields["reason"].help_text)


def test_ten_characters_are_a_reason(centre, stranger, acts) -> None:
    assert break_glass(by=acts(centre, Role.NURSE), patient=stranger, reason="一二三四五六七八九十").pk


def test_a_second_use_within_the_window_does_not_prolong_it(centre, stranger, acts) -> None:
    nurse = acts(centre, Role.NURSE)
    with clock.frozen(T0):
        first = break_glass(by=nurse, patient=stranger, reason=REASON)
    with clock.frozen(T0 + timedelta(minutes=90)):
        assert break_glass(by=nurse, patient=stranger, reason=REASON).pk == first.pk
    with clock.frozen(T0 + timedelta(hours=2)):
        assert break_glass(by=nurse, patient=stranger, reason=REASON).pk != first.pk


def test_another_hospitals_patient_is_not_there_at_all(centre, partner, registered, acts) -> None:
    theirs = registered(partner, "P-1")
    with pytest.raises(NotFound):
        break_glass(by=acts(centre, Role.DOCTOR), patient=theirs, reason=REASON)


@pytest.mark.parametrize("role", [Role.DATA_CLERK, Role.MDT_SECRETARY, Role.RESEARCHER, Role.SYSTEM_ADMIN])
def test_refuses_roles_that_meet_no_emergencies(role, centre, stranger, acts) -> None:
    with pytest.raises(Refused):
        break_glass(by=acts(centre, role), patient=stranger, reason=REASON)


def test_refuses_where_she_is_looked_after_anyway(centre, registered, acts) -> None:
    with pytest.raises(Refused, match="already"):
        break_glass(by=acts(centre, Role.NURSE), patient=registered(centre, "C-1"), reason=REASON)


def test_every_use_stands_in_the_review_list_until_somebody_else_has_judged_it(
    centre, partner, registered, acts
) -> None:
    director, security = acts(centre, Role.QUALITY_DIRECTOR), acts(centre, Role.SECURITY_ADMIN)
    people = [registered(centre, f"C-{n}", name="慕容知微", team_id=centre.other_team.pk) for n in range(7)]
    nurse = acts(centre, Role.NURSE)
    taken = {break_glass(by=nurse, patient=patient, reason=REASON).pk for patient in people}
    assert {glass.pk for glass in emergencies(director, reviewed=False)} == taken
    assert waiting_emergencies(security) == len(taken)
    for glass in list(emergencies(director, reviewed=False)):
        review_glass(by=director, glass=glass, outcome="justified")
    assert waiting_emergencies(director) == 0
    assert {glass.pk for glass in emergencies(security, reviewed=True)} == taken
    assert list(emergencies(acts(partner, Role.QUALITY_DIRECTOR), reviewed=False)) == []
    with pytest.raises(NotFound):
        emergency_of(acts(partner, Role.QUALITY_DIRECTOR), min(taken))


@pytest.mark.parametrize(
    ("outcome", "note", "field"),
    [
        ("", "", "outcome"),
        ("maybe", "", "outcome"),
        ("unjustified", "", "note"),
        ("unjustified", "没必要", "note"),
    ],
)
def test_refuses_a_review_without_verdict_or_without_its_why(
    outcome, note, field, centre, stranger, acts
) -> None:
    glass = break_glass(by=acts(centre, Role.NURSE), patient=stranger, reason=REASON)
    with pytest.raises(Refused) as refused:
        review_glass(by=acts(centre, Role.QUALITY_DIRECTOR), glass=glass, outcome=outcome, note=note)
    assert refused.value.field == field


def test_nobody_reviews_her_own_use_and_a_verdict_is_final(centre, stranger, acts) -> None:
    nurse, director = acts(centre, Role.NURSE), acts(centre, Role.QUALITY_DIRECTOR)
    glass = break_glass(by=nurse, patient=stranger, reason=REASON)
    BreakGlass.objects.filter(pk=glass.pk).update(user_id=director.user_id)
    with pytest.raises(Refused, match="her own"):
        review_glass(by=director, glass=glass, outcome="justified")
    colleague = acts(centre, Role.SECURITY_ADMIN)
    review_glass(by=colleague, glass=glass, outcome="unjustified", note="当时并不在班,也没有急诊记录")
    with pytest.raises(Refused, match="already"):
        review_glass(by=colleague, glass=glass, outcome="justified")
    with pytest.raises(NotPermitted):
        review_glass(by=nurse, glass=glass, outcome="justified")
    events = set(AuditEvent.objects.filter(patient_id=stranger.pk).values_list("event", flat=True))
    assert {"glass_broken", "glass_reviewed"} <= events
