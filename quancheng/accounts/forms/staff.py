"""What an administrator types about staff."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from quancheng.access.roles import ROLE_LABELS, Role
from quancheng.ui import forms

TITLES = [
    ("", lazy("None")),
    ("senior", lazy("Senior (chief)")),
    ("associate_senior", lazy("Associate senior")),
    ("intermediate", lazy("Intermediate")),
    ("junior", lazy("Junior")),
]
STATES = [
    ("", lazy("All")),
    ("active", lazy("Open")),
    ("expired", lazy("Expired")),
    ("disabled", lazy("Disabled")),
]
AT_LARGE = "0"
# Roles beyond this many rows are given by saving twice; nobody here has come near it.
ROWS = 4


class FilterForm(forms.SearchForm):
    """What the list of staff is narrowed to."""

    q = forms.TextField(label=lazy("Name or account"), max_length=60, required=False)
    role = forms.ChoiceField(label=lazy("Role"), required=False, width="s")
    state = forms.ChoiceField(label=lazy("State"), choices=STATES, required=False, width="s")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All")), *role_choices()]  # type: ignore[attr-defined]


class PersonForm(forms.SearchForm):
    """Whom to help."""

    q = forms.TextField(label=lazy("Name or account"), max_length=60)


class StaffForm(forms.Form):
    """Name, duties and credentials of one staff member."""

    display_name = forms.TextField(label=lazy("Name"), max_length=60)
    department_id = forms.ChoiceField(label=lazy("Department"), required=False)
    title = forms.ChoiceField(label=lazy("Title"), choices=TITLES, required=False)
    licence_number = forms.TextField(label=lazy("Licence number"), max_length=40, required=False, width="m")
    licence_expires_on = forms.DateField(label=lazy("Licence valid until"), required=False)
    internet_hospital_right = forms.TickField(
        label=lazy("May practise in the internet hospital"), required=False
    )
    internet_hospital_expires_on = forms.DateField(label=lazy("This right is valid until"), required=False)
    breast_care_since = forms.DateField(label=lazy("In breast care since"), required=False)
    account_expires_on = forms.DateField(
        label=lazy("Last day of the account"),
        help_text=lazy("Leave empty for permanent staff; give students and visitors a day."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        departments: list[tuple[int, str]],
        teams: list[tuple[int, str]],
        held: tuple[tuple[Role, int | None], ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department_id"].choices = [("", _("None")), *departments]  # type: ignore[attr-defined]
        self._add_duties(teams, held)

    def _add_duties(self, teams: list[tuple[int, str]], held: tuple[tuple[Role, int | None], ...]) -> None:
        """One row of role and team for each duty held, and one to add (more in a new form)."""
        self.duty_rows = []
        for row in range(max(ROWS, len(held) + 1)):
            role, team = held[row] if row < len(held) else ("", None)
            role_field = forms.ChoiceField(
                label=_("Role %(number)s") % {"number": row + 1},
                choices=[("", _("None")), *role_choices()],
                required=False,
                initial=str(role),
            )
            team_field = forms.ChoiceField(
                label=_("Team of role %(number)s") % {"number": row + 1},
                choices=[(AT_LARGE, _("Whole hospital")), *teams],
                required=False,
                initial=str(team or AT_LARGE),
            )
            self.fields[f"role_{row}"], self.fields[f"team_{row}"] = role_field, team_field
            self.duty_rows.append((f"role_{row}", f"team_{row}"))

    @property
    def duties(self) -> frozenset[tuple[Role, int | None]]:
        """The duties chosen."""
        chosen = self.cleaned_data
        return frozenset(
            (Role(chosen[role]), int(chosen[team] or AT_LARGE) or None)
            for role, team in self.duty_rows
            if chosen.get(role)
        )

    @property
    def credentials(self) -> dict[str, Any]:
        """What the action takes as credentials."""
        names = (
            "title",
            "licence_number",
            "licence_expires_on",
            "internet_hospital_right",
            "internet_hospital_expires_on",
            "breast_care_since",
            "account_expires_on",
        )
        department = self.cleaned_data["department_id"]
        return {
            "department_id": int(department) if department else None,
            **{name: self.cleaned_data[name] for name in names},
        }


class NewStaffForm(StaffForm):
    """A staff member who is not there yet."""

    username = forms.TextField(
        label=lazy("Account name"),
        max_length=60,
        help_text=lazy("What she signs in with, for example her staff number or wang.lijuan"),
    )

    field_order = ("username",)


class DisableForm(forms.Form):
    """Why an account is closed."""

    reason = forms.TextField(
        label=lazy("Reason"), max_length=200, help_text=lazy("Stands in the audit trail.")
    )


def role_choices() -> list[tuple[str, str]]:
    """Every role with its word, in the order in which people look for them."""
    return [(role.value, _(ROLE_LABELS[role])) for role in Role]
