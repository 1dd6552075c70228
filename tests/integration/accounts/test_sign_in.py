"""Staff at the sign-in page: the right person gets in, guessing stops (goals G-06, G-09, G-10)."""

import re
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.contrib.sessions.models import Session
from django.test import Client

from quancheng.access.actor import system
from quancheng.access.roles import Role
from quancheng.accounts import actions, rules
from quancheng.accounts.actions import addresses
from quancheng.accounts.models import OpenSession, User
from quancheng.audit.models import AuditEvent
from quancheng.kernel import clock
from tests.factories.accounts import PASSWORD, acting, hospital, sign_in, staff
from tests.unit.accounts.test_rules import OFF_SITE

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse() -> User:
    """A nurse of the first hospital."""
    return staff(hospital(), Role.NURSE)


def tokenless(page: str) -> str:
    """The page without its one-time tokens."""
    return re.sub(r'(X-CSRFToken": |csrfmiddlewaretoken" value=)"\w+"', "", page)


def events(user: User) -> list[str]:
    """What the trail says about the account, in order."""
    rows = AuditEvent.objects.filter(subject=f"user {user.pk}").order_by("pk")
    return [row.event for row in rows if row.event != "staff_added"]


def test_the_right_password_leads_to_the_staff_door_and_is_written_down(client: Client, nurse: User) -> None:
    response = sign_in(client, nurse)
    assert response["Location"] == "/s/"
    row = AuditEvent.objects.get(event="signed_in")
    assert (row.hospital_id, row.user_id, row.detail["how"]) == (
        nurse.staff.hospital_id,
        nurse.pk,
        "password",
    )


def test_the_account_name_is_read_whatever_its_width_and_case(client: Client, nurse: User) -> None:
    response = client.post("/accounts/login/", {"login": " ＮＵＲＳＥ ", "password": PASSWORD})
    assert response["Location"] == "/s/"


def test_a_wrong_password_and_an_unknown_account_look_the_same(client: Client, nurse: User) -> None:
    wrong = sign_in(client, nurse, "wrong").content.decode()
    unknown = client.post("/accounts/login/", {"login": "nobody", "password": "wrong"}).content.decode()
    assert "账号或密码错误" in wrong
    assert "账号或密码错误" in unknown
    assert tokenless(wrong) == tokenless(unknown).replace('value="nobody"', 'value="nurse"')


def test_a_name_that_no_account_has_is_not_written_down(client: Client, nurse: User) -> None:
    client.post("/accounts/login/", {"login": "my-secret-password", "password": "x"})
    row = AuditEvent.objects.get(event="sign_in_failed")
    assert "my-secret-password" not in str(row.detail) + row.subject + row.actor


