"""Twelve cases of a session that must end or change its key (goal G-08)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from quancheng.access.roles import Role
from quancheng.accounts import actions, jobs
from quancheng.accounts.models import OpenSession, User
from quancheng.kernel import clock
from quancheng.kernel.ids import uuid7
from tests.factories.accounts import PASSWORD, acting, hospital, sign_in, staff

pytestmark = pytest.mark.django_db
NEW = "nine grey herons stand still"


@pytest.fixture
def nurse() -> User:
    """A nurse of the first hospital."""
    return staff(hospital(), Role.NURSE)


@pytest.fixture
def later() -> Iterator[Callable[..., None]]:
    """`later(minutes=31)` moves the clock on for the rest of the test."""
    holders = []

    def move(**delta: float) -> None:
        held = clock.frozen(clock.now() + timedelta(**delta))
        held.__enter__()
        holders.append(held)

    yield move
    for held in reversed(holders):
        held.__exit__(None, None, None)


def is_in(client: Client) -> bool:
    """Whether the browser is signed in."""
    return client.get("/accounts/me/").status_code == 200


def change_password(client: Client, old: str = PASSWORD, new: str = NEW) -> object:
    """The answer to a change of password."""
    return client.post(
        "/accounts/password/", {"old": old, "new": new, "again": new, "submission": str(uuid7())}
    )


def test_the_key_changes_at_sign_in(client: Client, nurse: User) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    sign_in(client, nurse)
    assert client.session.session_key != planted
    assert not Session.objects.filter(pk=planted).exists()


def test_the_cookie_is_closed_to_scripts_and_other_sites(client: Client, nurse: User) -> None:
    cookie = sign_in(client, nurse).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"]


def test_half_an_hour_without_a_click_ends_it(
    client: Client, nurse: User, later: Callable[..., None]
) -> None:
    sign_in(client, nurse)
    later(minutes=29)
    assert is_in(client)
    later(minutes=31)
    response = client.get("/accounts/me/")
    assert response["Location"] == "/accounts/login/?why=idle&next=%2Faccounts%2Fme%2F"
    assert "半小时" in client.get(response["Location"]).content.decode()
    assert not is_in(client)


def test_twelve_hours_end_it_whatever_is_clicked(
    client: Client, nurse: User, later: Callable[..., None]
) -> None:
    sign_in(client, nurse)
    for _ in range(24):
        later(minutes=29)
        assert is_in(client)
    later(minutes=29)
    assert "why=longest" in client.get("/accounts/me/")["Location"]


def test_disabling_the_account_ends_every_session_at_once(nurse: User) -> None:
    home = nurse.staff.hospital
    browsers = [Client(), Client(REMOTE_ADDR="10.0.0.7")]
    for browser in browsers:
        sign_in(browser, nurse)
    admin = staff(home, Role.SYSTEM_ADMIN)
    actions.disable_staff(by=acting(admin, home, Role.SYSTEM_ADMIN), user_id=nurse.pk, reason="离职")
    assert [is_in(browser) for browser in browsers] == [False, False]
    assert not Session.objects.exists()


def test_a_session_that_outlived_its_row_is_dead_too(client: Client, nurse: User) -> None:
    sign_in(client, nurse)
    OpenSession.objects.all().delete()
    User.objects.filter(pk=nurse.pk).update(is_active=False)
    assert not is_in(client)


def test_the_last_day_of_the_account_ends_it(
    client: Client, nurse: User, at: Callable[[str], AbstractContextManager[datetime]]
) -> None:
    last_day = clock.today()
    nurse.staff.account_expires_on = last_day
    nurse.staff.save()
    with at(f"{last_day} 23:50"):
        sign_in(client, nurse)
    with at(f"{last_day + timedelta(days=1)} 00:01"):
        assert "why=expired" in client.get("/accounts/me/")["Location"]


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(nurse: User) -> None:
    mine, other = Client(), Client(REMOTE_ADDR="10.0.0.7")
    sign_in(mine, nurse)
    sign_in(other, nurse)
    before = mine.session.session_key
    assert change_password(mine)["Location"] == "/accounts/me/"  # type: ignore[index]
    assert is_in(mine)
    assert not is_in(other)
    assert mine.session.session_key != before
    assert list(OpenSession.objects.values_list("session_key", flat=True)) == [mine.session.session_key]


def test_a_stolen_copy_of_the_cookie_dies_with_the_password(client: Client, nurse: User) -> None:
    sign_in(client, nurse)
    thief = Client()
    thief.cookies["sessionid"] = client.session.session_key
    assert is_in(thief)
    change_password(client)
    assert not is_in(thief)


def test_a_reset_password_ends_them_and_must_be_changed_first(client: Client, nurse: User) -> None:
    sign_in(client, nurse)
    home = nurse.staff.hospital
    admin = staff(home, Role.SYSTEM_ADMIN)
    temporary = actions.reset_password(by=acting(admin, home, Role.SYSTEM_ADMIN), user_id=nurse.pk)
    assert not is_in(client)
    sign_in(client, nurse, temporary)
    assert client.get("/s/")["Location"] == "/accounts/password/"
    assert change_password(client, temporary)["Location"] == "/accounts/me/"  # type: ignore[index]
    assert client.get("/s/").status_code == 200 or client.get("/s/").get("Location") != "/accounts/password/"


def test_a_password_older_than_the_setting_must_be_renewed(
    client: Client, nurse: User, settings: object
) -> None:
    User.objects.filter(pk=nurse.pk).update(password_changed_at=clock.now() - timedelta(days=91))
    sign_in(client, nurse)
    assert client.get("/s/")["Location"] == "/accounts/password/"


def test_no_rotation_where_the_setting_says_none(client: Client, nurse: User, settings: object) -> None:
    settings.PASSWORD_ROTATION_DAYS = 0  # type: ignore[attr-defined]
    User.objects.filter(pk=nurse.pk).update(password_changed_at=clock.now() - timedelta(days=999))
    sign_in(client, nurse)
    assert "owed" not in client.session


def test_one_person_ends_her_sessions_elsewhere(nurse: User) -> None:
    mine, other = Client(), Client(REMOTE_ADDR="10.0.0.7")
    sign_in(mine, nurse)
    sign_in(other, nurse)
    assert "10.0.0.7" in mine.get("/accounts/me/").content.decode()
    mine.post("/accounts/me/sessions/end/", {"submission": str(uuid7())})
    assert is_in(mine)
    assert not is_in(other)


@pytest.mark.parametrize(
    ("new", "word"),
    [("short", "12"), ("password1234", "太"), (PASSWORD, "不能与当前密码相同"), ("123456789012", "")],
)
def test_refuses_a_new_password_that_is_easy_or_old(client: Client, nurse: User, new: str, word: str) -> None:
    sign_in(client, nurse)
    response = change_password(client, new=new)
    assert response.status_code == 200  # type: ignore[attr-defined]
    assert word in response.content.decode()  # type: ignore[attr-defined]
    assert User.objects.get(pk=nurse.pk).check_password(PASSWORD)


def test_guessing_the_present_password_stops(client: Client, nurse: User) -> None:
    sign_in(client, nurse)
    for _ in range(5):
        change_password(client, old="wrong")
    assert "次数过多" in change_password(client).content.decode()  # type: ignore[attr-defined]
    assert User.objects.get(pk=nurse.pk).check_password(PASSWORD)


def test_a_fragment_of_an_ended_session_makes_the_page_go(
    client: Client, nurse: User, later: Callable[..., None]
) -> None:
    sign_in(client, nurse)
    later(minutes=31)
    response = client.get("/accounts/me/", headers={"hx-request": "true"})
    assert response["HX-Redirect"] == "/accounts/login/?why=idle"


def test_language_and_size_follow_the_account_and_not_the_browser(nurse: User) -> None:
    mine = Client()
    sign_in(mine, nurse)
    mine.post("/ui/language/", {"language": "en", "next": "/accounts/me/"})
    mine.post("/ui/text-size/", {"size": "huge", "next": "/accounts/me/"})
    nurse.refresh_from_db()
    assert (nurse.language, nurse.text_size) == ("en", "huge")
    elsewhere = Client()
    sign_in(elsewhere, nurse)
    page = elsewhere.get("/accounts/me/").content.decode()
    assert "My account" in page
    assert 'data-text-size="huge"' in page


def test_a_language_chosen_before_sign_in_is_kept(client: Client, nurse: User) -> None:
    client.post("/ui/language/", {"language": "en", "next": "/accounts/login/"})
    sign_in(client, nurse)
    nurse.refresh_from_db()
    assert nurse.language == "en"


def test_what_was_kept_of_old_sessions_is_forgotten(client: Client, nurse: User) -> None:
    sign_in(client, nurse)
    assert jobs.forget() == 0
    with clock.frozen(clock.now() + timedelta(hours=13)):
        assert jobs.forget() >= 1
    assert not OpenSession.objects.exists()
