"""What an administrator types about staff."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quancheng.access.roles import ROLE_LABELS, Role
from quancheng.ui import forms

TITLES = [
    ("", _("None")),
    ("senior", _("Senior (chief)")),
    ("associate_senior", _("Associate senior")),
    ("intermediate", _("Intermediate")),
    ("junior", _("Junior")),
]
STATES = [
    ("", _("All")),
    ("active", _("In use")),
    ("expired", _("Expired")),
    ("disabled", _("Disabled")),
]
AT_LARGE = "0"
# Roles beyond this many rows are given by saving twice; nobody here has come near it.
ROWS = 4


class FilterForm(forms.SearchForm):
    """What the list of staff is narrowed to."""

    q = forms.TextField(label=_("Name or account"), max_length=60, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, width="s")
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False, width="s")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", gettext("All")), *role_choices()]  # type: ignore[attr-defined]


class PersonForm(forms.SearchForm):
    """Whom to help."""

    q = forms.TextField(label=_("Name or account"), max_length=60)


class StaffForm(forms.EditForm):
    """Name, duties and credentials of one staff member."""

    display_name = forms.TextField(label=_("Name"), max_length=60)
    department_id = forms.ChoiceField(label=_("Department"), required=False)
    title = forms.ChoiceField(label=_("Title"), choices=TITLES, required=False)
    licence_number = forms.TextField(label=_("Licence number"), max_length=40, required=False, width="m")
    licence_expires_on = forms.DateField(label=_("Licence valid until"), required=False)
    internet_hospital_right = forms.TickField(
        label=_("May practise in the internet hospital"), required=False
    )
    internet_hospital_expires_on = forms.DateField(label=_("This right is valid until"), required=False)
    breast_care_since = forms.DateField(label=_("In breast care since"), required=False)
    account_expires_on = forms.DateField(
        label=_("Last day of the account"),
        help_text=_("Leave empty for permanent staff; give students and visitors a day."),
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
        self.fields["department_id"].choices = [("", gettext("None")), *departments]  # type: ignore[attr-defined]
        self._add_duties(teams, held)

    def _add_duties(self, teams: list[tuple[int, str]], held: tuple[tuple[Role, int | None], ...]) -> None:
        """One row of role and team for each duty held, and one to add (more in a new form)."""
        self.duty_rows = []
        for row in range(max(ROWS, len(held) + 1)):
            role, team = held[row] if row < len(held) else ("", None)
            role_field = forms.ChoiceField(
                label=gettext("Role %(number)s") % {"number": row + 1},
                choices=[("", gettext("None")), *role_choices()],
                required=False,
                initial=str(role),
            )
            team_field = forms.ChoiceField(
                label=gettext("Team of role %(number)s") % {"number": row + 1},
                choices=[(AT_LARGE, gettext("Whole hospital")), *teams],
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

    shown = None  # type: ignore[assignment]
    username = forms.TextField(
        label=_("Account name"),
        max_length=60,
        help_text=_("What she signs in with, for example her staff number or wang.lijuan"),
    )

    field_order = ("username",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, shown="", **kwargs)


class DisableForm(forms.Form):
    """Why an account is closed."""

    reason = forms.TextField(label=_("Reason"), max_length=200, help_text=_("Stands in the audit trail."))


def role_choices() -> list[tuple[str, str]]:
    """Every role with its word, in the order in which people look for them."""
    return [(role.value, gettext(ROLE_LABELS[role])) for role in Role]
