"""The adjuvant treatments whose benefit PREDICT weighs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quancheng.oncology.calculators.predict.shared import Chemo, Treatment
from quancheng.ui import forms


class TreatmentForm(forms.SearchForm):
    """Which treatments to weigh. Asked of the page, never stored."""

    hormone = forms.ChoiceField(
        label=_("Endocrine treatment"),
        choices=[("", _("None")), ("5", _("Five years")), ("10", _("Ten years"))],
        required=False,
    )
    chemo = forms.ChoiceField(
        label=_("Chemotherapy"),
        choices=[(code.value, _(code.label)) for code in Chemo],
        required=False,
    )
    trastuzumab = forms.TickField(label=_("Trastuzumab"), required=False)
    bisphosphonate = forms.TickField(label=_("Bisphosphonate"), required=False)
    radiotherapy = forms.TickField(label=_("Radiotherapy"), required=False)
    heart_gy = forms.DecimalField(
        label=_("Mean heart dose"), unit="Gy", least=0, most=50, required=False, width="xs"
    )

    def treatment(self) -> Treatment | None:
        """What was chosen; None where nothing was asked or it cannot be read."""
        if not self.is_bound or not self.is_valid():
            return None
        chosen = self.cleaned_data
        heart = chosen["heart_gy"]
        return Treatment(
            hormone=chosen["hormone"] in {"5", "10"},
            extended_hormone=chosen["hormone"] == "10",
            chemo=Chemo(chosen["chemo"] or Chemo.NONE.value),
            trastuzumab=chosen["trastuzumab"],
            bisphosphonate=chosen["bisphosphonate"],
            radiotherapy=chosen["radiotherapy"],
            heart_gy=None if heart is None else float(heart),
        )


def initial_of(treatment: Treatment) -> dict[str, Any]:
    """The form's state for treatments that the tumour's biology admits."""
    return {
        "hormone": "10" if treatment.extended_hormone else "5" if treatment.hormone else "",
        "chemo": treatment.chemo.value,
        "trastuzumab": treatment.trastuzumab,
        "bisphosphonate": treatment.bisphosphonate,
        "radiotherapy": treatment.radiotherapy,
    }
