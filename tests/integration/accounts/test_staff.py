"""Administration of staff: own hospital only, duties apart, nothing lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, NotPermitted
from quancheng.access.roles import Role
from quancheng.accounts import actions, queries
from quancheng.accounts.models import User
from quancheng.audit.models import AuditEvent
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.ids import uuid7
from quancheng.kernel.refused import Refused
from tests.factories.accounts import PASSWORD, hospital, sign_in, staff, team
from tests.integration.accounts.conftest import filled

pytestmark = pytest.mark.django_db
# Session, user, actor, the frame's hospital; PostgreSQL is told who asks.
FRAME = 5 if connection.vendor == "postgresql" else 4


def tokenless(response: Any) -> str:
    """The page without its one-time token."""
    return re.sub(r'"X-CSRFToken": "\w+"', "", response.content.decode())


def test_adding_shows_a_temporary_password_once_that_must_be_changed(office: Client, home: Hospital) -> None:
    form = filled(role_1="case_manager", team_1=str(team(home).pk))
    page = office.post("/s/admin/staff/add/", form)
    assert page["Cache-Control"] == "no-store"
    secret = page.content.decode().split("data-temporary-password>")[1].split("<")[0]
    assert len(secret) == 19
    again = office.post("/s/admin/staff/add/", form, follow=True)
    assert secret not in again.content.decode()
    user = User.objects.get(username="wang.lijuan")
    assert user.staff.licence_expires_on.isoformat() == "2030-05-01"
    assert {(d.role, d.team_id is None) for d in user.duty_assignments.all()} == {
        ("nurse", True), ("case_manager", False)
    }  # fmt: skip
    newcomer = Client()
    sign_in(newcomer, user, secret)
    assert newcomer.get("/s/")["Location"] == "/accounts/password/"
    event = AuditEvent.objects.get(event="staff_added", subject=f"user {user.pk}")
    assert secret not in str(event.detail)
    assert event.user_id != user.pk


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"username": "系统"}, "账号名为"),
        ({"username": "system_admin"}, "已被使用"),
        ({"role_0": ""}, "至少选择一个角色"),
        ({"role_1": "auditor"}, "不得接触患者数据"),
        ({"role_0": "system_admin", "role_1": "auditor"}, "必须由三个人"),
        ({"licence_number": ""}, "执业证书编号"),
        ({"licence_expires_on": "31/02/2030"}, "日期"),
        ({"breast_care_since": "2090-01-01"}, "不能晚于今天"),
        ({"role_0": "superuser"}, "superuser"),
        ({"team_0": "999"}, "999"),
        ({"display_name": ""}, "姓名"),
    ],
)
def test_says_at_once_what_is_wrong_and_adds_nobody(
    office: Client, wrong: dict[str, str], words: str
) -> None:
    before = User.objects.count()
    page = office.post("/s/admin/staff/add/", filled(**wrong))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert User.objects.count() == before


def test_an_administrator_cannot_close_or_reset_her_own_account(by: Actor, admin: User) -> None:
    for attempt in (
        lambda: actions.disable_staff(by=by, user_id=admin.pk, reason="x"),
        lambda: actions.enable_staff(by=by, user_id=admin.pk),
        lambda: actions.reset_password(by=by, user_id=admin.pk),
    ):
        with pytest.raises(Refused):
            attempt()
    admin.refresh_from_db()
    assert admin.is_active
    assert admin.check_password(PASSWORD)


def test_disabling_wants_a_reason_and_can_be_undone(office: Client, home: Hospital) -> None:
    user = staff(home, Role.NURSE)
    address = f"/s/admin/staff/{user.pk}/disable/"
    assert office.post(address, {"submission": str(uuid7()), "reason": ""}).status_code == 200
    assert office.post(address, {"submission": str(uuid7()), "reason": "离职"}).status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    assert user.disabled_at
    assert AuditEvent.objects.get(event="staff_disabled").detail["reason"] == "离职"
    office.post(f"/s/admin/staff/{user.pk}/enable/", {"submission": str(uuid7())})
    user.refresh_from_db()
    assert user.is_active
    assert user.disabled_at is None


def test_another_hospitals_staff_is_as_if_not_there(office: Client, by: Actor) -> None:
    other = hospital("second", "第二医院")
    stranger = staff(other, Role.NURSE, username="stranger", name="陌生人")
    missing = stranger.pk + 1000
    for page in ("", "change/", "disable/", "password/"):
        theirs = office.get(f"/s/admin/staff/{stranger.pk}/{page}")
        nobody = office.get(f"/s/admin/staff/{missing}/{page}")
        assert theirs.status_code == nobody.status_code == 404
        assert tokenless(theirs) == tokenless(nobody)
    assert "陌生人" not in office.get("/s/admin/staff/?q=陌生").content.decode()
    for attempt in (
        lambda: actions.disable_staff(by=by, user_id=stranger.pk, reason="x"),
        lambda: actions.enable_staff(by=by, user_id=stranger.pk),
        lambda: actions.reset_password(by=by, user_id=stranger.pk),
    ):
        with pytest.raises(NotFound):
            attempt()
    foreign = team(other, "别院一组")
    with pytest.raises(NotFound):
        actions.add_staff(
            by=by, hospital_id=by.home_hospital_id or 0, username="x.y.z", display_name="甲",
            duties=[(Role.NURSE, foreign.pk)],
        )  # fmt: skip
    with pytest.raises(NotPermitted):
        actions.add_staff(
            by=by, hospital_id=other.pk, username="x.y.z", display_name="甲", duties=[(Role.NURSE, None)]
        )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_no_other_role_administers_staff(client: Client, home: Hospital, role: Role) -> None:
    user = staff(home, role)
    client.force_login(user, "quancheng.accounts.backend.Backend")
    for page in (
        "staff/",
        "staff/add/",
        "staff/expiring/",
        f"staff/{user.pk}/",
        "hospital/",
        "hospital/settings/",
    ):
        assert client.get(f"/s/admin/{page}").status_code == 403
    posted = client.post("/s/admin/staff/add/", filled())
    assert posted.status_code == 403
    assert not User.objects.filter(username="wang.lijuan").exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECURITY_ADMIN])
def test_no_other_role_unlocks(client: Client, home: Hospital, role: Role) -> None:
    user = staff(home, role)
    client.force_login(user, "quancheng.accounts.backend.Backend")
    assert client.get("/s/admin/locks/").status_code == 403
    for page in ("unlock/", "second-factor/"):
        address = f"/s/admin/locks/{user.pk}/{page}"
        assert client.post(address, {"submission": str(uuid7())}).status_code in (403, 409)


def test_a_security_administrator_sees_and_ends_locks_of_her_hospital(client: Client, home: Hospital) -> None:
    nurse, other = staff(home, Role.NURSE), hospital("second", "第二医院")
    stranger = staff(other, Role.NURSE, username="stranger", name="陌生人")
    for user in (nurse, stranger):
        for _ in range(5):
            sign_in(Client(), user, "wrong")
    guard = staff(home, Role.SECURITY_ADMIN)
    client.force_login(guard, "quancheng.accounts.backend.Backend")
    page = client.get("/s/admin/locks/").content.decode()
    assert "nurse" in page
    assert "stranger" not in page
    denied = client.post(f"/s/admin/locks/{stranger.pk}/unlock/", {"submission": str(uuid7())})
    assert denied.status_code == 404
    client.post(f"/s/admin/locks/{nurse.pk}/unlock/", {"submission": str(uuid7())})
    assert sign_in(Client(), nurse)["Location"] == "/s/"
    assert sign_in(Client(), stranger).status_code == 429


def test_guesses_from_many_networks_stand_among_the_locks_and_once_in_the_trail(
    client: Client, home: Hospital
) -> None:
    nurse = staff(home, Role.NURSE)
    for number in range(14):
        sign_in(Client(REMOTE_ADDR=f"10.9.3.{number}"), nurse, "wrong")
    assert AuditEvent.objects.filter(event="account_locked").count() == 1
    client.force_login(staff(home, Role.SECURITY_ADMIN), "quancheng.accounts.backend.Backend")
    assert "除曾登录过的网络外" in client.get("/s/admin/locks/").content.decode()
    client.post(f"/s/admin/locks/{nurse.pk}/unlock/", {"submission": str(uuid7())})
    assert "没有被锁定的账号" in client.get("/s/admin/locks/").content.decode()
    assert sign_in(Client(REMOTE_ADDR="10.9.3.99"), nurse)["Location"] == "/s/"


def test_the_list_is_narrowed_by_name_role_and_state(by: Actor, home: Hospital) -> None:
    staff(home, Role.NURSE, name="王丽娟")
    staff(home, Role.DOCTOR, name="陈立", account_expires_on=clock.today() - timedelta(days=1))
    gone = staff(home, Role.VOLUNTEER, name="李志")
    actions.disable_staff(by=by, user_id=gone.pk, reason="x")

    def names(**narrowed: str) -> set[str]:
        rows, _next = queries.staff_page(by, queries.StaffFilter(**narrowed))
        return {row.profile.user.display_name for row in rows}

    assert names() == {"周敏", "王丽娟", "陈立", "李志"}
    assert names(q="丽") == {"王丽娟"}
    assert names(q="DOC") == {"陈立"}
    assert names(role="nurse") == {"王丽娟"}
    assert names(state="expired") == {"陈立"}
    assert names(state="disabled") == {"李志"}
    assert names(state="active") == {"周敏", "王丽娟"}


def test_pages_of_the_list_neither_repeat_nor_skip(by: Actor, home: Hospital, monkeypatch: Any) -> None:
    from quancheng.accounts.queries import staff as module

    monkeypatch.setattr(module, "PAGE", 4)
    for number in range(9):
        staff(home, Role.NURSE, username=f"n{number}x", name="王丽娟" if number % 2 else f"李{number}")
    seen: list[int] = []
    after = ""
    while True:
        rows, after = queries.staff_page(by, queries.StaffFilter(), after)
        seen += [row.profile.user_id for row in rows]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 10


@pytest.mark.parametrize("cursor", ["x", "WzFd", "WyJhIiwiYiJd", "'; drop table"])
def test_a_damaged_page_address_is_told_so(office: Client, cursor: str) -> None:
    assert office.get("/s/admin/staff/", {"after": cursor}).status_code == 409


def test_what_runs_out_is_listed_soonest_first(by: Actor, home: Hospital) -> None:
    today = clock.today()
    day = lambda days: today + timedelta(days=days)  # noqa: E731
    staff(home, Role.NURSE, name="甲", licence_number="1", licence_expires_on=day(59))
    staff(
        home,
        Role.DOCTOR,
        name="乙",
        licence_number="2",
        licence_expires_on=day(-3),
        account_expires_on=day(61),
    )
    staff(home, Role.VOLUNTEER, name="丙", account_expires_on=day(5))
    found = [(row.profile.user.display_name, row.what, (row.on - today).days) for row in queries.expiring(by)]
    assert found == [
        ("乙", "licence_expires_on", -3), ("丙", "account_expires_on", 5), ("甲", "licence_expires_on", 59)
    ]  # fmt: skip


def test_lists_take_few_queries_however_many_people(office: Client, home: Hospital) -> None:
    staff(home, Role.NURSE, username="first", licence_number="1", licence_expires_on=clock.today())
    office.get("/s/admin/staff/")  # the first request asks more, and the first value read asks for its key
    counts = []
    for batch in range(2):
        for number in range(6):
            staff(home, Role.NURSE, Role.CASE_MANAGER, username=f"p{batch}{number}", licence_number="1",
                  licence_expires_on=clock.today())  # fmt: skip
        row = []
        for page in ("staff/", "staff/?q=王&role=nurse&state=active", "staff/expiring/"):
            with CaptureQueriesContext(connection) as captured:
                assert office.get(f"/s/admin/{page}").status_code == 200
            row.append(len(captured))
        counts.append(row)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= FRAME + 5


def test_every_page_renders_in_both_languages(office: Client, admin: User, home: Hospital) -> None:
    user = staff(
        home,
        Role.NURSE,
        licence_number="1",
        licence_expires_on=clock.today(),
        breast_care_since=clock.today(),
    )
    row = team(home)
    for language, word in (("zh-hans", "人员"), ("en", "Staff")):
        office.post("/ui/language/", {"language": language, "next": "/s/admin/staff/"})
        assert word in office.get("/s/admin/staff/").content.decode()
        for page in (
            f"staff/{user.pk}/",
            f"staff/{admin.pk}/",
            f"staff/{user.pk}/change/",
            f"staff/{user.pk}/disable/",
            f"staff/{user.pk}/password/",
            "staff/add/",
            "hospital/",
            "hospital/settings/",
            "hospital/teams/add/",
            f"hospital/teams/{row.pk}/",
            "hospital/departments/add/",
        ):
            assert office.get(f"/s/admin/{page}").status_code == 200, page
