"""Form fields that read what people type the way the clinic writes it, and know how wide they are drawn.

They add to Django's fields: `unit` (shown after the box), `width` (xs, s, m, l), and the kernel's readers, so
that full-width digits, 2018年10月5日 and 12.5% are understood, and refusals are the kernel's sentences.
"""

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import widgets
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quancheng.kernel.dates import ClinicalDate, format_date, parse_date
from quancheng.kernel.numbers import parse_decimal, parse_int
from quancheng.kernel.refused import Refused
from quancheng.ui.words import language

EXACT_DATE_WANTED = _("Enter the full date with its day, for example 2018-10-05.")
DATE_HINT = _("For example 2018-10-05")
PARTIAL_DATE_HINT = _("For example 2018-10-05; only 2018-10 or 2018 where the rest is not known")


def control_kind(bound: BoundField) -> str:
    """How a field is laid out: hidden, checkbox, options, or plain (label above its box)."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, (widgets.RadioSelect, widgets.CheckboxSelectMultiple)):
        return "options"
    if isinstance(widget, widgets.CheckboxInput):
        return "checkbox"
    return "plain"


def said(field: forms.Field, value: Any) -> str:
    """A value of this field in words, as a list of what differs shows it; empty where there is none."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if value is None or value == "":
        return ""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str(next((label for code, label in choices if str(code) == str(value)), value))
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def _read(reader: Callable[[], Any]) -> Any:
    """What the kernel's reader gives; its refusal becomes the field's error."""
    try:
        return reader()
    except Refused as refused:
        raise ValidationError(refused.sentence(gettext), code=refused.code or "refused") from refused


class _Drawn:
    """What the layout wants to know of a field: its unit and its width."""

    unit: str = ""
    width: str = ""

    def _drawn(self, unit: Any = "", width: str = "") -> None:
        self.unit, self.width = unit, width


class TextField(_Drawn, forms.CharField):
    """One line of text, or several with `rows`."""

    def __init__(self, *, rows: int = 0, width: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 4000 if rows else 200)
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
        self._drawn(width=width)


class _TypedField(_Drawn, forms.Field):
    """A text box whose content a kernel reader understands."""

    widget = forms.TextInput

    def __init__(self, *, unit: Any = "", width: str = "s", inputmode: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._drawn(unit, width)
        self.widget.attrs.setdefault("autocomplete", "off")
        if inputmode:
            self.widget.attrs["inputmode"] = inputmode

    def to_python(self, value: Any) -> Any:
        """The value read; None when the box is empty."""
        text = value.strip() if isinstance(value, str) else value
        return None if text in self.empty_values else _read(lambda: self.read(text))

    def read(self, value: Any) -> Any:
        """What the text means; refuses with a sentence."""
        raise NotImplementedError


class DecimalField(_TypedField):
    """A number with decimals, its unit after the box; `least` and `most` are what can be true."""

    def __init__(self, *, least: Any = None, most: Any = None, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(inputmode="decimal", **kwargs)

    def read(self, value: Any) -> Decimal:
        """The number that was typed."""
        return parse_decimal(value, unit=str(self.unit), least=self.least, most=self.most)


class IntegerField(_TypedField):
    """A whole number, its unit after the box."""

    def __init__(self, *, least: int | None = None, most: int | None = None, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(inputmode="numeric", **kwargs)

    def read(self, value: Any) -> int:
        """The whole number that was typed."""
        return parse_int(value, unit=str(self.unit), least=self.least, most=self.most)


class PartialDateField(_TypedField):
    """A date as exactly as it is known: to the day, the month or the year. Gives a ClinicalDate."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", PARTIAL_DATE_HINT)
        super().__init__(**kwargs)

    def read(self, value: Any) -> Any:
        """The date, with its precision."""
        return parse_date(value)

    def prepare_value(self, value: Any) -> Any:
        """What stands in the box: 2018-10-05, 2018-10 or 2018."""
        return str(value) if isinstance(value, ClinicalDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another date was typed than the form came with."""
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


class DateField(PartialDateField):
    """A date known to the day, typed in any of the ways people write it. Gives a date."""

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", DATE_HINT)
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def read(self, value: Any) -> date:
        """The day; refuses a month or a year alone, and what lies outside the bounds."""
        found = parse_date(value)
        if not found.is_exact:
            raise ValidationError(EXACT_DATE_WANTED, code="date_not_exact")
        self._check_bounds(found.on)
        return found.on

    def _check_bounds(self, on: date) -> None:
        lang = language()
        if self.earliest and on < self.earliest:
            raise ValidationError(
                gettext("The date must not be before %(day)s.") % {"day": format_date(self.earliest, lang)},
                code="date_too_early",
            )
        if self.latest and on > self.latest:
            raise ValidationError(
                gettext("The date must not be after %(day)s.") % {"day": format_date(self.latest, lang)},
                code="date_too_late",
            )


class ChoiceField(_Drawn, forms.ChoiceField):
    """One of several: a select, or radio buttons side by side with `radios=True`; `hints` explains values."""

    def __init__(
        self,
        *,
        radios: bool = False,
        stacked: bool = False,
        hints: dict[str, Any] | None = None,
        width: str = "m",
        **kwargs: Any,
    ) -> None:
        if radios:
            kwargs.setdefault("widget", forms.RadioSelect)
        super().__init__(**kwargs)
        self._drawn(width=width)
        self.stacked, self.hints = stacked, hints or {}


class ChoicesField(_Drawn, forms.MultipleChoiceField):
    """Any of several, as ticks."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, stacked: bool = False, hints: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.stacked, self.hints = stacked, hints or {}


class TickField(_Drawn, forms.BooleanField):
    """One box to tick."""


class ShownField(forms.CharField):
    """The hidden digest of what the form was shown with (kernel.shown); none at all counts as another."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=64, **kwargs)


class SubmissionKeyField(forms.UUIDField):
    """The hidden key by which `once` knows a form that was sent twice; a new one for each form drawn."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("initial", uuid.uuid4)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """The key, or None for anything else: refusing a wrong one is `once`'s business, not the person's."""
        try:
            return super().to_python(value)
        except ValidationError:
            return None