def test_both_wrong_answers_take_the_work_of_one_password(
    client: Client, nurse: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[int] = []
    hasher = type(get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *a, **k: work.append(1) or encode(self, *a, **k))
    sign_in(client, nurse, "wrong")
    known = len(work)
    client.post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    assert known == len(work) - known == 1


def test_the_sixth_guess_is_not_tried_even_when_right(client: Client, nurse: User) -> None:
    answers = [sign_in(client, nurse, f"wrong {number}").status_code for number in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = sign_in(client, nurse)
    assert locked.status_code == 429
    assert "15 分钟" in locked.content.decode()
    assert events(nurse) == ["sign_in_failed"] * 4 + ["account_locked"]


def test_a_lock_holds_for_names_that_no_account_has(client: Client, nurse: User) -> None:
    answers = [
        client.post("/accounts/login/", {"login": "nobody", "password": "x"}).status_code for _ in range(6)
    ]
    assert answers == [200, 200, 200, 200, 429, 429]


def test_a_locked_account_still_opens_from_another_network(nurse: User) -> None:
    guesser = Client(REMOTE_ADDR="10.0.0.66")
    for _ in range(6):
        sign_in(guesser, nurse, "wrong")
    assert sign_in(Client(REMOTE_ADDR="10.0.0.7"), nurse)["Location"] == "/s/"


def test_changing_browser_names_cases_and_forwarded_addresses_gives_no_further_guess(nurse: User) -> None:
    guesser = Client(REMOTE_ADDR="10.0.0.66")
    tried = 0
    for number in range(40):
        response = guesser.post(
            "/accounts/login/",
            {"login": ["nurse", "NURSE", " Nurse", "ｎurse"][number % 4], "password": "wrong"},
            headers={"user-agent": f"browser {number}", "x-forwarded-for": f"10.9.0.{number}"},
        )
        tried += response.status_code == 200
    assert tried == 4
    assert AuditEvent.objects.filter(event="sign_in_failed").count() == 4


def test_a_flood_over_many_names_stops(
    client: Client, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr(rules, "SIGN_INS_PER_ADDRESS", (8, timedelta(minutes=15)))
    pages = [
        client.post("/accounts/login/", {"login": f"name{number}", "password": "x"}).content.decode()
        for number in range(10)
    ]
    assert ["15 分钟" in page for page in pages] == [False] * 8 + [True] * 2


def test_five_wrong_ones_spread_over_time_lock_nothing(client: Client, nurse: User) -> None:
    for _ in range(4):
        sign_in(client, nurse, "wrong")
    assert sign_in(client, nurse)["Location"] == "/s/"
    client.logout()
    assert sign_in(client, nurse, "wrong").status_code == 200


def test_a_security_administrator_unlocks(client: Client, nurse: User) -> None:
    for _ in range(5):
        sign_in(client, nurse, "wrong")
    home = nurse.staff.hospital
    guard = staff(home, Role.SECURITY_ADMIN)
    actions.unlock(by=acting(guard, home, Role.SECURITY_ADMIN), user_id=nurse.pk)
    assert sign_in(client, nurse)["Location"] == "/s/"
    assert "account_unlocked" in events(nurse)


def test_a_disabled_account_is_told_so_only_with_the_right_password(client: Client, nurse: User) -> None:
    home = nurse.staff.hospital
    admin = staff(home, Role.SYSTEM_ADMIN)
    actions.disable_staff(by=acting(admin, home, Role.SYSTEM_ADMIN), user_id=nurse.pk, reason="离职")
    assert "账号或密码错误" in sign_in(client, nurse, "wrong").content.decode()
    assert "已停用" in sign_in(client, nurse).content.decode()
    assert not Session.objects.exists()


def test_an_expired_account_cannot_sign_in(client: Client) -> None:
    user = staff(hospital(), Role.NURSE, account_expires_on=clock.today() - timedelta(days=1))
    assert "到期" in sign_in(client, user).content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("payload", OFF_SITE)
def test_sign_in_never_leads_off_the_site(client: Client, nurse: User, payload: str) -> None:
    assert sign_in(client, nurse, next=payload)["Location"] == "/s/"


def test_sign_in_leads_back_to_where_somebody_wanted_to_go(client: Client, nurse: User) -> None:
    asked = client.get("/s/patients/?q=zxm")
    assert asked["Location"].startswith("/accounts/login/?next=/s/patients/")
    assert sign_in(client, nurse, next="/s/patients/?q=zxm")["Location"] == "/s/patients/?q=zxm"


def test_a_form_without_its_token_is_refused(nurse: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in ("login/", "logout/", "code/", "password/", "second-factor/", "second-step/", "confirm/"):
        assert strict.post(f"/accounts/{address}", {}).status_code == 403


def test_only_the_addresses_in_use_exist(client: Client) -> None:
    for address in (
        "signup/",
        "email/",
        "password/reset/",
        "password/set/",
        "login/code/",
        "2fa/",
        "social/",
    ):
        assert client.get(f"/accounts/{address}").status_code == 404


def test_sign_out_ends_the_session_and_wants_a_post(client: Client, nurse: User) -> None:
    sign_in(client, nurse)
    key = client.session.session_key
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"
    assert not Session.objects.filter(pk=key).exists()
    assert not OpenSession.objects.exists()
    assert events(nurse)[-1] == "signed_out"


def test_equal_times_for_known_and_unknown_names(client: Client, nurse: User) -> None:
    """A rough bound that holds on a busy machine: the medians differ by less than half."""
    times: dict[str, list[float]] = {"nurse": [], "nobody": []}
    for number in range(12):
        for name in times:
            visitor = Client(REMOTE_ADDR=f"10.1.{number}.{len(name)}")
            began = perf_counter()
            visitor.post("/accounts/login/", {"login": name, "password": "wrong"})
            times[name].append(perf_counter() - began)
    known, unknown = median(times["nurse"]), median(times["nobody"])
    assert max(known, unknown) < 1.5 * min(known, unknown)


def test_an_install_has_no_account_and_so_no_default_password() -> None:
    assert not User.objects.exists()


def test_passwords_are_kept_as_argon2() -> None:
    from quancheng.config import settings as written

    assert written.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_an_open_account_of_a_patient_has_no_password(client: Client) -> None:
    user = actions.open_account(by=system("test"), phone="13812345678")
    assert not user.has_usable_password()
    for typed in ("", "!", user.password):
        client.post("/accounts/login/", {"login": user.username, "password": typed})
    assert "_auth_user_id" not in client.session


def test_fifty_addresses_have_no_more_guesses_than_one_and_lock_nobody_out(nurse: User) -> None:
    """G-06: at most 25 tries in an hour at one account; its owner still gets in from where she was before."""
    ward, elsewhere = Client(REMOTE_ADDR="10.0.0.7"), Client(REMOTE_ADDR="10.0.0.8")
    assert sign_in(ward, nurse).status_code == 302
    ward.logout()
    began = clock.now().replace(minute=40, second=0, microsecond=0)
    for number in range(250):
        with clock.frozen(began + timedelta(seconds=14 * number)):
            sign_in(Client(REMOTE_ADDR=f"10.9.0.{number % 50}"), nurse, "wrong")
    tried = events(nurse).count("sign_in_failed") + events(nurse).count("account_locked")
    assert 12 <= tried <= 25
    with clock.frozen(began + timedelta(minutes=59)):
        assert "一小时" in sign_in(elsewhere, nurse).content.decode()
        assert sign_in(ward, nurse)["Location"] == "/s/"


def test_the_count_over_all_addresses_looks_the_same_for_names_that_no_account_has(nurse: User) -> None:
    for name in ("nurse", "nobody"):
        pages = [
            Client(REMOTE_ADDR=f"10.9.1.{number}").post("/accounts/login/", {"login": name, "password": "x"})
            for number in range(13)
        ]
        assert ["一小时" in page.content.decode() for page in pages] == [False] * 12 + [True]


def test_guesses_that_are_not_looked_at_use_up_nothing(nurse: User) -> None:
    guesser = Client(REMOTE_ADDR="10.0.0.66")
    assert [sign_in(guesser, nurse, "wrong").status_code for _ in range(30)] == [200] * 4 + [429] * 26
    assert sign_in(Client(REMOTE_ADDR="10.0.0.7"), nurse)["Location"] == "/s/"


def test_a_security_administrator_also_ends_the_count_over_all_addresses(nurse: User) -> None:
    for number in range(13):
        sign_in(Client(REMOTE_ADDR=f"10.9.2.{number}"), nurse, "wrong")
    home = nurse.staff.hospital
    guard = staff(home, Role.SECURITY_ADMIN)
    actions.unlock(by=acting(guard, home, Role.SECURITY_ADMIN), user_id=nurse.pk)
    assert sign_in(Client(REMOTE_ADDR="10.0.0.7"), nurse)["Location"] == "/s/"


def test_where_somebody_signed_in_is_kept_as_a_token_for_half_a_year(nurse: User) -> None:
    sign_in(Client(REMOTE_ADDR="10.0.0.7"), nurse)
    assert addresses.is_known("name:nurse", "10.0.0.7")
    assert not addresses.is_known("name:nurse", "10.0.0.8")
    assert not addresses.is_known("phone:nurse", "10.0.0.7")
    with clock.frozen(clock.now() + timedelta(days=181)):
        assert actions.forget_addresses(by=system("test")) == 1
