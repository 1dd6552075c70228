"""Story 3: a doctor takes a new patient in, records what pathology says, and the course follows."""

import re
from datetime import timedelta

import pytest

from quancheng.demo.cast import CAST
from quancheng.kernel import clock
from tests.functional.stories.registry import begin_the_plan
from tests.functional.stories.words import LANGUAGES

ZHANG, HE = CAST[0], CAST[6]
# Born 1971; the check digits are right, the people are invented.
NEWCOMERS = {
    "zh-hans": ("doctor.zhou", "秦月娥", "T90001", "乳腺一组"),
    "en": ("doctor.xu", "Maria Rossi", "T90002", "Breast team 2"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pathology_moves_stage_plan_and_figures(staff, language):
    username, *newcomer = NEWCOMERS[language]
    doctor = staff(username, language)
    page = doctor.page
    record = register(doctor, *newcomer)
    doctor.look()
    assert doctor.say("New") in identity(doctor)
    begun = begin_the_plan(doctor, record)

    report_the_biopsy(doctor, record)
    assert "HER2" in identity(doctor)
    assert doctor.say("Before treatment") in identity(doctor)

    # TNM gives the stage group; its source stands beside it.
    page.goto(f"{record}add/tnm/")
    page.fill("[name=fact_on]", day(-2))
    choose(page, fact_side="left", classification="c", m="M0")
    page.select_option("[name=t]", "T2")
    page.select_option("[name=n]", "N1")
    doctor.press("Save")
    assert "IIB" in identity(doctor)
    doctor.open(f"{record}figures/")
    assert "AJCC" in doctor.reads()

    # Neoadjuvant treatment begins: the stage of the course moves and the plan's steps appear.
    page.goto(f"{record}add/therapy_started/")
    page.fill("[name=fact_on]", day(0))
    page.select_option("[name=modality]", "chemotherapy")
    choose(page, intent="neoadjuvant")
    page.fill("[name=regimen]", "TCbHP")
    doctor.press("Save")
    assert doctor.say("Neoadjuvant therapy") in identity(doctor)
    doctor.open(f"{record}plan/")
    assert page.locator("#plan .step").count() > begun

    correct_the_biopsy(doctor, record)
    doctor.open(record)


def report_the_biopsy(doctor, record: str) -> None:
    """A Ki-67 that cannot be is refused at its field and nothing is saved; then it is right."""
    page = doctor.page
    page.goto(f"{record}add/biopsy_pathology/")
    page.fill("[name=fact_on]", day(-3))
    choose(page, fact_side="left", grade="3", her2_ihc="3+", lvi="no")
    page.select_option("[name=specimen]", "core_needle")
    page.select_option("[name=histology]", "nst")
    for field, value in (("er_percent", "0"), ("pr_percent", "0"), ("ki67_percent", "140")):
        page.fill(f"[name={field}]", value)
    doctor.press("Save")
    assert page.locator("[name=ki67_percent]").get_attribute("aria-invalid") == "true"
    doctor.look()
    page.fill("[name=ki67_percent]", "４５")  # as a Chinese keyboard types it
    doctor.press("Save")


def correct_the_biopsy(doctor, record: str) -> None:
    """She corrects Ki-67 and says why; the old value stays readable with reason, who and when."""
    page, reason = (
        doctor.page,
        "病理科复核后更正" if doctor.language == "zh-hans" else "After a second reading",
    )
    open_the_biopsy(doctor, record)
    doctor.follow("Correct")
    page.fill("[name=ki67_percent]", "60")
    doctor.press("Save")
    assert page.locator(".error-summary").is_visible()  # not without a reason
    doctor.look()
    page.fill("[name=correction_reason]", reason)
    doctor.press("Save")
    open_the_biopsy(doctor, record)
    assert any("45" in words for words in page.locator("del").all_inner_texts())
    assert reason in doctor.reads()
    doctor.open(f"{record}history/")
    assert reason in doctor.reads()


def open_the_biopsy(doctor, record: str) -> None:
    """The entry with all its versions."""
    doctor.open(f"{record}pathology/")
    doctor.page.locator("main .card h2 a").filter(has_text=doctor.say("Biopsy pathology")).first.click()
    doctor.page.wait_for_url(re.compile(r"/facts/\d+/$"))
    doctor.look()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_record_says_who_this_is_wherever_one_reads(staff, language):
    doctor = staff("doctor.chen", language)
    page = doctor.page
    page.goto(f"/s/search/?q={ZHANG.record_number}")
    page.locator("#results th a").first.click()
    page.wait_for_url(re.compile(r"/s/patients/\w+/$"))
    doctor.look()
    bar = identity(doctor)
    for piece in (ZHANG.name, "pT2", "ER", "PR", "HER2", "Ki-67", "Luminal"):
        assert piece in bar
    assert doctor.say("Your team looks after her") in bar
    # The bar stays when the page scrolls, and each tab is an address of its own.
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(200)
    top = page.evaluate("document.querySelector('.identity').getBoundingClientRect().top")
    assert 0 <= top < 120
    tabs = page.eval_on_selector_all(".record__tabs nav a", "all => all.map((one) => one.pathname)")
    assert len(set(tabs)) == len(tabs) >= 7
    for path in tabs:
        doctor.open(path)
        assert ZHANG.name in identity(doctor)


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_show_inputs_source_and_limits_or_the_reason_why_not(staff, language):
    doctor = staff("doctor.chen", language)
    page = doctor.page
    page.goto(f"/s/search/?q={HE.record_number}")
    page.locator("#results th a").first.click()
    page.wait_for_url(re.compile(r"/s/patients/\w+/$"))
    doctor.open(page.url + "figures/")
    cards = page.locator(".figurecard")
    assert cards.count() >= 3
    for card in cards.all():
        assert card.locator(".inputs li").count() > 0
        assert card.locator("cite").inner_text().strip()
    assert page.locator(".whynot__item").count() > 0


def register(doctor, name: str, number: str, team: str) -> str:
    """The address of the new record."""
    page = doctor.page
    page.goto("/s/patients/new/")
    doctor.look()
    # A resident ID whose last digit is wrong is refused at its field.
    page.fill("[name=record_number]", number)
    page.fill("[name=name]", name)
    page.fill("[name=resident_id]", "110101197103072220")
    doctor.press("Register and open the record")
    assert page.locator("[name=resident_id]").get_attribute("aria-invalid") == "true"
    doctor.look()
    page.fill("[name=resident_id]", "")
    choose(page, sex="female")
    page.fill("[name=birth_on]", "1971-03-07")
    page.fill("[name=phone]", f"1990009{number[-4:]}")
    page.select_option("[name=team]", label=team)
    doctor.press("Register and open the record")
    page.wait_for_url(re.compile(r"/s/patients/[^/]+/$"))
    assert "/new/" not in page.url
    return page.url


def choose(page, **values: str) -> None:
    """Ticks one of several, by its name and value."""
    for name, value in values.items():
        page.check(f"[name={name}][value='{value}']")


def identity(doctor) -> str:
    """The words of the bar that says who this is."""
    return doctor.page.locator(".identity").inner_text()


def day(offset: int) -> str:
    """So many days from today, as one types it."""
    return (clock.today() + timedelta(days=offset)).isoformat()
