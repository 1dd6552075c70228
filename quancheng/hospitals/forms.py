"""What an administrator types about the hospital."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quancheng.ui import forms

SUBTYPE_RULES = [
    ("st_gallen_2013", _("St Gallen 2013")),
    ("maisonneuve_2014", _("Maisonneuve 2014")),
    ("ki67_14", _("Ki-67 cut of 14 %")),
]


class SettingsForm(forms.Form):
    """Name and clinical settings of the hospital."""

    name = forms.TextField(label=_("Hospital name"), max_length=80)
    name_en = forms.TextField(label=_("Name in English"), max_length=120, required=False)
    ki67_cut = forms.IntegerField(
        label=_("Ki-67 cut"),
        unit="%",
        help_text=_("From this percentage on your laboratory calls Ki-67 high."),
    )
    subtype_rule = forms.ChoiceField(
        label=_("Rule that separates luminal A from luminal B"),
        choices=SUBTYPE_RULES,
        radios=True,
        stacked=True,
    )
    prognostic_stage_licensed = forms.TickField(
        label=_("The hospital holds a licence for the AJCC prognostic stage tables"),
        help_text=_("Without it only the anatomic stage is computed and shown."),
        required=False,
    )


class DepartmentForm(forms.Form):
    """A department."""

    name = forms.TextField(label=_("Department name"), max_length=80)
    name_en = forms.TextField(label=_("Name in English"), max_length=120, required=False)


class TeamForm(DepartmentForm):
    """A care team and its department."""

    department_id = forms.ChoiceField(label=_("Department"), required=False)

    def __init__(self, *args: Any, departments: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Team name")
        self.fields["department_id"].choices = [("", _("None")), *departments]  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values; a department is a number or None."""
        found = super().values
        return {**found, "department_id": int(found["department_id"]) if found["department_id"] else None}
