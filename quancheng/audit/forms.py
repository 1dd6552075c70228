"""What an auditor narrows a list to."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quancheng.audit.events import LABELS
from quancheng.ui import forms


class ReadingsForm(forms.SearchForm):
    """Person, patient and days."""

    person = forms.TextField(label=_("Person"), max_length=60, required=False, width="s")
    patient = forms.TextField(label=_("Record number"), max_length=60, required=False, width="s")
    since = forms.DateField(label=_("From"), help_text="", required=False)
    until = forms.DateField(label=_("To"), help_text="", required=False)


class TrailForm(ReadingsForm):
    """The same, and the type of event."""

    event = forms.ChoiceField(label=_("Event"), required=False, width="s")
    field_order = ("event",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = sorted((gettext(label), event.value) for event, label in LABELS.items())
        choices = [("", gettext("All")), *((code, word) for word, code in words)]
        self.fields["event"].choices = choices  # type: ignore[attr-defined]
