"""Story 2: a nurse's day, what she does with a step, and how she finds a patient."""

import re

import pytest

from quancheng.demo.cast import CAST
from tests.functional.stories.words import LANGUAGES

# Each language has a nurse, a team and a colleague of its own: they share one hospital's day.
NURSES = {"zh-hans": ("nurse.li", "范静", "nurse.fan"), "en": ("nurse.ding", "郝梦", "nurse.hao")}
ZHANG = CAST[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_she_works_through_her_day(staff, language):
    username, colleague, receives = NURSES[language]
    nurse = staff(username, language)
    page = nurse.page
    nurse.open("/s/day/")
    steps = page.locator("tbody.day__step")
    says_everything(steps.first)
    done, handed, varied = (steps.nth(place).get_attribute("id") for place in range(3))

    # She completes the first with an outcome, and it says so in its place.
    page.click(f"#{done} a[href$='/complete/']")
    page.fill(f"#{done} [name=note]", "家属已复述" if language == "zh-hans" else "Told back correctly")
    nurse.look()
    save(page, done)
    assert nurse.sees("Done. It stands in the plan with your name.")

    # The second goes to a colleague who looks after the patient.
    page.click(f"#{handed} a[href$='/hand-over/']")
    choice = page.locator(f"#{handed} [name=owner] option", has_text=colleague).get_attribute("value")
    page.select_option(f"#{handed} [name=owner]", choice)
    save(page, handed)

    # The colleague finds it among what was handed to her.
    other = staff(receives, language)
    other.open("/s/day/?whose=named")
    assert other.page.locator(f"#{handed}").count() == 1

    # The third is not done, and she gives the reason; without one it is not accepted.
    page.click(f"#{varied} a[href$='/vary/']")
    page.click(f"#{varied} form button[type=submit]")
    page.locator(f"#{varied} .error-summary, #{varied} .field--error").first.wait_for()
    page.check(f"#{varied} [name=reason] >> nth=0")
    save(page, varied)
    nurse.look()

    # The day no longer has what is closed, and the step's page says who closed it.
    page.reload()
    assert page.locator(f"#{done}, #{varied}").count() == 0
    nurse.open(f"/s/steps/{done.removeprefix('step-')}/")
    assert nurse.reads().count("李倩" if language == "zh-hans" else "丁薇") >= 1


def says_everything(step) -> None:
    """Patient, what, why, due window, owner, and how late it is: in words, not by colour alone."""
    assert re.search(r"[\u3400-\u9fff]{2,4}", step.locator(".day__patient a").inner_text())
    assert step.locator(".day__what").inner_text()
    assert step.locator("td .day__why").inner_text()
    assert re.search(r"\d", step.locator(".day__window").inner_text())
    assert step.locator(".day__owner").inner_text()
    assert re.search(
        r"逾期|天|today|day|今", step.locator(".status, .badge").first.inner_text(), re.IGNORECASE
    )


def save(page, step: str) -> None:
    """The form inside the step sent, and the step drawn again as saved."""
    page.click(f"#{step} form button[type=submit]")
    page.locator(f"#{step}[data-saved]").wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_most_pressing_comes_first(staff, language):
    doctor = staff("doctor.chen", language)
    doctor.open("/s/day/?whose=team")
    marks = doctor.page.eval_on_selector_all(
        ".day__mark", "all => all.map((one) => one.className.split('--')[1])"
    )
    assert marks == [name for name in ("safety", "treatment", "timed", "routine") if name in marks] != []
    # Counters lead to what they count; a list with nothing says so.
    for address in doctor.page.eval_on_selector_all("#day-counters a", "all => all.map((one) => one.href)"):
        doctor.page.goto(address)
        doctor.look(axe=False)
    staff("nurse.gu", language).open("/s/day/?whose=named")


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
    page.goto("/s/search/?q=99887766")
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
