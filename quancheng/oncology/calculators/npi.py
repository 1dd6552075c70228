"""The Nottingham Prognostic Index.

NPI = 0.2 x size (cm) + grade (1-3) + nodes (1: none, 2: 1-3, 3: 4 or more positive). Source: Galea MH et al.,
Breast Cancer Res Treat 1992;22:207; groups: Blamey RW et al., Eur J Cancer 2007;43:1548. Units: size in
millimetres here. METABRIC's published column divides the size by ten once too often in most rows: the index
is always recomputed, never imported. Not for: neoadjuvant treatment, metastatic disease, carcinoma in situ.
"""

from __future__ import annotations

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.fields import GRADE, POSITIVE_NODES, SIZE_MM, known
from quancheng.oncology.calculators.result import Coded, OutOfScope, Result


class NpiGroup(Coded):
    """Prognostic group (Blamey 2007)."""

    EXCELLENT = "EPG", _("Excellent prognostic group")
    GOOD = "GPG", _("Good prognostic group")
    MODERATE_1 = "MPG-I", _("Moderate prognostic group I")
    MODERATE_2 = "MPG-II", _("Moderate prognostic group II")
    POOR = "PPG", _("Poor prognostic group")
    VERY_POOR = "VPG", _("Very poor prognostic group")


SOURCE = (
    "Galea MH et al., Breast Cancer Res Treat 1992;22:207; groups Blamey RW et al., Eur J Cancer 2007;43:1548"
)
VERSION = "NPI, six groups"
_DIGITS = 6
_UPPER = (
    (2.4, NpiGroup.EXCELLENT),
    (3.4, NpiGroup.GOOD),
    (4.4, NpiGroup.MODERATE_1),
    (5.4, NpiGroup.MODERATE_2),
    (6.4, NpiGroup.POOR),
)


def npi(
    *,
    size_mm: float | None,
    grade: int | None,
    positive_nodes: int | None,
    neoadjuvant: bool | None,
    metastatic: bool | None,
) -> Result[NpiGroup]:
    """The index and its group."""
    if known(metastatic, _("Whether there is distant metastasis is not recorded."), "metastatic"):
        raise OutOfScope(_("The NPI is not for metastatic disease."), field="metastatic", code="metastatic")
    if known(neoadjuvant, _("Whether there was neoadjuvant treatment is not recorded."), "neoadjuvant"):
        raise OutOfScope(
            _("The NPI is not for people who had neoadjuvant treatment: size, grade and nodes have changed."),
            field="neoadjuvant",
            code="neoadjuvant",
        )
    value = npi_value(size_mm=size_mm, grade=grade, positive_nodes=positive_nodes)
    return Result(
        calculator="npi",
        title=_("Nottingham Prognostic Index"),
        value=value,
        category=npi_group(value),
        inputs=(SIZE_MM.input(size_mm), GRADE.input(grade), POSITIVE_NODES.input(positive_nodes)),
        source=SOURCE,
        version=VERSION,
        limits=(
            _(
                "Derived before modern systemic treatment: it ranks people, it does not predict "
                "survival today."
            ),
            _("ER, HER2 and Ki-67 are not part of it."),
        ),
        to_confirm=_("the limits of the groups"),
    )


def npi_value(*, size_mm: float | None, grade: int | None, positive_nodes: int | None) -> float:
    """The bare index, rounded to a millionth: 0.02 x 20 + 3 is 3.4, or binary noise would pick the group."""
    size, nodes = SIZE_MM.read(size_mm), POSITIVE_NODES.read_whole(positive_nodes)
    node_points = 1 if nodes == 0 else 2 if nodes <= 3 else 3
    return round(0.02 * size + GRADE.read_whole(grade) + node_points, _DIGITS)


def npi_group(value: float) -> NpiGroup:
    """The prognostic group of an index; a boundary value belongs to the better group."""
    for upper, group in _UPPER:
        if round(value, _DIGITS) <= upper:
            return group
    return NpiGroup.VERY_POOR
