"""Patients and families sign in with a phone and a code."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quancheng.access.actor import system
from quancheng.access.roles import Role
from quancheng.accounts import actions
from quancheng.accounts.models import SignInCode, User
from quancheng.audit.models import AuditEvent
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from tests.factories.accounts import hospital, staff

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    """Codes are shown on screen."""
    settings.DEMO = True
    settings.SIGN_IN_CODE_SENDER = "quancheng.accounts.senders.show_on_screen"


@pytest.fixture
def patient() -> User:
    """A patient's account."""
    return actions.open_account(by=system("test"), phone="138 1234 5678")


def ask(client: Client, phone: str = PHONE, **more: Any) -> Any:
    """The answer to asking for a code."""
    return client.post("/accounts/code/", {"phone": phone, **more})


def shown(client: Client) -> str:
    """The code on the demo's page."""
    found = re.search(r"data-demo-code>(\d{6})<", client.get("/accounts/code/enter/").content.decode())
    assert found
    return found.group(1)


def use(client: Client, code: str) -> Any:
    """The answer to a code."""
    return client.post("/accounts/code/enter/", {"code": code})


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10**6:06d}"


def test_phone_and_code_lead_to_the_patients_door(client: Client, patient: User) -> None:
    assert ask(client, "+86 138-1234-5678")["Location"] == "/accounts/code/enter/"
    assert use(client, shown(client))["Location"] == "/p/"
    assert client.session["_auth_user_id"] == str(patient.pk)
    assert AuditEvent.objects.get(event="signed_in").detail["how"] == "code"


def test_it_leads_back_to_where_she_wanted_to_go(client: Client, patient: User) -> None:
    asked = client.get("/p/journey/")
    assert asked["Location"] == "/accounts/code/?next=%2Fp%2Fjourney%2F"
    ask(client, next="/p/journey/")
    assert use(client, shown(client))["Location"] == "/p/journey/"


def test_an_unknown_phone_gets_the_same_answer(patient: User) -> None:
    known, unknown = Client(), Client()
    ask(known)
    ask(unknown, "13900000000")
    pages = [browser.get("/accounts/code/enter/").content.decode() for browser in (known, unknown)]
    assert "138****5678" in pages[0]
    assert "139****0000" in pages[1]
    assert SignInCode.objects.filter(user=None).count() == 1
    assert use(unknown, "123456").status_code == 200


def test_known_and_unknown_phones_take_the_same_queries(patient: User) -> None:
    ask(Client(), "13700000000")  # the first one also reads the keys
    counts = []
    for phone in (PHONE, "13900000000"):
        with CaptureQueriesContext(connection) as queries:
            ask(Client(), phone)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_code_opens_once(patient: User, client: Client) -> None:
    ask(client)
    code = shown(client)
    pending = client.session["sign_in_code"]
    use(client, code)
    again = Client()
    ask(again, "13900000000")
    session = again.session
    session["sign_in_code"] = pending
    session.save()
    assert use(again, code).status_code == 200
    assert "_auth_user_id" not in again.session


def test_a_code_is_good_for_five_minutes(patient: User, client: Client) -> None:
    ask(client)
    code = shown(client)
    with clock.frozen(clock.now() + timedelta(minutes=5, seconds=1)):
        assert use(client, code).status_code == 200
    assert use(client, code).status_code == 302


def test_the_sixth_try_is_not_looked_at(patient: User, client: Client) -> None:
    ask(client)
    code = shown(client)
    for _ in range(5):
        use(client, wrong(code))
    assert use(client, code).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_code_that_a_stranger_asks_for_leaves_the_one_that_she_is_typing(patient: User) -> None:
    hers, stranger = Client(), Client()
    ask(hers)
    code = shown(hers)
    ask(stranger)
    assert use(stranger, code).status_code == 200 or code == shown(stranger)
    assert use(hers, code).status_code == 302


def test_asking_again_in_the_same_browser_takes_the_newer_code_only(patient: User, client: Client) -> None:
    ask(client)
    older = shown(client)
    ask(client)
    newer = shown(client)
    assert older == newer or use(client, older).status_code == 200
    assert use(client, newer).status_code == 302


