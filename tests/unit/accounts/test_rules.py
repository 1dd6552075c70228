"""Who may sign in, who may hold what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from quancheng.access.roles import Role
from quancheng.accounts import rules
from quancheng.kernel.refused import Refusals, Refused

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_an_open_account_signs_in_on_its_last_day() -> None:
    rules.check_may_sign_in(is_active=True, expires_on=ON, on=ON)
    rules.check_may_sign_in(is_active=True, expires_on=None, on=ON)


@pytest.mark.parametrize(
    ("is_active", "expires_on", "code"),
    [(False, None, "account_closed"), (True, ON - timedelta(days=1), "account_expired")],
)
def test_a_closed_or_expired_account_is_refused(is_active: bool, expires_on: date | None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_may_sign_in(is_active=is_active, expires_on=expires_on, on=ON)
    assert refused.value.code == code
    assert "system administrator" in refused.value.sentence()


@pytest.mark.parametrize(
    ("days", "rotation", "old"), [(90, 90, False), (91, 90, True), (400, 0, False), (None, 90, False)]
)
def test_a_password_is_old_after_the_days_that_the_setting_says(
    days: int | None, rotation: int, old: bool
) -> None:
    changed = None if days is None else NOW - timedelta(days=days)
    assert rules.is_password_old(changed, now=NOW, rotation_days=rotation) is old


@pytest.mark.parametrize(
    ("began", "seen", "why"),
    [(0, 1_800, ""), (0, 1_799, "idle"), (-39_601, 3_600, "longest"), (-39_600, 3_600, "")],
)
def test_a_session_ends_after_half_an_hour_idle_or_twelve_hours(began: int, seen: int, why: str) -> None:
    assert rules.is_over(began=began, seen=seen, now=3_600, idle=1_800, longest=43_200) == why


OFF_SITE = [
    "//evil.example", "https://evil.example/s/", "http:evil.example", "/\\evil.example", "\\\\evil.example",
    "///evil.example", "/s//evil.example", "javascript:alert(1)", "data:text/html,x", " /s/", "\t/s/",
    "/s/\n/evil", "/S/", "s/", "", "/", "/admin/", "/ui/language/", "https:///evil.example", "//s/",
    "/s/../../evil", "/.evil.example/s/", "/p", "/static/x", "////s/", "/s\\..\\evil", "ftp://x/s/",
    "/\x00/s/", "/s/\r\nLocation: https://evil.example", "https://testserver@evil.example/s/",
    "//evil.example/s/", "/%2f/evil.example", "/%5cevil.example", "http://s/", "?next=/s/", "#/s/",
    "vbscript:x", "/ s/", "/s/\u200b", "/／evil.example",
]  # fmt: skip


@pytest.mark.parametrize("path", OFF_SITE)
def test_sign_in_leads_nowhere_but_to_our_own_pages(path: str) -> None:
    assert len(OFF_SITE) >= 40
    assert not rules.is_safe_path(path)


@pytest.mark.parametrize("path", ["/s/", "/p/", "/s/patients/7/?tab=pathology", "/accounts/me/"])
def test_sign_in_leads_back_to_our_own_pages(path: str) -> None:
    assert rules.is_safe_path(path)


@pytest.mark.parametrize(
    "roles",
    [
        {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN},
        {Role.SYSTEM_ADMIN, Role.AUDITOR},
        {Role.SECURITY_ADMIN, Role.AUDITOR},
        {Role.SYSTEM_ADMIN, Role.NURSE},
        {Role.SECURITY_ADMIN, Role.DOCTOR},
        {Role.AUDITOR, Role.QUALITY_DIRECTOR},
        {Role.SYSTEM_ADMIN, Role.DATA_CLERK},
        {Role.AUDITOR, Role.RESEARCHER},
    ],
)
def test_refuses_two_administrative_roles_or_one_beside_patients_data(roles: set[Role]) -> None:
    with pytest.raises(Refused):
        rules.check_separation(roles)


@pytest.mark.parametrize(
    "roles", [{Role.NURSE, Role.CASE_MANAGER}, {Role.DOCTOR, Role.MDT_EXPERT}, {Role.AUDITOR}, set()]
)
def test_lets_clinical_roles_stand_together_and_administrative_ones_alone(roles: set[Role]) -> None:
    rules.check_separation(roles)


def test_refuses_more_and_fewer_roles_of_ones_own() -> None:
    held = {(Role.SYSTEM_ADMIN, None)}
    for wanted in (held | {(Role.VOLUNTEER, None)}, set()):
        with pytest.raises(Refused):
            rules.check_own_duties(held=held, wanted=wanted)
    rules.check_own_duties(held=held, wanted=set(held))


@pytest.mark.parametrize(
    ("typed", "name"), [("Wang.LiJuan", "wang.lijuan"), ("　Ｎ１２３４", "n1234"), ("a_b-c.9", "a_b-c.9")]
)
def test_an_account_has_one_spelling(typed: str, name: str) -> None:
    assert rules.account_name(typed) == name


@pytest.mark.parametrize("typed", ["ab", ".abc", "王丽娟", "wang lijuan", "a" * 61, "", "admin'--", "wäng"])
def test_refuses_an_account_name_that_could_be_mistaken(typed: str) -> None:
    with pytest.raises(Refused):
        rules.account_name(typed)


def test_tells_everything_that_credentials_lack_at_once() -> None:
    with pytest.raises(Refusals) as refused:
        rules.check_credentials(
            licence_number="",
            licence_expires_on=ON,
            internet_hospital_right=True,
            breast_care_since=ON + timedelta(days=1),
            on=ON,
        )
    assert {item.code for item in refused.value.items} == {
        "licence_number_wanted", "right_wants_licence", "since_in_future"
    }  # fmt: skip
