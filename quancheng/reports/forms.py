"""What a report is asked for: hospital, months, and up to when events are counted."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quancheng.ui import forms


class PeriodForm(forms.SearchForm):
    """From one month up to, not including, another."""

    hospital = forms.ChoiceField(label=_("Hospital"), choices=(), required=False)
    begins = forms.TextField(label=_("First month"), help_text=_("For example 2015-10"), width="s")
    ends = forms.TextField(label=_("Up to, not including"), help_text=_("For example 2018-10"), width="s")
    as_of = forms.DateField(
        label=_("Count events up to"), help_text=_("Today where left empty"), required=False, width="s"
    )

    def __init__(self, *args: Any, hospitals: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(hospitals) > 1:
            self.fields["hospital"].choices = hospitals  # type: ignore[attr-defined]
        else:
            del self.fields["hospital"]
