"""Story 1: a newcomer starts the demonstration, and can sign in as everybody whom it names."""

import resource
import urllib.request

import pytest

from quancheng.access.roles import Role
from quancheng.demo.cast import PORTAL
from quancheng.demo.signins import documented
from tests.functional.stories.registry import find, register
from tests.functional.stories.words import LANGUAGES

SECONDS = 10  # of work, whatever else the machine does meanwhile


def used() -> float:
    """The seconds of work of the commands that have ended."""
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def test_a_second_start_is_quick_keeps_the_data_and_prints_the_same(staff, centre):
    # Whoever was registered since is lost where the second start builds again.
    clerk = staff("clerk.luo", "en")
    hers = register(clerk, "Second Start", "S20001", serial=None, team="Breast team 1")
    begun = used()
    again = centre.manage("demo", "--build-only")
    assert used() - begun < SECONDS
    assert again.returncode == 0, again.stderr
    assert centre.password in again.stdout
    assert centre.url in again.stdout
    for person, hospital in documented():
        assert person.username in again.stdout
        assert hospital in again.stdout
    assert {person.role for person, _ in documented()} == set(Role)
    for phone, *_ in PORTAL:
        assert phone in again.stdout
    assert find(clerk, "S20001") == hers
    people = centre.ask("from quancheng.patients.models import Patient\nanswer = Patient.objects.count()")
    assert people > 100


def test_a_port_that_is_taken_is_refused_with_what_to_do(centre):
    port = int(centre.url.rsplit(":", 1)[1])
    told = centre.manage("demo", "--port", str(port))
    assert told.returncode != 0
    assert f"PORT={port + 1}" in told.stderr
    with urllib.request.urlopen(f"{centre.url}/accounts/login/", timeout=10) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_who_is_named_signs_in(staff, on_phone, language):
    first = staff("", language)
    first.open("/accounts/login/")
    for person, _ in documented():
        first.page.context.clear_cookies(name="sessionid")
        first.sign_in(person.username)
        assert first.page.locator("h1").count() == 1
        assert person.name in first.page.inner_text("body")
    for phone, *_ in PORTAL:
        assert on_phone(phone, language).page.locator("h1").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_password_says_what_to_do_and_the_demo_says_that_it_is_one(staff, language):
    guest = staff("", language)
    guest.page.goto("/accounts/login/")
    guest.page.fill("[name=login]", "nurse.hao")
    guest.page.fill("[name=password]", "wrong")
    guest.page.keyboard.press("Enter")
    guest.page.locator(".error-summary, .field--error, [role=alert]").first.wait_for()
    guest.look()
