"""The upload, and the page on which columns are matched."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quancheng.interfaces.spreadsheets.mappers.building import KEEP, Choice
from quancheng.ui import forms

PEOPLE = [
    ("named", _("Patients with names")),
    ("pseudonymous", _("De-identified people, without names or birth dates")),
]


class UploadForm(forms.Form):
    """One file; the hospital only where somebody works in several."""

    hospital = forms.ChoiceField(label=_("Hospital"))
    file = django_forms.FileField(
        label=_("File"),
        help_text=_("CSV, TSV or XLSX. The first row of the table names the columns."),
        allow_empty_file=True,
        max_length=300,
    )

    def __init__(self, *args: Any, hospitals: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(hospitals) == 1:
            del self.fields["hospital"]
        else:
            self.fields["hospital"].choices = hospitals  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx"


class ColumnsForm(forms.Form):
    """What each column of the file is; `column_3` chooses, `words_3` translates."""

    people = forms.ChoiceField(label=_("Whom the file is about"), choices=PEOPLE, radios=True)
    missing = forms.TextField(
        label=_("What stands for “no value”"),
        help_text=_("Separated by commas, for example NA, unknown"),
        required=False,
    )
    team = forms.ChoiceField(
        label=_("Team that will look after them"),
        help_text=_("Without a team they are seen by data clerks and directors only."),
        required=False,
    )
    name = forms.TextField(
        label=_("Remember this matching as"),
        help_text=_("The next file with these columns is recognised. Needed when you change anything above."),
        required=False,
        max_length=60,
    )

    def __init__(
        self,
        *args: Any,
        columns: Sequence[str],
        known: Mapping[str, str],
        guesses: Mapping[str, str],
        groups: Sequence[tuple[str, list[tuple[str, str]]]],
        teams: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._columns = [(place, name) for place, name in enumerate(columns) if name]
        self.fields["team"].choices = [("", gettext("No team")), *teams]  # type: ignore[attr-defined]
        for place, name in self._columns:
            own = [(KEEP, known[name])] if name in known else []
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=gettext("What this column is:"),
                choices=[("", gettext("Leave out")), *own, *groups],
                required=False,
                initial=KEEP if own else guesses.get(name, ""),
            )
            self.fields[f"words_{place}"] = forms.TextField(
                label=gettext("What its values mean:"),
                rows=3,
                required=False,
            )

    def choices(self) -> list[Choice]:
        """What was chosen, column by column."""
        return [
            Choice(name, self.cleaned_data[f"column_{place}"], self.cleaned_data[f"words_{place}"])
            for place, name in self._columns
        ]
