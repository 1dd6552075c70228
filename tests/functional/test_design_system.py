"""The design system in a browser: accessible in every state, no second submission, a keyboard that works."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import include, path
from playwright.sync_api import Page, expect

from quancheng.ui.models import Submission
from tests.functional.conftest import PHONE, Visitor

STATES = ("open", "rest", "today", "urgent", "form")
SIZES = {"standard": (18, 48), "large": (22, 60), "huge": (30, 60)}
TARGETS = """least => [...document.querySelectorAll('a[href], button, select, textarea, label.option')]
    .filter(one => one.offsetParent && !one.classList.contains('skip-link'))
    .filter(one => Math.min(one.offsetWidth, one.offsetHeight) < least - 0.5)
    .map(one => one.outerHTML.slice(0, 80))"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

urlpatterns = [
    path("", include("quancheng.ui.urls.public")),
    path("", include("quancheng.ui.urls.staff")),
]
pytestmark = [pytest.mark.browser, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    """The gallery is open."""
    settings.DEMO = True


def choose_size(page: Page, size: str) -> None:
    """As if the person had chosen the size before."""
    page.context.add_cookies([{"name": "text_size", "value": size, "url": page.evaluate("location.origin")}])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_staff_components_are_accessible(
    visitor: Visitor, check_accessible: Callable[[Page], None], language: str
) -> None:
    page = visitor(language=language)
    for address in (
        "/_gallery/",
        "/_gallery/once/",
        "/_gallery/signin/",
        "/_gallery/print/",
        "/_gallery/error/409/",
    ):
        page.goto(address)
        check_accessible(page)
        assert page.evaluate(TOO_WIDE) <= 0


@pytest.mark.parametrize(
    "harm",
    [
        "document.querySelector('main .field select').labels[0].remove()",
        "document.querySelector('main .field select').labels[0].htmlFor = 'nobody'",
        "document.querySelector('main h2').outerHTML = '<h4>A heading two levels down</h4>'",
        "document.querySelector('main p').style.color = '#eee'",
        "document.querySelector('main button').replaceChildren()",
    ],
)
def test_a_page_that_was_right_is_refused_once_it_is_wrong(
    visitor: Visitor, check_accessible: Callable[[Page], None], harm: str
) -> None:
    page = visitor()
    page.goto("/_gallery/")
    check_accessible(page)
    page.evaluate(harm)
    with pytest.raises(AssertionError):
        check_accessible(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_patient_reads_and_hits_everything_in_her_size(
    visitor: Visitor, check_accessible: Callable[[Page], None], language: str, size: str
) -> None:
    page = visitor(PHONE, language)
    page.goto("/_gallery/patient/")
    choose_size(page, size)
    letters, target = SIZES[size]
    for state in STATES:
        page.goto(f"/_gallery/patient/?state={state}")
        assert page.evaluate("getComputedStyle(document.body).fontSize") == f"{letters}px"
        assert page.evaluate(TARGETS, target) == []
        check_accessible(page)
        for width in (320, 390, 430):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate(TOO_WIDE) <= 0
        page.set_viewport_size(PHONE)


def test_the_next_thing_to_do_is_above_the_fold(visitor: Visitor) -> None:
    page = visitor(PHONE)
    page.goto("/_gallery/patient/")
    button = page.get_by_role("link", name="去填写").bounding_box()
    tabs = page.get_by_role("navigation").bounding_box()
    assert button is not None
    assert tabs is not None
    assert button["y"] + button["height"] < tabs["y"]
    assert tabs["y"] + tabs["height"] <= PHONE["height"]


def test_the_size_of_the_words_can_be_changed_without_scripts(visitor: Visitor) -> None:
    page = visitor(PHONE, scripts=False)
    page.goto("/_gallery/patient/")
    page.get_by_role("button", name="特大").click()
    expect(page.locator("html")).to_have_attribute("data-text-size", "huge")
    expect(page.get_by_role("button", name="特大")).to_have_attribute("aria-pressed", "true")


def fill_in(page: Page) -> None:
    """The gallery's form, without mistakes."""
    page.goto("/_gallery/once/")
    page.get_by_label("左侧").check()
    page.get_by_label("取材日期").fill("2018年10月")
    page.get_by_label("组织学类型").select_option("ductal")
    page.get_by_label("已与纸质报告核对").check()


def test_a_double_click_saves_once(visitor: Visitor) -> None:
    page = visitor()
    fill_in(page)
    page.get_by_role("button", name="保存").dblclick()
    expect(page.get_by_text("已保存", exact=True)).to_be_visible()
    assert Submission.objects.count() == 1


def test_sending_again_after_going_back_says_that_it_was_saved(visitor: Visitor) -> None:
    page = visitor()
    fill_in(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存", exact=True)).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("之前已保存")).to_be_visible()
    assert Submission.objects.count() == 1


def test_enter_that_picks_a_candidate_of_the_input_method_sends_nothing(visitor: Visitor) -> None:
    page = visitor()
    fill_in(page)
    box = page.get_by_label("Ki-67")
    box.focus()
    stopped = box.evaluate(
        """box => {
            box.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
            const enter = new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true});
            return !box.dispatchEvent(enter);
        }"""
    )
    assert stopped
    assert not Submission.objects.exists()


def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/_gallery/once/")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.locator("[data-error-summary] a").nth(1).click()
    expect(page.get_by_label("取材日期")).to_be_focused()


def test_the_keyboard_walks_rows_searches_and_opens_tabs(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/_gallery/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("jk/")
    expect(page.get_by_role("searchbox")).to_have_value("jk/")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(1).locator("[data-open]")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("[data-row]").nth(0)).to_have_class("is-late is-current")
    page.keyboard.press("Alt+3")
    assert page.url.endswith("#main")


def test_letters_as_shortcuts_can_be_switched_off(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/_gallery/")
    page.locator("details.menu summary").click()
    page.locator("[data-toggle-shortcuts]").click()
    expect(page.locator("[data-toggle-shortcuts]")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")
    page.keyboard.press("j")
    assert page.locator(".is-current").count() == 0


def test_a_first_visit_of_a_patient_is_small(visitor: Visitor) -> None:
    page = visitor(PHONE)
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto("/_gallery/patient/", wait_until="networkidle")
    assert len(sizes) <= 12
    assert sum(sizes) <= 100_000
