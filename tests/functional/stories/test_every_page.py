"""Whoever signs in, whatever she opens: each page that a role reaches is whole, clean and in one language."""

import re
from collections import deque

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from quancheng.demo.cast import PORTAL
from quancheng.demo.signins import documented
from tests.functional.stories.people import Person, fits
from tests.functional.stories.words import LANGUAGES, leftover

STAFF = [person.username for person, _ in documented()]
AWAY = re.compile(r"logout|original/|\.csv|\.xlsx|\.json|_gallery|^/ui/")
# A page that one role has shown is not looked at again for the next, unless it stands in her navigation;
# one that is drawn for many things (each kind of fact, each purpose) is looked at with axe once.
SEEN: set[tuple[str, str]] = set()
AXED: set[tuple[str, str]] = set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("username", STAFF)
def test_every_page_of_a_role_is_clean(staff, username, language):
    person = staff(username, language)
    own = set(person.page.eval_on_selector_all("nav a[href]", "all => all.map((one) => one.pathname)"))
    assert walk(person, own) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phone", [row[0] for row in PORTAL])
def test_every_page_of_the_portal_is_clean(on_phone, phone, language):
    assert walk(on_phone(phone, language), set()) == []


def walk(person: Person, own: set[str]) -> list[str]:
    """What is wrong on the pages that links lead to, one page of each kind; so one run shows everything."""
    begin = person.page.url
    waiting, visited, wrong = deque([begin]), set(), []
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        seen = (kind, person.language)
        if kind in visited or (seen in SEEN and re.sub(r"[?#].*", "", path) not in own):
            continue
        visited.add(kind)
        SEEN.add(seen)
        drawn = (kind.split()[0], person.language)
        wrong += [f"{path}: {trouble}" for trouble in troubles(person, path, axe=drawn not in AXED)]
        AXED.add(drawn)
        links = person.page.eval_on_selector_all(
            "a[href]:not([download])",
            "all => all.filter((one) => one.host === location.host).map((one) => one.pathname + one.search)",
        )
        waiting.extend(link for link in links if not AWAY.search(link))
    return wrong


def kind_of(path: str) -> str:
    """The name of the view with what it is asked for; a word in an address is a page of its own."""
    bare, _, question = path.partition("?")
    try:
        found = resolve(re.sub(r"^https?://[^/]+", "", bare))
    except Resolver404:
        return bare
    words = [str(value) for value in found.kwargs.values() if re.fullmatch(r"[a-z_]+", str(value))]
    asked = sorted(part.split("=")[0] for part in question.split("&") if part)
    return " ".join([found.view_name, *words, *asked])


def troubles(person: Person, path: str, *, axe: bool) -> list[str]:
    """What is wrong with one page; nothing for a clean one."""
    page, found = person.page, []
    try:
        answer = page.goto(path)
    except Error as error:
        return [str(error)[:80]]
    if answer is None or answer.status != 200:
        found.append(f"answers {answer and answer.status}")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} headings of the first level")
    if not fits(page):
        found.append("wider than the screen")
    if left := leftover(page, person.centre, person.language):
        found.append(f"left over: {left[:6]}")
    try:
        if axe:
            person.check_accessible(page)
    except AssertionError as error:
        found.append(f"axe: {str(error)[:300]}")
    return found
