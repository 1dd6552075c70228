"""People for the stories: each has a browser of her own at the one demonstration of the run."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.functional.centre import Centre
from tests.functional.conftest import PHONE, STAFF, Visitor
from tests.functional.stories.people import Person

People = Callable[..., Person]


@pytest.fixture
def staff(guest: Visitor, centre: Centre, check_accessible: Callable[[Page], None]) -> People:
    """`li = staff("nurse.li", "en")`: somebody of the staff, signed in, at 1366×768."""

    def come(username: str, language: str, *, scripts: bool = True) -> Person:
        person = Person(guest(STAFF, language, scripts=scripts), language, centre, check_accessible)
        if username:
            person.sign_in(username)
        return person

    return come


@pytest.fixture
def on_phone(guest: Visitor, centre: Centre, check_accessible: Callable[[Page], None]) -> People:
    """`zhang = on_phone("19900000001", "en")`: a patient or relative, signed in, at 360×640."""

    def come(phone: str, language: str, *, scripts: bool = True) -> Person:
        person = Person(guest(PHONE, language, scripts=scripts), language, centre, check_accessible)
        if phone:
            person.sign_in_by_phone(phone)
        return person

    return come
