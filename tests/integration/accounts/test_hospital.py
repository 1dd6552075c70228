"""The settings of one's own hospital."""

from typing import Any

import pytest
from django.test import Client

from quancheng.access.guards import NotFound, NotPermitted
from quancheng.access.roles import Role
from quancheng.audit.models import AuditEvent
from quancheng.hospitals import actions, queries, rules
from quancheng.hospitals.models import Department, Hospital, Team
from quancheng.kernel.ids import uuid7
from quancheng.kernel.refused import Refused
from quancheng.oncology.calculators.fields import KI67_CUT
from tests.factories.accounts import acting, hospital, staff, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Hospital:
    """The administrator's hospital."""
    return hospital()


@pytest.fixture
def office(client: Client, home: Hospital) -> Client:
    """The administrator's browser, signed in."""
    admin = staff(home, Role.SYSTEM_ADMIN)
    client.force_login(admin, "quancheng.accounts.backend.Backend")
    return client


def settings_form(**more: Any) -> dict[str, Any]:
    """The form with the settings."""
    return {
        "submission": str(uuid7()), "name": "第一医院", "name_en": "", "ki67_cut": "20",
        "subtype_rule": "st_gallen_2013", **more,
    }  # fmt: skip


def test_the_trail_keeps_both_values_of_what_was_changed(office: Client, home: Hospital) -> None:
    form = settings_form(ki67_cut="１４％", prognostic_stage_licensed="on")
    assert office.post("/s/admin/hospital/settings/", form).status_code == 302
    home.refresh_from_db()
    assert (home.ki67_cut, home.prognostic_stage_licensed) == (14, True)
    event = AuditEvent.objects.filter(event="hospital_changed").latest("pk")
    assert event.detail["changed"] == {"ki67_cut": [20, 14], "prognostic_stage_licensed": [False, True]}


def test_saving_the_same_settings_writes_nothing_down(office: Client) -> None:
    count = AuditEvent.objects.count()
    office.post("/s/admin/hospital/settings/", settings_form())
    assert AuditEvent.objects.count() == count


@pytest.mark.parametrize("cut", ["0", "1", "4", "51", "140", "x", "-5"])
def test_refuses_a_cut_that_no_laboratory_uses(office: Client, home: Hospital, cut: str) -> None:
    assert office.post("/s/admin/hospital/settings/", settings_form(ki67_cut=cut)).status_code == 200
    home.refresh_from_db()
    assert home.ki67_cut == 20


def test_a_cut_that_may_be_set_is_one_that_the_subtype_is_computed_with() -> None:
    assert (KI67_CUT.low, KI67_CUT.high) == (rules.KI67_LEAST, rules.KI67_MOST)


def test_departments_and_teams_are_added_and_renamed(office: Client, home: Hospital) -> None:
    new = {"submission": str(uuid7()), "name": "乳腺外科"}
    office.post("/s/admin/hospital/departments/add/", new)
    department = Department.objects.get()
    form = {"submission": str(uuid7()), "name": "一组", "department_id": str(department.pk)}
    office.post("/s/admin/hospital/teams/add/", form)
    assert Team.objects.get().department_id == department.pk
    renamed = {"submission": str(uuid7()), "name": "二组", "department_id": ""}
    office.post(f"/s/admin/hospital/teams/{Team.objects.get().pk}/", renamed)
    assert (Team.objects.get().name, Team.objects.get().department_id) == ("二组", None)


def test_refuses_a_second_team_of_one_name(home: Hospital) -> None:
    by = acting(staff(home, Role.SYSTEM_ADMIN), home, Role.SYSTEM_ADMIN)
    team(home, "一组")
    with pytest.raises(Refused):
        actions.save_team(by=by, hospital_id=home.pk, name=" 一组 ")


def test_another_hospital_cannot_be_changed(office: Client, home: Hospital) -> None:
    other = hospital("second", "第二医院")
    theirs = team(other, "别院一组")
    by = acting(staff(home, Role.SYSTEM_ADMIN, username="admin2"), home, Role.SYSTEM_ADMIN)
    wanted = actions.Settings(name="改名")
    with pytest.raises(NotPermitted):
        actions.change_settings(by=by, hospital_id=other.pk, settings=wanted)
    with pytest.raises(NotPermitted):
        actions.save_department(by=by, hospital_id=other.pk, name="甲")
    with pytest.raises(NotFound):
        actions.save_team(by=by, hospital_id=home.pk, team_id=theirs.pk, name="甲")
    assert office.get(f"/s/admin/hospital/teams/{theirs.pk}/").status_code == 404
    assert queries.teams(by, other.pk) == []
    with pytest.raises(NotPermitted):
        actions.add_hospital(by=by, code="third", settings=wanted)
