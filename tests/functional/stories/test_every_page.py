"""Whoever signs in, whatever she opens: each page that a role reaches is whole, clean and in one language."""

import re
from collections import deque
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from quancheng.demo.cast import PORTAL
from quancheng.demo.signins import documented
from tests.functional.stories.people import Person, fits
from tests.functional.stories.words import LANGUAGES, leftover

STAFF = [person.username for person, _ in documented()]
AWAY = re.compile(r"logout|original/|\.csv|\.xlsx|\.json|_gallery|^/ui/")


class Seen:
    """Pages that one role has shown, by whichever worker: they are not looked at again for the next role."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def first(self, kind: str, language: str) -> bool:
        """Whether nobody was here before; from now on somebody was."""
        try:
            (self.folder / sha256(f"{kind} {language}".encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


@pytest.fixture(scope="session")
def seen(shared: Path) -> Seen:
    """One for all workers of the run."""
    folder = shared / "seen"
    folder.mkdir(exist_ok=True)
    return Seen(folder)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("username", STAFF)
def test_every_page_of_a_role_is_clean(staff, seen, username, language):
    person = staff(username, language)
    own = set(person.page.eval_on_selector_all("nav a[href]", "all => all.map((one) => one.pathname)"))
    assert walk(person, own, seen) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phone", [row[0] for row in PORTAL])
def test_every_page_of_the_portal_is_clean(on_phone, seen, phone, language):
    assert walk(on_phone(phone, language), set(), seen) == []


def walk(person: Person, own: set[str], seen: Seen) -> list[str]:
    """What is wrong on the pages that links lead to, one page of each kind; so one run shows everything.

    What stands in her own navigation she opens in any case; through what others have shown she only passes.
    """
    waiting, visited, wrong = deque([person.page.url]), set(), []
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if kind in visited:
            continue
        visited.add(kind)
        if seen.first(kind, person.language) or re.sub(r"[?#].*", "", path) in own:
            wrong += [f"{path}: {trouble}" for trouble in troubles(person, path)]
            source = person.page.content()
        else:
            answer = person.page.request.get(path)
            wrong += [] if answer.ok else [f"{path}: answers {answer.status}"]
            source = answer.text()
        waiting.extend(
            link for link in links(source, urljoin(person.centre.url, path)) if not AWAY.search(link)
        )
    return wrong


def links(source: str, page: str) -> Iterator[str]:
    """Where the links of a page lead on the same site; files to be saved are left out."""
    site = urljoin(page, "/")
    for link in re.findall(r"<a\s[^>]*>", source):
        found = re.search(r'\shref="([^"#]+)', link)
        if found and " download" not in link:
            address = urljoin(page, unescape(found[1]))
            if address.startswith(site):
                yield address.removeprefix(site.rstrip("/"))


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


def troubles(person: Person, path: str) -> list[str]:
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
        person.check_accessible(page)
    except AssertionError as error:
        found.append(f"axe: {str(error)[:300]}")
    return found
