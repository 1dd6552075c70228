"""Forms of the registry's own work: emergencies, corrections, matches, merges."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quancheng.ui import forms


class EmergencyForm(forms.Form):
    """Why the record must be opened now."""

    reason = forms.TextField(
        label=_("Why you must open it now"),
        rows=3,
        max_length=300,
        help_text=_("At least 10 characters. A colleague reviews every emergency access."),
    )


class ReviewForm(forms.Form):
    """Whether an emergency access was justified."""

    outcome = forms.ChoiceField(
        label=_("Was it justified?"),
        choices=(("justified", _("Justified")), ("unjustified", _("Not justified"))),
        radios=True,
    )
    note = forms.TextField(
        label=_("Note"),
        rows=2,
        max_length=300,
        required=False,
        help_text=_("Needed where it was not justified"),
    )


class AnswerForm(forms.Form):
    """The answer to a patient's request."""

    state = forms.ChoiceField(
        label=_("What was done"),
        choices=(("corrected", _("Corrected")), ("declined", _("Kept as it is"))),
        radios=True,
    )
    answer = forms.TextField(
        label=_("Answer to the patient"), rows=3, max_length=1000, help_text=_("She reads it in her portal")
    )

    @property
    def reply(self) -> dict[str, Any]:
        """What the action takes."""
        return {"corrected": self.values["state"] == "corrected", "answer": self.values["answer"]}


class DecisionForm(forms.Form):
    """A decision about a proposed match, with its reason."""

    decision = forms.ChoiceField(label=_("Decision"), radios=True, stacked=True)
    reason = forms.TextField(label=_("Why you are sure"), max_length=200, width="l")

    def __init__(self, *args: Any, decisions: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = decisions  # type: ignore[attr-defined]


class OtherRecordForm(forms.SearchForm):
    """The record that is the same person's, by its number."""

    record_number = forms.TextField(label=_("Number of the other record"), max_length=40, width="m")


class MergeForm(forms.Form):
    """Why the two records are one person's."""

    reason = forms.TextField(label=_("Why you are sure"), max_length=200, width="l")
