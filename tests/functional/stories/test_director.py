"""Story 7: a director reads what the centre did, and opens the patients behind each number."""

import json
import re

import pytest

from quancheng.demo.figures import SMALL_CENTRE
from tests.functional.stories.words import LANGUAGES

PERIOD = "begins=2015-10-01&ends=2018-10-01"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_opens_its_patients(staff, centre, language):
    director = staff("director.fang", language)
    page = director.page
    director.open(f"/s/reports/service/?{PERIOD}")
    assert str(SMALL_CENTRE.enrolled) in director.reads()
    numbers = page.eval_on_selector_all(
        ".report-table tbody tr:has(a)".replace(":has(a)", "") + " a",
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
    text = json.dumps(told)
    for number, href in numbers:
        assert number.replace(",", "") in text  # the command prints the same
        page.goto(href)
        shown = re.search(r"\d+", page.locator("main .pager, main h1, main .page-head").first.inner_text())
        rows = page.locator("main tbody tr").count()
        assert rows == int(number.replace(",", "")) or rows == 50 or shown, href
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
    director = staff("director.fang", language)
    director.open("/s/pathways/")
    director.page.locator("main a[href^='/s/pathways/']").first.click()
    director.page.wait_for_url(re.compile("/s/pathways/[a-z_]+/$"))
    director.look()
