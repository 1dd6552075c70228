"""Story 7: a director reads what the centre did, and opens the patients behind each number."""

import json
import re
from datetime import timedelta

import pytest

from quancheng.demo.figures import SMALL_CENTRE
from quancheng.kernel import clock
from tests.functional.stories.registry import begin_the_plan, register
from tests.functional.stories.words import LANGUAGES

PERIOD = "begins=2015-10-01&ends=2018-10-01"
# Whose plan follows the director's change, and who takes her in.
FOLLOWED = {
    "zh-hans": ("doctor.zhou", "段清源", "W90001", "乳腺一组"),
    "en": ("doctor.xu", "Clara Weiss", "W90002", "Breast team 2"),
}


def _records_listed(page):
    """The addresses of the records on this page of the list and on all that follow."""
    found = []
    while True:
        links = "all => all.map((one) => one.getAttribute('href'))"
        found += page.eval_on_selector_all("main tbody th a", links)
        onward = page.locator("main .pager a[rel=next]")
        if not onward.count():
            return found
        page.goto(onward.get_attribute("href"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_opens_its_patients(staff, centre, language):
    director = staff("director.fang", language)
    page = director.page
    director.open(f"/s/reports/service/?{PERIOD}")
    assert str(SMALL_CENTRE.enrolled) in director.reads()
    numbers = page.eval_on_selector_all(
        ".report-table tbody tr a",
        "all => all.map((one) => [one.firstChild.data.trim(), one.getAttribute('href')])",
    )
    assert len(numbers) >= 9
    told = json.loads(
        centre.manage(
            "service_report",
            "--from",
            "2015-10",
            "--to",
            "2018-10",
            "--format",
            "json",
            "--hospital",
            "mingxi",
        ).stdout
    )
    printed = {row["code"]: row["value"] for row in told["rows"]}
    for number, href in numbers:
        counted = int(number.replace(",", ""))
        code = re.search(r"/service/(\w+)/patients/", href)[1]
        assert printed[code] == counted, f"{code}: the command prints the same"
        page.goto(href)
        assert len(set(_records_listed(page))) == counted, f"{code}: as many people as the number says"
    director.look()
    page.locator("main tbody a").first.click()
    page.wait_for_url(re.compile(r"/s/patients/\w+/$"))
    director.look()
    assert director.say("Your role covers the whole hospital") in page.locator(".identity").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_manager_reads_the_report_without_small_numbers(staff, language):
    manager = staff("case.wang", language)
    manager.open(f"/s/reports/service/?{PERIOD}")
    assert manager.page.locator(".report-table tbody a").count() == 0
    assert manager.sees("Small numbers are not shown")
    manager.open("/s/reports/service/?begins=2001-01-01&ends=2001-02-01")
    assert manager.sees("Nobody was first admitted in this period")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_centre_edits_its_pathway_and_plans_follow(staff, language):
    username, name, number, team = FOLLOWED[language]
    doctor = staff(username, language)
    record = register(doctor, name, number, serial=None, team=team)
    begin_the_plan(doctor, record)
    before = first_contact(doctor, record)

    director = staff("director.fang", language)
    page = director.page
    director.open("/s/pathways/")
    page.click("main a[href='/s/pathways/course/']")
    page.wait_for_url("**/s/pathways/course/")
    director.look()
    version = int(page.locator("main table td.is-number").first.inner_text())
    director.follow("Change or confirm")
    window = int(page.input_value("[name=first_contact-window_days]")) + 9
    page.fill("[name=first_contact-window_days]", str(window))
    page.fill("[name=reason]", "门诊改到下周" if language == "zh-hans" else "The clinic moved")
    director.press("Publish the new version")
    director.look()
    assert int(page.locator("main table td.is-number").first.inner_text()) == version + 1

    # The worker re-plans, and her first contact is due when the new window ends.
    last = clock.today() + timedelta(days=window)
    due = f"{last.month}月{last.day}日" if language == "zh-hans" else f"{last.day} {last:%b}"
    for _ in range(60):
        if due in first_contact(doctor, record):
            break
        doctor.page.wait_for_timeout(1000)
    assert due in first_contact(doctor, record)
    assert due not in before
    doctor.look()


def first_contact(doctor, record: str) -> str:
    """When the first contact is due, as her plan says."""
    doctor.page.goto(f"{record}plan/")
    step = doctor.page.locator("#plan .step", has_text=doctor.say("First contact by the case manager")).first
    return str(step.inner_text()).replace("\N{NO-BREAK SPACE}", " ")
