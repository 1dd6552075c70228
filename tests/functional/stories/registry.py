"""What several stories do at the registry: find a record, register a person."""

import re
from datetime import date

from quancheng.kernel.resident_id import make_resident_id
from tests.functional.stories.people import Person

RECORD = re.compile(r"/s/patients/(?!new/)[^/]+/$")
BORN = date(1968, 4, 9)


def find(person: Person, words: str) -> str:
    """The address of the one record that a search finds, opened."""
    person.page.goto(f"/s/search/?q={words}")
    person.page.locator("#results th a").first.click()
    person.page.wait_for_url(RECORD)
    return person.page.url


def register(person: Person, name: str, number: str, *, serial: int | None, team: str) -> str:
    """The address of a new record; `serial` makes a resident ID and a phone, None leaves both out."""
    page = person.page
    page.goto("/s/patients/new/")
    page.fill("[name=record_number]", number)
    page.fill("[name=name]", name)
    page.check("[name=sex][value=female]")
    page.fill("[name=birth_on]", BORN.isoformat())
    if serial is not None:
        page.fill("[name=resident_id]", make_resident_id("110101", BORN, serial))
        page.fill("[name=phone]", f"199008{serial:05d}")
    if team:
        page.select_option("[name=team]", label=team)
    person.press("Register and open the record")
    page.wait_for_url(RECORD)
    return page.url


def begin_the_plan(doctor: Person, record: str) -> int:
    """Under whole-course management the pathways make her plan; how many steps it begins with."""
    doctor.open(f"{record}plan/enrol/")
    doctor.page.locator("main form button[type=submit], main form .btn--primary").first.click()
    doctor.page.wait_for_url(re.compile("/plan/$"))
    return int(doctor.page.locator("#plan .step").count())
