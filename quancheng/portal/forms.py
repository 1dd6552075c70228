"""The portal's forms: short, one thing each."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from quancheng.access.roles import ProxyScope
from quancheng.kernel import clock
from quancheng.ui import forms

SCOPES = (
    (ProxyScope.TODAY.value, _("What I am to do today")),
    (ProxyScope.JOURNEY.value, _("My journey")),
    (ProxyScope.DATA.value, _("My data")),
)
RELATIONS = (
    ("spouse", _("Husband or wife")),
    ("child", _("Son or daughter")),
    ("parent", _("Father or mother")),
    ("sibling", _("Brother or sister")),
    ("other", _("Somebody else")),
)
DAYS = (("30", _("One month")), ("90", _("Three months")), ("180", _("Half a year")), ("365", _("One year")))


class CorrectionForm(forms.Form):
    """What is wrong, and how it should be."""

    item = forms.TextField(label=_("What is it about?"), max_length=120)
    text = forms.TextField(label=_("What is wrong, and how should it be?"), rows=4, max_length=1000)


class GrantForm(forms.Form):
    """Who in the family may see what, and for how long."""

    name = forms.TextField(label=_("Name"), max_length=40)
    phone = forms.TextField(label=_("Mobile number"), help_text=_("She or he signs in with it"), width="m")
    relation = forms.ChoiceField(label=_("Who is it?"), choices=RELATIONS)
    scopes = forms.ChoicesField(label=_("May see"), choices=SCOPES)
    days = forms.ChoiceField(label=_("For how long"), choices=DAYS, initial="90")

    @property
    def grant(self) -> dict[str, Any]:
        """The grant as the action wants it."""
        values = dict(self.values)
        values["expires_at"] = clock.now() + timedelta(days=int(values.pop("days")))
        return values
