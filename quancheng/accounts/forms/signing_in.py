"""What people type to sign in and to keep their account safe."""

from typing import Any

from django.forms import PasswordInput, TextInput
from django.utils.translation import gettext_lazy as _

from quancheng.kernel.phone import normalise_phone
from quancheng.kernel.refused import Refused
from quancheng.kernel.text import normalise
from quancheng.ui import forms

DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}


class PasswordField(forms.TextField):
    """A password, exactly as typed."""

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        widget = PasswordInput({"autocomplete": autocomplete}, render_value=False)
        super().__init__(widget=widget, strip=False, **kwargs)


class SignInForm(forms.SearchForm):
    """Account and password of a staff member."""

    login = forms.TextField(
        label=_("Account"),
        max_length=60,
        widget=TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = PasswordField(label=_("Password"), autocomplete="current-password")

    def clean_login(self) -> str:
        """The one spelling of an account's name, so that variants are no further guesses."""
        return normalise(self.cleaned_data["login"]).lower()


class CodeForm(forms.SearchForm):
    """Six digits of the authenticator or from the phone, or a recovery code."""

    code = forms.TextField(label=_("Code"), max_length=20, widget=TextInput(DIGITS))


class PhoneForm(forms.SearchForm):
    """The mobile number that a code is sent to."""

    phone = forms.TextField(
        label=_("Mobile number"),
        max_length=30,
        widget=TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """The number in stored form."""
        try:
            return normalise_phone(self.cleaned_data["phone"])
        except Refused as refused:
            self.refuse(refused.on("phone"))
            return ""


class ConfirmForm(forms.SearchForm):
    """The password once more, before something that matters."""

    password = PasswordField(label=_("Password"), autocomplete="current-password")


class PasswordForm(forms.Form):
    """The old password and the new one, twice."""

    old = PasswordField(label=_("Present password"), autocomplete="current-password")
    new = PasswordField(
        label=_("New password"),
        autocomplete="new-password",
        help_text=_("At least 12 characters. A sentence that only you would think of is good."),
    )
    again = PasswordField(label=_("New password once more"), autocomplete="new-password")
