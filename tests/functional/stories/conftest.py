"""People for the stories: each has a browser of her own at the one demonstration of the run."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.functional.centre import Centre
from tests.functional.conftest import PHONE, STAFF, Visitor
from tests.functional.stories.people import Person

People = Callable[..., Person]
Keys = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="session")
def keys() -> Keys:
    """The sessions of those who signed in before: codes are given out sparingly, as they should be."""
    return {}


@pytest.fixture
def staff(guest: Visitor, centre: Centre, check_accessible: Callable[[Page], None], keys: Keys) -> People:
    """`li = staff("nurse.li", "en")`: somebody of the staff, signed in, at 1366×768."""

    def come(username: str, language: str, *, scripts: bool = True) -> Person:
        person = Person(guest(STAFF, language, scripts=scripts), language, centre, check_accessible)
        if username:
            _enter(person, keys, username, lambda: person.sign_in(username), "/s/")
        return person

    return come


@pytest.fixture
def on_phone(guest: Visitor, centre: Centre, check_accessible: Callable[[Page], None], keys: Keys) -> People:
    """`zhang = on_phone("19900000001", "en")`: a patient or relative, signed in, at 360×640."""

    def come(phone: str, language: str, *, scripts: bool = True) -> Person:
        person = Person(guest(PHONE, language, scripts=scripts), language, centre, check_accessible)
        if phone:
            _enter(person, keys, phone, lambda: person.sign_in_by_phone(phone), "/p/")
        return person

    return come


def _enter(person: Person, keys: Keys, who: str, sign_in: Callable[[], None], first: str) -> None:
    """Goes on with the session that she has, or signs in."""
    context = person.page.context
    if who in keys:
        context.add_cookies(keys[who])  # type: ignore[arg-type]
        person.page.goto(first)
    else:
        sign_in()
        keys[who] = [cookie for cookie in context.cookies() if "session" in cookie["name"]]  # type: ignore[misc]
