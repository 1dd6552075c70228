"""Components say in words what they show in colour, and refuse names that nobody gave."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation
from jinja2 import UndefinedError
from markupsafe import Markup

from quancheng.ui.renderer import page_engine

Draw = Callable[..., str]


@pytest.fixture
def draw() -> Any:
    """`draw("status", "status('done', 'x')")` renders one call of a macro, in English."""

    def drawn(file: str, call: str, **context: object) -> str:
        name = call.split("(")[0]
        source = f'{{% from "ui/components/{file}.html" import {name} %}}{{{{ {call} }}}}'
        return page_engine().env.from_string(source).render(context)

    with translation.override("en"):
        yield drawn


@pytest.mark.parametrize(
    ("kind", "symbol"), [("urgent", "▲"), ("today", "●"), ("info", "ℹ"), ("done", "✓"), ("grey", "○")]
)
def test_a_status_has_a_symbol_and_a_word_beside_its_colour(draw: Draw, kind: str, symbol: str) -> None:
    html = draw("status", "status(kind, 'so it is')", kind=kind)
    assert symbol in html
    assert "so it is" in html


def test_a_refused_button_gives_its_reason_and_posts_nothing(draw: Draw) -> None:
    html = draw("button", "button('Sign', 'primary', refused='Only a chief physician may sign.')")
    assert "Only a chief physician may sign." in html
    assert 'aria-disabled="true"' in html
    assert 'type="button"' in html


def test_a_posting_button_carries_token_and_a_key_of_its_own(draw: Draw) -> None:
    call = "post_button('Done', '/x/', token, fields={'outcome': 'done'})"
    first = draw("button", call, token=Markup('<input name="csrf">'))
    second = draw("button", call, token=Markup('<input name="csrf">'))
    assert '<input name="csrf">' in first
    assert 'name="outcome" value="done"' in first
    assert first != second


@pytest.mark.parametrize("missing", [None, ""])
def test_a_missing_value_is_said(draw: Draw, missing: object) -> None:
    assert "not recorded" in draw("status", "value(x)", x=missing)


def test_zero_is_a_value(draw: Draw) -> None:
    assert draw("status", "value(0)") == "0"


def test_the_present_stage_is_marked_for_eyes_and_ears(draw: Draw) -> None:
    stages = [{"text": "Surgery", "state": "done"}, {"text": "Radiotherapy", "state": "here"}]
    html = draw("course", "stepper(stages)", stages=stages)
    assert 'aria-current="step"' in html
    assert "You are here" in html


def test_a_changed_value_stays_readable_with_who_when_and_why(draw: Draw) -> None:
    entry = {
        "field": "Ki-67",
        "old": "15%",
        "new": "25%",
        "who": "Chen Li",
        "why": "misread",
        "at": datetime(2018, 10, 22, 1, 41, tzinfo=UTC),
    }
    html = draw("details", "history([entry])", entry=entry)
    assert "<del>15%</del>" in html
    assert "<ins>25%</ins>" in html
    assert "Chen Li" in html
    assert "22 Oct 2018 09:41" in html
    assert "misread" in html


def test_a_figure_that_is_not_shown_leads_nowhere(draw: Draw) -> None:
    html = draw("figures", "figure_tile('Men', none, href='/x/')")
    assert "not shown" in html
    assert "/x/" not in html


def test_a_figure_opens_its_patients_and_says_its_parts(draw: Draw) -> None:
    html = draw(
        "figures", "figure_tile('Done', '93.3', '%', 1551, 1663, href='/x/', definition='All of them')"
    )
    assert 'href="/x/"' in html
    assert "1,551 of 1,663" in html
    assert "All of them" in html


def test_a_progress_bar_asks_again_until_it_is_done(draw: Draw) -> None:
    running = draw("details", "progress(1, 4, 'Importing', fragment='/x/')")
    finished = draw("details", "progress(4, 4, 'Importing', fragment='/x/', done=true)")
    assert 'hx-get="/x/"' in running
    assert "hx-get" not in finished


def test_progress_of_nothing_is_no_error(draw: Draw) -> None:
    assert "0 / 0" in draw("details", "progress(0, 0, 'Importing')")


def test_the_last_page_says_so(draw: Draw) -> None:
    assert "This is the last page" in draw("table", "pager(previous='/x/')")
    assert "last page" not in draw("table", "pager(next='/x/')")


def test_lanes_place_events_without_inline_styles(draw: Draw) -> None:
    rows = [
        {
            "label": "Surgery",
            "events": [
                {"starts_on": date(2017, 1, 1), "title": "Mastectomy", "kind": "urgent", "href": "/o/"}
            ],
        },
        {"label": "Imaging", "events": [], "empty": "The radiologist enters reports"},
    ]
    html = draw("patient_record", "lanes(rows, a, b, b)", rows=rows, a=date(2016, 1, 1), b=date(2018, 1, 1))
    assert 'aria-label="Mastectomy"' in html
    assert "▲" in html
    assert "The radiologist enters reports" in html
    assert "style=" not in html


def test_an_undefined_name_is_an_error(draw: Draw) -> None:
    with pytest.raises(UndefinedError):
        page_engine().env.from_string("{{ nobody_gave_this }}").render({})


@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("en", "{{ day|date }}", "5 Mar 2026"),
        ("zh-hans", "{{ day|date }}", "2026年3月5日"),
        ("en", "{{ moment|datetime }}", "6 Mar 2026 00:30"),
        ("en", "{{ moment|time }}", "00:30"),
        ("en", "{{ none|date }}{{ none|datetime }}{{ none|time }}{{ none|number }}", ""),
        ("en", "{{ day|age(later) }}", "2 years"),
        ("zh-hans", "{{ day|age(later) }}", "2岁"),
        ("en", "{{ 1234567|number }}", "1,234,567"),
        ("en", "{{ 2.5|number(2) }}", "2.50"),
        ("en", "{{ 1551|percent(1663) }}", "93.3%"),
        ("en", "{{ 0|percent(0) }}", "–"),
        ("en", "{{ '张晓梅'|mask_name }}", "张*梅"),
    ],
)
def test_filters_write_what_the_clinic_writes(language: str, source: str, text: str) -> None:
    values = {
        "day": date(2026, 3, 5),
        "later": date(2028, 3, 5),
        "moment": datetime(2026, 3, 5, 16, 30, tzinfo=UTC),
    }
    with translation.override(language):
        assert page_engine().env.from_string(source).render(values) == text
