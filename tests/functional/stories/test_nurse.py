"""Story 2: a nurse's day, what she does with a step, and how she finds a patient."""

import re

import pytest

from quancheng.demo.cast import CAST
from tests.functional.stories.words import LANGUAGES

# Each language has a nurse, a team and a colleague of its own: they share one hospital's day.
NURSES = {"zh-hans": ("nurse.li", "范静"), "en": ("nurse.ding", "郝梦")}
ZHANG = CAST[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_she_works_through_her_day(staff, language):
    username, colleague = NURSES[language]
    nurse = staff(username, language)
    page = nurse.page
    assert page.url.endswith("/s/day/")
    nurse.look()
    steps = page.locator("tbody.day__step")
    assert steps.count() >= 3
    first = steps.first.inner_text()
    # Patient, what, why, due window, owner and how late it is, in words and not by colour alone.
    assert re.search(r"\d", steps.first.locator(".day__window").inner_text())
    assert steps.first.locator(".day__what").inner_text()
    assert steps.first.locator(".day__owner").inner_text()
    assert re.search(r"逾期|overdue|今天|Today|天|day", first)
    marks = page.eval_on_selector_all(".day__mark", "all => all.map((one) => one.className)")
    order = [
        name for name in ("safety", "treatment", "timed", "routine") if any(name in mark for mark in marks)
    ]
    assert [mark.split("--")[1] for mark in marks] == order

    # She completes the first with an outcome, and it says so in its place.
    done = steps.nth(0).get_attribute("id")
    page.click(f"#{done} a[href$='/complete/']")
    page.fill(f"#{done} [name=note]", "家属已复述" if language == "zh-hans" else "Told back correctly")
    nurse.look()
    page.click(f"#{done} form button[type=submit]")
    page.locator(f"#{done}[data-saved]").wait_for()
    assert nurse.sees("Done. It stands in the plan with your name.")

    # The second goes to a colleague who looks after the patient.
    handed = steps.nth(1).get_attribute("id")
    page.click(f"#{handed} a[href$='/hand-over/']")
    choice = page.locator(f"#{handed} [name=owner] option", has_text=colleague).get_attribute("value")
    page.select_option(f"#{handed} [name=owner]", choice)
    page.click(f"#{handed} form button[type=submit]")
    page.locator(f"#{handed}[data-saved]").wait_for()

    # The third is not done, and she gives the reason; without one it is not accepted.
    varied = steps.nth(2).get_attribute("id")
    page.click(f"#{varied} a[href$='/vary/']")
    page.click(f"#{varied} form button[type=submit]")
    page.locator(f"#{varied} .error-summary, #{varied} .field--error").first.wait_for()
    page.check(f"#{varied} [name=reason] >> nth=0")
    page.click(f"#{varied} form button[type=submit]")
    page.locator(f"#{varied}[data-saved]").wait_for()
    nurse.look()

    # The day no longer has what is closed or handed on, and the plan shows it with her name.
    page.reload()
    assert page.locator(f"#{done}, #{varied}").count() == 0
    step = done.removeprefix("step-")
    nurse.open(f"/s/steps/{step}/")
    assert nurse.sees("What happened")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_a_step_is_completed_on_a_page_of_its_own(staff, language):
    nurse = staff("nurse.tang" if language == "zh-hans" else "nurse.cui", language, scripts=False)
    page = nurse.page
    step = page.locator("tbody.day__step").first.get_attribute("id").removeprefix("step-")
    page.goto(f"/s/steps/{step}/complete/")
    nurse.press("Done", "button")
    page.goto(f"/s/steps/{step}/")
    assert nurse.sees("Open again")


@pytest.mark.parametrize("language", LANGUAGES)
def test_she_finds_a_patient_by_whatever_she_knows(staff, centre, language):
    nurse = staff("nurse.li", language)
    page = nurse.page
    for known in (
        "晓梅",
        "张晓梅",
        "zxm",
        ZHANG.record_number,
        ZHANG.phone,
        ZHANG.phone[-4:],
        resident_id(centre),
    ):
        page.goto("/s/search/")
        page.fill("main [name=q]", known)
        page.keyboard.press("Enter")
        page.locator("#results th a", has_text=ZHANG.name).first.wait_for()
    nurse.look()
    page.goto("/s/search/?q=zzqqxx")
    assert page.locator("#results table").count() == 0
    nurse.look()
    page.goto("/s/day/")
    page.keyboard.press("/")
    page.keyboard.type("zxm")
    page.keyboard.press("Enter")
    page.locator("#results th a", has_text=ZHANG.name).first.wait_for()
    with page.expect_navigation(url=re.compile(r"/s/patients/\w+/$")):
        page.locator("#results th a", has_text=ZHANG.name).first.click()
    nurse.look()


def resident_id(centre) -> str:
    """Her resident ID, as the registry has it."""
    return centre.ask(
        "from quancheng.patients.models import Identifier\n"
        "rows = Identifier.objects.filter(kind='resident_id').select_related('patient')\n"
        f"answer = next(row.value for row in rows if row.patient.record_number == {ZHANG.record_number!r})"
    )
