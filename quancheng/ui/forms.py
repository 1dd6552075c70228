"""Forms that know the design system. Import forms and fields from here.

`{{ form }}` draws everything between the form tags: the error summary, the hidden fields, each field with its
label, hint and error. `{{ field(form.name) }}` draws one field where a page lays them out itself.
"""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext

from quancheng.kernel.refused import Refusals, Refused
from quancheng.kernel.shown import CHANGED_SINCE
from quancheng.ui.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    DecimalField,
    IntegerField,
    PartialDateField,
    ShownField,
    SubmissionKeyField,
    TextField,
    TickField,
    said,
)
from quancheng.ui.renderer import DesignRenderer

__all__ = [
    "ChoiceField",
    "ChoicesField",
    "DateField",
    "DecimalField",
    "EditForm",
    "Form",
    "IntegerField",
    "PartialDateField",
    "SearchForm",
    "SubmissionKeyField",
    "TextField",
    "TickField",
]

SUBMISSION, SHOWN = "submission", "shown"
UNSEEN = {SUBMISSION, SHOWN}


class SearchForm(forms.Form):
    """A form that only asks (GET): the same looks, no submission key, empty until something was asked."""

    # One for all: each renderer compiles the templates of the widgets anew.
    default_renderer = DesignRenderer()
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = self._required_message(name, field)

    def _required_message(self, name: str, field: forms.Field) -> str:
        """A sentence that names the field, because the summary shows it away from its box."""
        if hasattr(field, "choices"):
            asks = gettext("Choose: %(label)s")
        elif isinstance(field, forms.BooleanField):
            asks = gettext("Tick the box: %(label)s")
        else:
            asks = gettext("Fill in: %(label)s")
        return asks % {"label": self[name].label}

    def refuse(self, refused: Refused) -> None:
        """Show a rule's refusal: at its field where it names one of ours, else above the form."""
        for item in refused.items if isinstance(refused, Refusals) else (refused,):
            place = item.field if item.field in self.fields else NON_FIELD_ERRORS
            error = ValidationError(item.sentence(gettext), code=item.code or "refused")
            self.add_error(None if place == NON_FIELD_ERRORS else place, error)


class Form(SearchForm):
    """A form that changes something (POST): carries the submission key that `once` wants."""

    submission = SubmissionKeyField()

    def add_prefix(self, field_name: str) -> str:
        """The key keeps its bare name, so that `once` finds it whatever the prefix."""
        return field_name if field_name == SUBMISSION else super().add_prefix(field_name)

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values without the submission key: what an action takes as keywords."""
        return {name: value for name, value in self.cleaned_data.items() if name not in UNSEEN}


class EditForm(Form):
    """A form over something that exists; it carries what it was shown with, so no change is undone unseen.

    Made with `shown`, the digest of what stands there now; the action is given `form.shown_as` and refuses
    where that is another. Then the form is shown again with what was typed, what stands there beside it
    (`differences`), and the new digest: whoever saves again has seen both.
    """

    shown = ShownField()

    def __init__(self, *args: Any, shown: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={**(kwargs.pop("initial", None) or {}), SHOWN: shown}, **kwargs)

    @property
    def shown_as(self) -> str:
        """The digest that the form was shown with, as it came back."""
        return str(self.cleaned_data[SHOWN])

    @property
    def is_stale(self) -> bool:
        """Whether it was refused because somebody else was faster: the page answers 409."""
        return bool(self.is_bound and self.has_error(NON_FIELD_ERRORS, CHANGED_SINCE))

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Of a stale form each field that differs: its label, what stands there now, what was typed."""
        if not self.is_stale:
            return []
        rows = []
        for name, field in self.fields.items():
            if not field.widget.is_hidden and (name in self.initial or field.initial is not None):
                now = said(field, self.get_initial_for_field(field, name))
                typed = said(field, self.cleaned_data.get(name))
                if now != typed:
                    rows.append((str(self[name].label), now, typed))
        return rows

    def refuse(self, refused: Refused) -> None:
        """As any form; a stale one is given the digest of what stands there now."""
        super().refuse(refused)
        if self.is_stale:
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[SHOWN] = self.initial[SHOWN]
            self.data = data
