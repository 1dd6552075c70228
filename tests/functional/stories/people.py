"""A person at her screen: she signs in, presses what she reads, and every page she looks at is clean."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.functional.centre import Centre
from tests.functional.stories.words import leftover, say

FIRST_PAGE = re.compile(r"/(s|p)/|/accounts/password/")


@dataclass
class Person:
    """Somebody with a browser open, in her language."""

    page: Page
    language: str
    centre: Centre
    check_accessible: Callable[[Page], None]

    def say(self, words: str, context: str = "", **values: object) -> str:
        """The words as her screen has them."""
        return say(self.language, words, context, **values)

    def sign_in(self, username: str, password: str = "") -> None:
        """A member of staff signs in and lands on her first page."""
        self.page.goto("/accounts/login/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", password or self.centre.password)
        with self.page.expect_navigation(url=FIRST_PAGE):
            self.page.keyboard.press("Enter")

    def sign_in_by_phone(self, phone: str) -> None:
        """A patient or a relative signs in with the code that the demonstration shows on the screen."""
        self.page.goto("/accounts/code/")
        self.page.fill("[name=phone]", phone)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        code = re.search(r"(?<!\d)\d{6}(?!\d)", self.page.inner_text("main"))
        assert code, self.page.inner_text("main")
        self.page.fill("[name=code]", code[0])
        with self.page.expect_navigation(url=FIRST_PAGE):
            self.page.keyboard.press("Enter")

    def open(self, path: str) -> None:
        """She opens an address, gets a page, and looks at it."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"
        self.look()

    def look(self, *, axe: bool = True) -> None:
        """The page as it stands: one heading, nothing sticks out, one language, nothing in anybody's way."""
        page = self.page
        assert page.locator("h1").count() == 1, page.url
        assert fits(page), f"{page.url} is wider than the screen"
        left = leftover(page, self.centre, self.language)
        assert left == [], f"{page.url} has left over {left}"
        if axe:
            self.check_accessible(page)

    def link(self, words: str, **values: object) -> Locator:
        """The link that says this."""
        return self.page.get_by_role("link", name=self.say(words, **values), exact=True).first

    def follow(self, words: str, **values: object) -> None:
        """She follows the link that says this, and looks at where it leads."""
        with self.page.expect_navigation():
            self.link(words, **values).click()
        self.look()

    def press(self, words: str, context: str = "", **values: object) -> None:
        """She presses the button that says this, which leads to a page."""
        with self.page.expect_navigation():
            self.button(words, context, **values).click()

    def button(self, words: str, context: str = "", **values: object) -> Locator:
        """The button that says this."""
        return (
            self.page.locator("main")
            .get_by_role("button", name=self.say(words, context, **values), exact=True)
            .first
        )

    def sees(self, words: str, **values: object) -> bool:
        """Whether the page says this."""
        return self.say(words, **values) in self.page.inner_text("body")

    def reads(self) -> str:
        """All the words of the page's main part."""
        return self.page.inner_text("main")


def fits(page: Page) -> bool:
    """Whether nothing sticks out of the screen to the right."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
