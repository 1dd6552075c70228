"""G-14: the portal opens what the patient granted, to whom she granted it, until it ends."""

from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from quancheng.access.guards import NotPermitted
from quancheng.access.roles import ProxyScope, Role
from quancheng.audit.models import AuditEvent
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.patients.actions.portal import close_portal, grant_proxy, open_portal, revoke_proxy
from quancheng.patients.actors import actor_for
from quancheng.patients.models import Patient, PortalAccess, ProxyGrant
from tests.authorization.world import BACKEND, MACHINE

T0 = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo(clock.CLINIC_TZ))
KIN = {"phone": "13900002222", "name": "家属", "relation": "child"}
PAGES = {"today": "portal:today", "journey": "portal:journey", "data": "portal:data"}
STATES = ["granted", "not granted", "expired", "ended", "another patient's"]
# Of the four subsets of scopes that matter here: each alone, and all three.
SCOPES = [("today",), ("journey",), ("data",), ("today", "journey", "data")]


@pytest.fixture
def patient(centre, registered) -> Patient:
    """She whose record it is."""
    return registered(centre, "C-1")


@pytest.mark.parametrize(("state", "scopes"), list(product(STATES, SCOPES)))
def test_a_family_member_opens_what_was_granted_while_it_lasts(
    state, scopes, patient, centre, registered, client
) -> None:
    """Five states, four sets of scopes, and behind each three parts and two pages of her own: 100 cases."""
    of = registered(centre, "C-2", name="令狐见素") if state == "another patient's" else patient
    grant = grant_proxy(by=MACHINE, patient=of, scopes=scopes, **KIN)
    if state == "not granted":
        ProxyGrant.objects.all().delete()
    elif state == "expired":
        ProxyGrant.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    elif state == "ended":
        revoke_proxy(by=MACHINE, grant=grant)
    client.force_login(grant.user, backend=BACKEND)
    for part, page in PAGES.items():
        answer = client.get(reverse(page))
        if state in {"granted", "another patient's"}:
            assert answer.status_code == (200 if part in scopes else 403)
        else:
            assert answer.status_code == 404
        shows_her = "甘棠遗" in answer.content.decode()
        assert not (shows_her and (state != "granted" or part not in scopes))
    for page in ("portal:consents", "portal:family", "portal:readers"):
        assert client.get(reverse(page)).status_code in {403, 404}


@pytest.mark.parametrize("seconds", [-86_400, -1, 0, 1, 86_400])
def test_access_ends_at_its_moment(seconds, patient) -> None:
    with clock.frozen(T0):
        grant = grant_proxy(
            by=MACHINE, patient=patient, scopes=["today"], expires_at=T0 + timedelta(days=10), **KIN
        )
    with clock.frozen(T0 + timedelta(days=10, seconds=seconds)):
        assert bool(actor_for(grant.user).proxy_scopes) is (seconds < 0)


def test_ninety_days_unless_she_says_otherwise_and_a_year_at_most(patient) -> None:
    with clock.frozen(T0):
        grant = grant_proxy(by=MACHINE, patient=patient, scopes=["today"], **KIN)
        assert grant.expires_at == T0 + timedelta(days=90)
        for days in (0, -1, 366):
            with pytest.raises(Refused) as refused:
                grant_proxy(
                    by=MACHINE, patient=patient, scopes=["today"], expires_at=T0 + timedelta(days=days), **KIN
                )
            assert refused.value.field == "expires_on"


@pytest.mark.parametrize("scopes", [[], ["everything"], ["today", "everything"]])
def test_refuses_scopes_that_there_are_not(scopes, patient) -> None:
    with pytest.raises(Refused) as refused:
        grant_proxy(by=MACHINE, patient=patient, scopes=scopes, **KIN)
    assert refused.value.field == "scopes"


def test_a_new_grant_to_the_same_person_takes_the_place_of_the_old(patient) -> None:
    old = grant_proxy(by=MACHINE, patient=patient, scopes=["today", "data"], **KIN)
    new = grant_proxy(by=MACHINE, patient=patient, scopes=["journey"], **KIN)
    assert actor_for(new.user).proxy_scopes == {patient.pk: frozenset({ProxyScope.JOURNEY})}
    old.refresh_from_db()
    assert old.revoked_at is not None


def test_she_grants_and_ends_by_herself_and_nobody_elses(patient, centre, registered) -> None:
    herself = actor_for(open_portal(by=MACHINE, patient=patient, phone="13811110001").user)
    grant = grant_proxy(by=herself, patient=patient, scopes=["today"], **KIN)
    other = registered(centre, "C-2", name="令狐见素")
    with pytest.raises(NotPermitted):
        grant_proxy(by=herself, patient=other, scopes=["today"], **KIN)
    kin = actor_for(grant.user)
    for act in (
        lambda: grant_proxy(by=kin, patient=patient, scopes=["data"], **{**KIN, "phone": "13900003333"}),
        lambda: revoke_proxy(by=kin, grant=grant),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert revoke_proxy(by=herself, grant=grant).revoked_at is not None
    with pytest.raises(Refused, match="already"):
        revoke_proxy(by=herself, grant=grant)


def test_the_portal_opens_by_phone_moves_to_a_new_one_and_closes(patient, centre, acts) -> None:
    nurse = acts(centre, Role.NURSE)
    first = open_portal(by=nurse, patient=patient, phone="138 1111 0001")
    assert actor_for(first.user).own_patient_ids == {patient.pk}
    with pytest.raises(Refused, match="already"):
        open_portal(by=nurse, patient=patient, phone="13811110001")
    second = open_portal(by=nurse, patient=patient, phone="13811110009")
    assert actor_for(first.user).own_patient_ids == frozenset()
    close_portal(by=nurse, access=second)
    assert actor_for(second.user).own_patient_ids == frozenset()
    assert not PortalAccess.objects.filter(closed_at__isnull=True).exists()
    events = AuditEvent.objects.filter(patient_id=patient.pk).values_list("event", flat=True)
    assert sorted(e for e in events if e.startswith("portal")) == [
        "portal_closed",
        "portal_closed",
        "portal_opened",
        "portal_opened",
    ]


def test_refuses_phones_that_would_open_the_wrong_record(patient, centre, registered, acts) -> None:
    nurse = acts(centre, Role.NURSE)
    open_portal(by=nurse, patient=patient, phone="13811110001")
    with pytest.raises(Refused, match="another patient"):
        open_portal(by=nurse, patient=registered(centre, "C-2", name="令狐见素"), phone="13811110001")
    with pytest.raises(Refused, match="own phone"):
        grant_proxy(by=nurse, patient=patient, scopes=["today"], **{**KIN, "phone": "13811110001"})
    for number in ("010-12345678", "12345", ""):
        with pytest.raises(Refused):
            open_portal(by=nurse, patient=patient, phone=number)


def test_refuses_staff_without_the_right(patient, centre, partner, acts) -> None:
    for actor in (acts(centre, Role.DOCTOR), acts(centre, Role.DATA_CLERK), acts(partner, Role.NURSE)):
        with pytest.raises(NotPermitted):
            open_portal(by=actor, patient=patient, phone="13811110001")
        with pytest.raises(NotPermitted):
            grant_proxy(by=actor, patient=patient, scopes=["today"], **KIN)
