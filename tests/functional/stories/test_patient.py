"""Story 6: a patient and her daughter, on a phone."""

import pytest

from tests.functional.conftest import PHONE
from tests.functional.stories.words import LANGUAGES, leftover, sign_in_by_phone

ZHANG, DAUGHTER = "19900000001", "19900010001"
HERE = {"zh-hans": "您在这里", "en": "You are here"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_she_sees_today_her_journey_and_who_looked(guest, centre, check_accessible, language):
    page = guest(PHONE, language)
    sign_in_by_phone(page, ZHANG)
    for path in (
        "/p/",
        "/p/journey/",
        "/p/me/",
        "/p/me/data/",
        "/p/me/readers/",
        "/p/me/consents/",
        "/p/me/family/",
    ):
        page.goto(path)
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert leftover(page, language) == []
        check_accessible(page)
    page.goto("/p/journey/")
    assert page.get_by_text(HERE[language]).is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_size_of_the_words_is_remembered(guest, centre, language):
    page = guest(PHONE, language)
    sign_in_by_phone(page, ZHANG)
    page.click("button[name=size][value=huge]")
    page.goto("/p/journey/")
    assert page.get_attribute("html", "data-text-size") == "huge"
    elsewhere = guest(PHONE, language)
    sign_in_by_phone(elsewhere, ZHANG)
    assert elsewhere.get_attribute("html", "data-text-size") == "huge"
    elsewhere.click("button[name=size][value=large]")


def test_she_asks_for_a_correction_and_sees_that_it_waits(guest, centre):
    page = guest(PHONE)
    sign_in_by_phone(page, ZHANG)
    page.goto("/p/me/data/correction/")
    page.fill("[name=item]", "出生日期")
    page.fill("[name=text]", "我是十二月出生的")
    page.click("main form button[type=submit], main form .btn--primary")
    page.wait_for_url("**/p/me/data/")
    assert page.get_by_text("我是十二月出生的").is_visible()


def test_her_daughter_sees_what_was_granted_until_it_ends(guest, centre):
    daughter = guest(PHONE)
    sign_in_by_phone(daughter, DAUGHTER)
    assert daughter.goto("/p/journey/").status == 200
    assert "张晓梅" in daughter.inner_text("body")
    assert daughter.goto("/p/me/readers/").status == 403


def test_everything_works_without_scripts(guest, centre):
    page = guest(PHONE, scripts=False)
    sign_in_by_phone(page, ZHANG)
    for path in ("/p/", "/p/journey/", "/p/me/data/"):
        assert page.goto(path).status == 200
