"""The second step: no way around it, no code twice (goal G-07)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection
from django.test import Client

from quancheng.access.roles import Role
from quancheng.accounts import actions
from quancheng.accounts.models import User
from quancheng.kernel import clock
from quancheng.kernel.ids import uuid7
from tests.factories.accounts import PASSWORD, acting, hospital, sign_in, staff

pytestmark = pytest.mark.django_db
SECRET = generate_totp_secret()


def code(shift: int = 0) -> str:
    """What the authenticator shows, so many periods from now."""
    return format_hotp_value(hotp_value(SECRET, int(clock.now().timestamp()) // 30 + shift))


@pytest.fixture
def nurse() -> User:
    """A nurse who has no second factor yet."""
    return staff(hospital(), Role.NURSE)


@pytest.fixture
def protected(nurse: User) -> tuple[User, list[str]]:
    """The nurse with a second factor set up a while ago, and her recovery codes."""
    with clock.frozen(clock.now() - timedelta(hours=1)):
        by = acting(nurse, nurse.staff.hospital, Role.NURSE)
        codes = actions.set_second_factor(by=by, user=nurse, secret=SECRET, code=code())
    return nurse, codes


def step(client: Client, typed: str) -> Any:
    """The answer to a code at the second step."""
    return client.post("/accounts/second-step/", {"code": typed})


def test_password_alone_opens_nothing(client: Client, protected: tuple[User, list[str]]) -> None:
    assert sign_in(client, protected[0])["Location"] == "/accounts/second-step/"
    for address in ("/accounts/me/", "/accounts/password/", "/accounts/second-factor/", "/s/"):
        assert "/accounts/login/" in client.get(address)["Location"]
    assert "_auth_user_id" not in client.session


def test_the_code_opens_and_the_trail_says_how(client: Client, protected: tuple[User, list[str]]) -> None:
    from quancheng.audit.models import AuditEvent

    sign_in(client, protected[0], next="/accounts/me/")
    assert step(client, f"{code()[:3]} {code()[3:]}")["Location"] == "/accounts/me/"
    assert AuditEvent.objects.get(event="signed_in").detail["how"] == "password + totp"


def test_the_second_step_without_the_first_leads_to_sign_in(client: Client, protected: object) -> None:
    assert step(client, code())["Location"] == "/accounts/login/"


def test_a_code_opens_once_for_as_long_as_it_is_valid(
    client: Client, protected: tuple[User, list[str]], at: Callable[..., Any]
) -> None:
    with at("2027-03-01 09:00:05"):
        now = code()
        sign_in(client, protected[0])
        assert step(client, now).status_code == 302
    for moment in ("2027-03-01 09:00:20", "2027-03-01 09:00:50"):
        with at(moment):
            thief = Client(REMOTE_ADDR="10.0.0.66")
            sign_in(thief, protected[0])
            assert step(thief, now).status_code == 200
            assert "_auth_user_id" not in thief.session


def test_an_older_code_is_dead_once_a_newer_one_was_used(
    protected: tuple[User, list[str]], at: Callable[..., Any]
) -> None:
    with at("2027-03-01 09:00:05"):
        by = actions.actor_of(protected[0])
        assert actions.use_second_factor(by=by, user=protected[0], code=code(0))
        assert actions.use_second_factor(by=by, user=protected[0], code=code(-1)) is None
        assert actions.use_second_factor(by=by, user=protected[0], code=code(1))


@pytest.mark.parametrize(("shift", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_codes_of_the_period_before_and_after_open(
    protected: tuple[User, list[str]], shift: int, opens: bool
) -> None:
    by = actions.actor_of(protected[0])
    found = actions.use_second_factor(by=by, user=protected[0], code=code(shift))
    assert (found is not None) is opens


def test_five_wrong_codes_stop_even_the_right_one(client: Client, protected: tuple[User, list[str]]) -> None:
    sign_in(client, protected[0])
    for number in range(5):
        assert "错误" in step(client, f"{number:06d}").content.decode()
    assert "次数过多" in step(client, code()).content.decode()
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_opens_once(protected: tuple[User, list[str]]) -> None:
    user, codes = protected
    assert len(set(codes)) == 10
    first, again = Client(), Client()
    sign_in(first, user)
    assert step(first, codes[3]).status_code == 302
    sign_in(again, user)
    assert step(again, codes[3]).status_code == 200
    assert step(again, codes[4].replace("-", " ")).status_code == 302


def test_secret_and_recovery_codes_are_not_readable_in_the_database(
    protected: tuple[User, list[str]],
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = " ".join(str(row[0]) for row in cursor.fetchall())
    assert SECRET not in stored
    assert not any(piece in stored for code in protected[1] for piece in (code, code.replace("-", "")))


def test_setting_up_shows_a_picture_and_ten_codes_once(client: Client, nurse: User) -> None:
    sign_in(client, nurse)
    page = client.get("/accounts/second-factor/").content.decode()
    assert "<svg" in page
    assert "style=" not in page
    assert "viewBox" in page
    assert SECRET not in str(dict(client.session))
    secret = page.split('<code class="num">')[1].split("</code>")[0].replace(" ", "")
    assert secret not in str(dict(client.session)), "the session is a row in the database"
    typed = format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
    form = {"code": typed, "submission": str(uuid7())}
    answer = client.post("/accounts/second-factor/", form).content.decode()
    assert answer.count("<li>") == 10
    assert client.post("/accounts/second-factor/", form).status_code == 302
    assert Authenticator.objects.filter(user=nurse).count() == 2


def test_a_wrong_first_code_turns_nothing_on(client: Client, nurse: User) -> None:
    sign_in(client, nurse)
    client.get("/accounts/second-factor/")
    answer = client.post("/accounts/second-factor/", {"code": "000000", "submission": str(uuid7())})
    assert "错误" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_setting_up_wants_the_password_again_after_five_minutes(client: Client, nurse: User) -> None:
    sign_in(client, nurse)
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        response = client.get("/accounts/second-factor/")
        assert response["Location"] == "/accounts/confirm/?next=%2Faccounts%2Fsecond-factor%2F"
        wrong = client.post("/accounts/confirm/", {"password": "wrong", "next": "/accounts/second-factor/"})
        assert wrong.status_code == 200
        right = client.post("/accounts/confirm/", {"password": PASSWORD, "next": "/accounts/second-factor/"})
        assert right["Location"] == "/accounts/second-factor/"
        assert client.get("/accounts/second-factor/").status_code == 200


def test_where_it_is_required_nothing_opens_before_it_is_set_up(
    client: Client, nurse: User, settings: Any
) -> None:
    settings.REQUIRE_TOTP = True
    sign_in(client, nurse)
    assert client.get("/s/")["Location"] == "/accounts/second-factor/"
    assert client.post("/s/patients/")["Location"] == "/accounts/second-factor/"
    page = client.get("/accounts/second-factor/").content.decode()
    secret = page.split('<code class="num">')[1].split("</code>")[0].replace(" ", "")
    typed = format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
    client.post("/accounts/second-factor/", {"code": typed, "submission": str(uuid7())})
    assert client.get("/s/").get("Location") != "/accounts/second-factor/"


def test_where_it_is_required_it_cannot_be_turned_off(
    client: Client, protected: tuple[User, list[str]], settings: Any
) -> None:
    sign_in(client, protected[0])
    step(client, code())
    settings.REQUIRE_TOTP = True
    assert client.post("/accounts/second-factor/remove/", {"submission": str(uuid7())}).status_code == 409
    settings.REQUIRE_TOTP = False
    assert client.post("/accounts/second-factor/remove/", {"submission": str(uuid7())}).status_code == 302
    assert not Authenticator.objects.exists()


def test_new_recovery_codes_kill_the_old_ones(protected: tuple[User, list[str]]) -> None:
    user, old = protected
    by = actions.actor_of(user)
    new = actions.make_recovery_codes(by=by, user=user)
    assert actions.use_second_factor(by=by, user=user, code=old[0]) is None
    assert actions.use_second_factor(by=by, user=user, code=new[0])


def test_a_security_administrator_takes_a_lost_one_away(protected: tuple[User, list[str]]) -> None:
    home = protected[0].staff.hospital
    guard = staff(home, Role.SECURITY_ADMIN)
    actions.clear_second_factor(by=acting(guard, home, Role.SECURITY_ADMIN), user_id=protected[0].pk)
    assert sign_in(Client(), protected[0])["Location"] == "/s/"