def test_another_browser_cannot_use_the_code(patient: User, client: Client) -> None:
    ask(client)
    code = shown(client)
    other = Client()
    assert use(other, code)["Location"] == "/accounts/code/"


def test_three_codes_for_a_phone_in_a_quarter_of_an_hour(patient: User, client: Client) -> None:
    answers = [ask(client).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 200]
    assert "过于频繁" in ask(client).content.decode()
    unknown = [ask(Client(), "13900000000").status_code for _ in range(4)]
    assert unknown == answers


def test_staff_have_no_way_in_by_code(client: Client) -> None:
    nurse = staff(hospital(), Role.NURSE)
    known = actions.open_account(by=system("test"), phone=PHONE)
    User.objects.filter(pk=known.pk).update(phone_token=None)
    User.objects.filter(pk=nurse.pk).update(phone_token=known.phone_token)
    ask(client)
    assert "data-demo-code" not in client.get("/accounts/code/enter/").content.decode()


def test_a_closed_account_gets_no_code(patient: User, client: Client) -> None:
    User.objects.filter(pk=patient.pk).update(is_active=False)
    ask(client)
    assert "data-demo-code" not in client.get("/accounts/code/enter/").content.decode()


def test_the_code_stands_nowhere_in_the_database(patient: User) -> None:
    _row, _user, code = actions.ask_code(by=system("test"), phone=PHONE, address="10.0.0.1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_signincode")
        assert code not in str(cursor.fetchall())
        cursor.execute("SELECT * FROM accounts_user")
        assert PHONE not in str(cursor.fetchall())


def test_one_phone_is_one_account(patient: User) -> None:
    again = actions.open_account(by=system("test"), phone="0086 13812345678")
    assert again.pk == patient.pk


@pytest.mark.parametrize("phone", ["021-64175590", "12345", ""])
def test_refuses_an_account_for_a_number_without_messages(phone: str) -> None:
    with pytest.raises(Refused):
        actions.open_account(by=system("test"), phone=phone)


def test_a_number_that_is_none_is_told_so(client: Client) -> None:
    assert "位" in ask(client, "1381234").content.decode()
    assert not SignInCode.objects.exists()


def test_production_does_not_start_without_a_channel(settings: Any) -> None:
    settings.DEMO, settings.SIGN_IN_CODE_SENDER, settings.BEHIND_TLS = False, "", True
    assert "accounts.E001" in {error.id for error in run_checks(tags=["security"])}
    settings.SIGN_IN_CODE_SENDER = "quancheng.nothing.send"
    assert "accounts.E002" in {error.id for error in run_checks(tags=["security"])}
    settings.SIGN_IN_CODE_SENDER = "quancheng.accounts.senders.show_on_screen"
    assert "accounts.E003" in {error.id for error in run_checks(tags=["security"])}


def test_without_a_channel_the_page_says_whom_to_call(client: Client, settings: Any) -> None:
    settings.SIGN_IN_CODE_SENDER = ""
    assert "致电" in client.get("/accounts/code/").content.decode()


def test_old_codes_and_counts_are_forgotten(patient: User, client: Client) -> None:
    ask(client)
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert actions.forget_codes(by=system("test")) == 1
        assert actions.forget_windows(by=system("test")) >= 3


def test_a_stranger_who_asks_all_day_does_not_keep_her_out_where_she_was_before(patient: User) -> None:
    hers = Client(REMOTE_ADDR="10.0.0.7")
    ask(hers)
    assert use(hers, shown(hers)).status_code == 302
    hers.post("/accounts/logout/")
    stranger = Client(REMOTE_ADDR="10.0.0.66")
    began = clock.now().replace(hour=2, minute=0)
    for quarter in range(5):
        with clock.frozen(began + timedelta(minutes=16 * quarter)):
            answers = [ask(stranger).status_code for _ in range(3)]
    assert answers == [200] * 3
    with clock.frozen(began + timedelta(minutes=65)):
        assert ask(Client(REMOTE_ADDR="10.0.0.67")).status_code == 200
        assert ask(hers).status_code == 302
        assert use(hers, shown(hers))["Location"] == "/p/"
