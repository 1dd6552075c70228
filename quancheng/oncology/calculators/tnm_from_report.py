"""T from millimetres and pN from node counts, as AJCC 8 defines them.

Source: AJCC Cancer Staging Manual, 8th edition, chapter 48 (corrected 2018-01-25). T: largest invasive
diameter to the nearest millimetre; up to 1.0 mm T1mi, and > 1.0 to 1.4 mm is T1a, never rounded down to T1mi;
several tumours: the largest decides, marked (m). Invasion of the dermis alone is not T4. pN: deposits up to
0.2 mm (and 200 cells) are isolated tumour cells, N0(i+), and do not count as positive nodes; > 0.2 to 2.0 mm,
or > 200 cells, are micrometastases, N1mi when nothing larger is found. Not for: clinical N (palpation and
imaging), distant nodes (contralateral or cervical nodes are M1).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.fields import EXAMINED_NODES, POSITIVE_NODES, SIZE_MM, Field
from quancheng.oncology.calculators.result import Coded, InvalidInput, MissingInput

DEPOSIT_MM = Field(
    "deposit_mm", _("Largest nodal deposit"), _("The size of the largest nodal deposit is not recorded."),
    _("The largest nodal deposit must be above %(low)s and at most %(high)s mm; %(value)s was given."),
    0, 100, "mm", above_low=True,
)  # fmt: skip


class Deposit(Coded):
    """The largest tumour deposit in a lymph node."""

    NONE = "none", _("No tumour")
    ISOLATED_CELLS = "itc", _("Isolated tumour cells (up to 0.2 mm)")
    MICRO = "mi", _("Micrometastasis (up to 2 mm)")
    MACRO = "macro", _("Macrometastasis (above 2 mm)")


class InternalMammary(Coded):
    """Tumour in ipsilateral internal mammary nodes, and how it was found."""

    NONE = "none", _("Not involved")
    SENTINEL = "sentinel", _("Found by sentinel node biopsy only")
    CLINICAL = "clinical", _("Detected clinically")


@dataclass(frozen=True, slots=True)
class TCategory:
    """A T category and whether several tumours were measured, written T1c(m)."""

    name: str
    multiple: bool = False

    def __str__(self) -> str:
        return f"{self.name}(m)" if self.multiple else self.name


def t_from_mm(
    *sizes_mm: float | None,
    chest_wall: bool = False,
    skin: bool = False,
    inflammatory: bool = False,
    dermal_invasion: bool = False,
) -> TCategory:
    """The T category from the invasive size(s) in mm.

    `chest_wall`: beyond the pectoral muscle. `skin`: ulceration, macroscopic satellite nodules or oedema.
    `inflammatory`: inflammatory carcinoma, a clinical diagnosis. `dermal_invasion` is accepted because
    reports state it, and changes nothing: invasion of the dermis alone is not T4.
    """
    if not sizes_mm:
        raise MissingInput(SIZE_MM.missing, field=SIZE_MM.name, code="missing")
    largest = max(SIZE_MM.read(size) for size in sizes_mm)
    several = len(sizes_mm) > 1
    if inflammatory:
        return TCategory("T4d", several)
    if chest_wall or skin:
        return TCategory("T4c" if chest_wall and skin else "T4a" if chest_wall else "T4b", several)
    return TCategory(_t_by_size(largest), several)


def deposit_from_size(mm: float | None, *, cells: int | None = None) -> Deposit:
    """Isolated cells, micro- or macrometastasis, from the deposit's size in mm and its number of cells."""
    size = DEPOSIT_MM.read(mm)
    if size > 2.0:
        return Deposit.MACRO
    if size > 0.2 or (cells is not None and cells > 200):
        return Deposit.MICRO
    return Deposit.ISOLATED_CELLS


def pn_from_counts(
    *,
    examined: int | None,
    positive: int | None,
    largest: Deposit | None,
    internal_mammary: InternalMammary = InternalMammary.NONE,
    infraclavicular: bool = False,
    supraclavicular: bool = False,
) -> str:
    """The pN category from the ipsilateral axillary nodes examined and positive, and the largest deposit.

    `positive` counts nodes with micro- or macrometastasis; nodes that hold isolated cells only are not
    counted.
    """
    examined, positive = EXAMINED_NODES.read_whole(examined), POSITIVE_NODES.read_whole(positive)
    if supraclavicular:
        return "N3c"
    if infraclavicular:
        return "N3a"
    deposit = _check_counts(examined, positive, largest)
    if internal_mammary is not InternalMammary.NONE:
        return _with_internal_mammary(positive, deposit, internal_mammary)
    if examined == 0:
        return "NX"
    if deposit is Deposit.MICRO:
        return "N1mi"  # whatever their number: N1a to N3a need one deposit above 2 mm
    if deposit is Deposit.MACRO:
        return "N3a" if positive >= 10 else "N2a" if positive >= 4 else "N1a"
    return "N0(i+)" if deposit is Deposit.ISOLATED_CELLS else "N0"


def _t_by_size(mm: float) -> str:
    if mm <= 1.0:
        return "T1mi"
    if mm < 2.0:
        return "T1a"  # > 1.0 to 1.4 mm would round to 1: it is T1a all the same
    whole = int(Decimal(str(mm)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    for limit, name in ((5, "T1a"), (10, "T1b"), (20, "T1c"), (50, "T2")):
        if whole <= limit:
            return name
    return "T3"


def _check_counts(examined: int, positive: int, largest: Deposit | None) -> Deposit:
    """The largest deposit, once the counts and it agree."""
    if positive > examined:
        raise InvalidInput(
            _("More lymph nodes are positive (%(positive)s) than were examined (%(examined)s)."),
            params={"positive": positive, "examined": examined},
            field="positive_nodes",
            code="more_than_examined",
        )
    if largest is None:
        if positive == 0:
            return Deposit.NONE
        raise MissingInput(DEPOSIT_MM.missing, field=DEPOSIT_MM.name, code="missing")
    counted = largest in (Deposit.MICRO, Deposit.MACRO)
    if counted != (positive > 0) or (largest is Deposit.ISOLATED_CELLS and examined == 0):
        raise InvalidInput(
            _(
                "The number of positive nodes and the largest deposit contradict each other; "
                "nodes with isolated tumour cells only are not counted as positive."
            ),
            field="positive_nodes",
            code="contradiction",
        )
    return largest


def _with_internal_mammary(positive: int, deposit: Deposit, found: InternalMammary) -> str:
    axilla_positive = deposit in (Deposit.MICRO, Deposit.MACRO)
    if deposit is Deposit.MACRO and positive >= 10:
        return "N3a"
    if found is InternalMammary.CLINICAL:
        return "N3b" if axilla_positive else "N2b"
    if deposit is Deposit.MACRO:
        return "N3b" if positive > 3 else "N1c"
    return "N1b"
