"""Forms about one person: identity, consents, portal, family, colleagues."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from quancheng.kernel import clock
from quancheng.patients.rules.access import PROXY_DEFAULT
from quancheng.patients.rules.identity import Identity
from quancheng.ui import forms

Choices = list[tuple[str, Any]]
SEXES = (("female", _("Female")), ("male", _("Male")), ("unknown", _("Unknown")))


class IdentityForm(forms.EditForm):
    """Who she is, and why it is changed."""

    name = forms.TextField(label=_("Name"), max_length=60, required=False, width="m")
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, radios=True)
    birth_on = forms.DateField(label=_("Birth date"), required=False)
    age_at_diagnosis = forms.DecimalField(
        label=_("Age at diagnosis"),
        unit=_("years"),
        required=False,
        help_text=_("Where no birth date is known"),
    )
    record_number = forms.TextField(label=_("Medical record number"), max_length=40, width="m")
    resident_id = forms.TextField(label=_("Resident ID"), max_length=24, required=False, width="m")
    passport = forms.TextField(label=_("Passport"), max_length=24, required=False, width="m")
    other = forms.TextField(label=_("Other document"), max_length=40, required=False, width="m")
    phone = forms.TextField(label=_("Phone"), max_length=30, required=False, width="m")
    address = forms.TextField(label=_("Address"), max_length=200, required=False, width="l")
    kin_name = forms.TextField(label=_("Relative's name"), max_length=60, required=False, width="m")
    kin_relation = forms.TextField(label=_("Who she or he is"), max_length=20, required=False, width="m")
    kin_phone = forms.TextField(label=_("Relative's phone"), max_length=30, required=False, width="m")
    team_id = forms.ChoiceField(label=_("Team"), required=False)
    attending_id = forms.ChoiceField(label=_("Attending doctor"), required=False)
    case_manager_id = forms.ChoiceField(label=_("Case manager"), required=False)
    allergies = forms.TextField(label=_("Allergies"), max_length=200, required=False, width="l")
    reason = forms.TextField(
        label=_("Why it is changed"), max_length=200, width="l", help_text=_("Stands in her history")
    )

    def __init__(self, *args: Any, teams: Choices, colleagues: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team_id"].choices = teams  # type: ignore[attr-defined]
        for name in ("attending_id", "case_manager_id"):
            self.fields[name].choices = colleagues  # type: ignore[attr-defined]

    @property
    def identity(self) -> Identity:
        """What was typed, as the rules read it."""
        values = {name: value for name, value in self.values.items() if name != "reason"}
        for name in ("team_id", "attending_id", "case_manager_id"):
            values[name] = int(values[name]) if values[name] else None
        return Identity(**values)


class ConsentForm(forms.Form):
    """How she agreed; for sharing, with which hospital."""

    share_with = forms.ChoiceField(label=_("Hospital that may read her record"))
    channel = forms.ChoiceField(
        label=_("How she agreed"),
        choices=(("paper", _("Signed on paper")), ("spoken", _("Spoken, with a witness"))),
        radios=True,
        stacked=True,
    )
    witness = forms.TextField(
        label=_("Witness"), max_length=60, required=False, width="m", help_text=_("For spoken consent")
    )

    def __init__(self, *args: Any, partners: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if partners is None:
            del self.fields["share_with"]
        else:
            self.fields["share_with"].choices = partners  # type: ignore[attr-defined]

    @property
    def consent(self) -> dict[str, Any]:
        """What the action takes."""
        values = dict(self.values)
        partner = values.pop("share_with", "")
        return {**values, "share_with_id": int(partner) if partner else None}


class PortalForm(forms.Form):
    """The phone that she signs in with."""

    phone = forms.TextField(
        label=_("Her mobile number"),
        max_length=30,
        width="m",
        help_text=_("She signs in with it and a code. Ask her; do not guess."),
    )


class FamilyForm(forms.Form):
    """Who of the family may see what, until when."""

    name = forms.TextField(label=_("Name"), max_length=40, width="m")
    relation = forms.ChoiceField(label=_("Relation to the patient"))
    phone = forms.TextField(label=_("Mobile number"), max_length=30, width="m")
    scopes = forms.ChoicesField(label=_("May see"), stacked=True)
    expires_on = forms.DateField(label=_("Until"))

    def __init__(self, *args: Any, relations: Choices, scopes: Choices, **kwargs: Any) -> None:
        initial = {"expires_on": clock.today() + PROXY_DEFAULT, **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["relation"].choices = relations  # type: ignore[attr-defined]
        self.fields["scopes"].choices = scopes  # type: ignore[attr-defined]

    @property
    def grant(self) -> dict[str, Any]:
        """What the action takes: the access ends with the day that was chosen."""
        values = dict(self.values)
        expires_on = values.pop("expires_on")
        return {**values, "expires_at": end_of(expires_on)}


class ColleagueForm(forms.Form):
    """A colleague who may open the record."""

    user = forms.ChoiceField(label=_("Colleague"))
    reason = forms.TextField(
        label=_("Why"), max_length=120, width="l", help_text=_("For example: wound care")
    )
    until = forms.DateField(label=_("Until"), required=False)

    def __init__(self, *args: Any, colleagues: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = colleagues  # type: ignore[attr-defined]

    @property
    def naming(self) -> dict[str, Any]:
        """What the action takes."""
        until = self.values["until"]
        return {
            "user_id": int(self.values["user"]),
            "reason": self.values["reason"],
            "until": end_of(until) if until else None,
        }


def end_of(day: Any) -> datetime:
    """The last moment of a day in the clinic."""
    return datetime.combine(day, time.max, tzinfo=clock.zone()) - timedelta(seconds=1)
