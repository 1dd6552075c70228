"""What a page writes is MarkupSafe's escaping, character for character."""

from datetime import date
from typing import Any

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from quancheng.ui.escaping import PageEnvironment, escaped


@given(st.text())
def test_texts_are_written_as_markupsafe_escapes_them(text: str) -> None:
    assert escaped(text) == escape(text)


@pytest.mark.parametrize(
    "value", [0, 12, 1.5, True, None, date(2026, 3, 5), Markup("<b>"), gettext_lazy("My day"), "<i>", "&'\""]
)
def test_so_is_everything_else(value: Any) -> None:
    assert str(escaped(value)) == str(escape(value))


@pytest.mark.parametrize(
    "template",
    [
        "{{ x }}",
        "{% macro m(y) %}<i>{{ y }}</i>{% endmacro %}{{ m(x) }}",
        "{% set s %}{{ x }}{% endset %}{{ s }}",
        "{{ '<' ~ x }}",
        "{{ [x, x]|join('<br>') }}",
        "{{ x|e }}{{ x|safe }}",
    ],
)
def test_templates_escape_once(template: str) -> None:
    options: dict[str, Any] = {"autoescape": True, "undefined": StrictUndefined}
    ours, theirs = PageEnvironment(**options), Environment(**options)
    value = "<script>\"'&"
    assert ours.from_string(template).render(x=value) == theirs.from_string(template).render(x=value)
