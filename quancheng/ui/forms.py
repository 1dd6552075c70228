"""Forms that know the design system. Import forms and fields from here.

`{{ form }}` draws everything between the form tags: the error summary, the hidden fields, each field with its
label, hint and error. `{{ field(form.name) }}` draws one field where a page lays them out itself.
"""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext

from quancheng.kernel.refused import Refusals, Refused
from quancheng.ui.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    DecimalField,
    IntegerField,
    PartialDateField,
    SubmissionKeyField,
    TextField,
    TickField,
)
from quancheng.ui.renderer import DesignRenderer

__all__ = [
    "ChoiceField",
    "ChoicesField",
    "DateField",
    "DecimalField",
    "Form",
    "IntegerField",
    "PartialDateField",
    "SearchForm",
    "SubmissionKeyField",
    "TextField",
    "TickField",
]

SUBMISSION = "submission"


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
        return {name: value for name, value in self.cleaned_data.items() if name != SUBMISSION}
