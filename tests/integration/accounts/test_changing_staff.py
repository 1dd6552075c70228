"""Changing staff: what was before is kept, nobody's change is undone unseen, nobody changes her own roles."""

import dataclasses
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from quancheng.access.actor import Actor
from quancheng.access.roles import Role
from quancheng.accounts import actions, queries, rules
from quancheng.accounts.models import DutyAssignment, StaffProfile, User
from quancheng.audit.models import AuditEvent
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from tests.factories.accounts import staff
from tests.integration.accounts.conftest import filled

pytestmark = pytest.mark.django_db


def hidden(page: Any) -> dict[str, str]:
    """What the form of the page was shown with."""
    return dict(re.findall(r'name="(shown)" value="(\w+)"', page.content.decode()))


def as_shown(user: User) -> str:
    """What the form of this person carries now."""
    duties = DutyAssignment.objects.in_force(clock.today()).filter(user=user)
    return rules.shown_staff(
        display_name=User.objects.get(pk=user.pk).display_name,
        duties=frozenset((Role(duty.role), duty.team_id) for duty in duties),
        credentials={
            field.name: getattr(StaffProfile.objects.get(user=user), field.name)
            for field in dataclasses.fields(actions.Credentials)
        },
    )


def test_changing_keeps_what_was_before_in_the_trail(office: Client, home: Hospital) -> None:
    user = staff(home, Role.NURSE)
    form = filled(role_0="doctor", title="senior", display_name="王丽", shown=as_shown(user))
    assert office.post(f"/s/admin/staff/{user.pk}/change/", form).status_code == 302
    user.refresh_from_db()
    assert user.display_name == "王丽"
    event = AuditEvent.objects.get(event="staff_changed")
    assert event.detail["changed"]["duties"] == [["nurse"], ["doctor"]]
    assert event.detail["changed"]["title"] == ["", "senior"]
    ended = DutyAssignment.objects.get(user=user, role="nurse")
    assert ended.ends_on == clock.today() - timedelta(days=1), "the row stays and tells that it was held"


def test_who_was_slower_is_shown_both_and_takes_nothing_back_unseen(office: Client, home: Hospital) -> None:
    user = staff(home, Role.NURSE)
    address = f"/s/admin/staff/{user.pk}/change/"
    first, second = (hidden(office.get(address)) for _ in range(2))
    early = filled(role_0="doctor", licence_number="201031010000", **first)
    assert office.post(address, early).status_code == 302
    late = filled(role_0="nurse", display_name="王丽", licence_number="201031011111", **second)
    page = office.post(address, late)
    body = page.content.decode()
    assert page.status_code == 409
    assert "201031010000" in body, "what stands there now"
    assert 'value="201031011111"' in body, "what she typed"
    user.refresh_from_db()
    assert (user.display_name, user.staff.licence_number) == ("王丽娟", "201031010000")
    in_force = DutyAssignment.objects.in_force(clock.today()).filter(user=user)
    assert [duty.role for duty in in_force] == ["doctor"]
    again = late | hidden(page)
    assert office.post(address, again).status_code == 302
    user.staff.refresh_from_db()
    assert user.staff.licence_number == "201031011111"


def test_a_role_taken_and_given_back_on_one_day_is_held(by: Actor, home: Hospital) -> None:
    user = staff(home, Role.NURSE)
    for roles in ([Role.DOCTOR], [Role.NURSE], [Role.DOCTOR], [Role.NURSE, Role.DOCTOR]):
        actions.change_staff(
            by=by,
            user_id=user.pk,
            display_name="王丽娟",
            duties=[(role, None) for role in roles],
            credentials=actions.Credentials(),
            shown=as_shown(user),
        )
        row = queries.one(by, user.pk)
        assert {role for role, _team in row.duties} == set(roles)


def test_saving_without_a_change_writes_nothing_down(by: Actor, home: Hospital) -> None:
    user = staff(home, Role.NURSE)
    count = AuditEvent.objects.count()
    actions.change_staff(
        by=by,
        user_id=user.pk,
        display_name="王丽娟",
        duties=[(Role.NURSE, None)],
        credentials=actions.Credentials(),
        shown=as_shown(user),
    )
    assert AuditEvent.objects.count() == count


@pytest.mark.parametrize("role", [Role.NURSE, Role.DOCTOR, Role.AUDITOR, Role.SECURITY_ADMIN, Role.VOLUNTEER])
def test_an_administrator_cannot_give_herself_a_role(
    office: Client, admin: User, by: Actor, role: Role
) -> None:
    form = filled(role_0="system_admin", role_1=role.value, shown=as_shown(admin))
    page = office.post(f"/s/admin/staff/{admin.pk}/change/", form)
    assert page.status_code == 200
    assert [d.role for d in admin.duty_assignments.all()] == ["system_admin"]
    for duties in ([(Role.SYSTEM_ADMIN, None), (role, None)], [(role, None)]):
        with pytest.raises(Refused):
            actions.change_staff(
                by=by,
                user_id=admin.pk,
                display_name="周敏",
                duties=duties,
                credentials=actions.Credentials(),
                shown=as_shown(admin),
            )
