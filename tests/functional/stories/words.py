"""Signing in as people do, and the words that a story looks for in each language."""

import re

from playwright.sync_api import Page

from tests.functional.centre import Centre

LANGUAGES = ("zh-hans", "en")


def sign_in(page: Page, centre: Centre, username: str) -> None:
    """A member of staff signs in and lands on her first page."""
    page.goto("/accounts/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", centre.password)
    with page.expect_navigation(url=re.compile("/s/")):
        page.keyboard.press("Enter")


def sign_in_by_phone(page: Page, phone: str) -> None:
    """A patient or a relative signs in with the code that the demonstration shows on the screen."""
    page.goto("/accounts/code/")
    page.fill("[name=phone]", phone)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    code = re.search(r"(?<!\d)\d{6}(?!\d)", page.inner_text("main"))
    assert code, page.inner_text("main")
    page.fill("[name=code]", code[0])
    with page.expect_navigation(url=re.compile("/p/")):
        page.keyboard.press("Enter")


def leftover(page: Page, language: str) -> list[str]:
    """Words of the other language that stand on the page: English sentences in Chinese, Chinese in English.

    Names of people, hospitals and what staff typed stay as they are, so English pages may hold those.
    """
    text = page.evaluate("document.body.innerText")
    if language == "en":
        return []
    return [words for words in re.findall(r"[A-Za-z][a-z]+(?: [a-z]+){2,}", text) if words not in _PROPER]


_PROPER: set[str] = set()
