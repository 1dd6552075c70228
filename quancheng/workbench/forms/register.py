"""A person to be registered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quancheng.patients.rules.registering import NewContact, NewIdentifier, NewPatient
from quancheng.ui import forms


class RegisterForm(forms.Form):
    """Who she is, how she is reached, and whose she is. Judged by `check_new_patient`."""

    hospital = forms.ChoiceField(label=_("Hospital"))
    record_number = forms.TextField(label=_("Medical record number"), max_length=40, width="m")
    name = forms.TextField(label=_("Name"), max_length=60, width="m")
    resident_id = forms.TextField(
        label=_("Resident ID"),
        help_text=_("18 digits; sex and birth date are checked against it"),
        max_length=30,
        required=False,
        width="m",
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[("female", _("Female")), ("male", _("Male")), ("unknown", _("Unknown"))],
        radios=True,
        initial="female",
    )
    birth_on = forms.DateField(
        label=_("Date of birth"),
        help_text=_("Left empty, it is taken from the resident ID"),
        required=False,
    )
    passport = forms.TextField(label=_("Passport"), max_length=20, required=False, width="m")
    phone = forms.TextField(label=_("Mobile phone"), max_length=30, required=False, width="m")
    team = forms.ChoiceField(label=_("Team"), required=False)
    allergies = forms.TextField(
        label=_("Allergies"),
        help_text=_("Shown on top of every page of her record"),
        required=False,
        width="l",
    )

    def __init__(
        self,
        *args: Any,
        hospitals: Sequence[tuple[str, str]] = (),
        teams: Sequence[tuple[str, str]] = (),
        hospital_of_team: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hospital_of_team = hospital_of_team or {}
        self.fields["hospital"].choices = list(hospitals)  # type: ignore[attr-defined]
        self.fields["team"].choices = [("", _("No team yet")), *teams]  # type: ignore[attr-defined]
        if len(hospitals) == 1:
            self.fields["hospital"].initial = hospitals[0][0]
            self.fields["hospital"].widget = self.fields["hospital"].hidden_widget()

    def clean(self) -> dict[str, Any]:
        """Refuses a team of another hospital."""
        cleaned = super().clean() or {}
        team, hospital = cleaned.get("team"), cleaned.get("hospital")
        if team and hospital and self.hospital_of_team.get(team) != hospital:
            self.add_error("team", ValidationError(_("This team belongs to another hospital."), code="team"))
        return cleaned

    def new_patient(self) -> NewPatient:
        """What was typed, to be judged by the rules."""
        typed = self.cleaned_data
        identifiers = [(kind, typed[kind]) for kind in ("resident_id", "passport") if typed[kind]]
        return NewPatient(
            hospital_id=int(typed["hospital"]),
            record_number=typed["record_number"],
            name=typed["name"],
            sex=typed["sex"],
            birth_on=typed["birth_on"],
            team_id=int(typed["team"]) if typed["team"] else None,
            allergies=typed["allergies"],
            identifiers=tuple(NewIdentifier(kind, value) for kind, value in identifiers),
            contacts=(NewContact("phone", typed["phone"]),) if typed["phone"] else (),
        )
