"""Body surface area by five formulas.

Sources: Mosteller RD, N Engl J Med 1987;317:1098; Du Bois D, Du Bois EF, Arch Intern Med 1916;17:863; Haycock
GB et al., J Pediatr 1978;93:62; Gehan EA, George SL, Cancer Chemother Rep 1970;54:225; Xu Wensheng (1937; as
taught with Stevenson's formula in Chinese physiology textbooks): 0.0061 H + 0.0128 W - 0.1529. Units: height
in cm (100-250), weight in kg (20-350), area in square metres. For adults; which formula a centre doses by is
the centre's choice. Not for: infants, dose capping, the planned dose of a running course (that keeps its own
area).
"""

from __future__ import annotations

import math

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.fields import HEIGHT_CM, WEIGHT_KG
from quancheng.oncology.calculators.result import Coded, Result


class BsaFormula(Coded):
    """A formula for body surface area."""

    MOSTELLER = "mosteller", _("Mosteller")
    DUBOIS = "dubois", _("Du Bois")
    HAYCOCK = "haycock", _("Haycock")
    GEHAN_GEORGE = "gehan_george", _("Gehan and George")
    XU_WENSHENG = "xu_wensheng_stevenson", _("Xu Wensheng (Stevenson)")


_SOURCES = {
    BsaFormula.MOSTELLER: "Mosteller RD, N Engl J Med 1987;317:1098",
    BsaFormula.DUBOIS: "Du Bois D, Du Bois EF, Arch Intern Med 1916;17:863",
    BsaFormula.HAYCOCK: "Haycock GB et al., J Pediatr 1978;93:62",
    BsaFormula.GEHAN_GEORGE: "Gehan EA, George SL, Cancer Chemother Rep 1970;54:225",
    BsaFormula.XU_WENSHENG: "Xu Wensheng, with Stevenson PH, Chin J Physiol 1937;12:327",
}


def bsa(
    *, height_cm: float | None, weight_kg: float | None, formula: BsaFormula = BsaFormula.MOSTELLER
) -> Result[BsaFormula]:
    """The body surface area in square metres."""
    height, weight = HEIGHT_CM.read(height_cm), WEIGHT_KG.read(weight_kg)
    return Result(
        calculator="bsa",
        title=_("Body surface area"),
        value=_area(formula, height, weight),
        unit="m2",
        category=formula,
        inputs=(HEIGHT_CM.input(height_cm), WEIGHT_KG.input(weight_kg)),
        source=_SOURCES[formula],
        version=str(formula),
        limits=(_("An estimate for adults; dosing follows the centre's chosen formula and its pharmacist."),),
        to_confirm=_("the formula and its constants"),
    )


def _area(formula: BsaFormula, height: float, weight: float) -> float:
    if formula is BsaFormula.MOSTELLER:
        return math.sqrt(height * weight / 3600)
    if formula is BsaFormula.DUBOIS:
        return float(0.007184 * height**0.725 * weight**0.425)
    if formula is BsaFormula.HAYCOCK:
        return float(0.024265 * height**0.3964 * weight**0.5378)
    if formula is BsaFormula.GEHAN_GEORGE:
        return float(0.0235 * height**0.42246 * weight**0.51456)
    return 0.0061 * height + 0.0128 * weight - 0.1529
