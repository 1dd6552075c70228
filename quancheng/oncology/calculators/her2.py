"""HER2 status from immunohistochemistry and dual-probe in-situ hybridisation.

Source: ASCO/CAP HER2 testing in breast cancer, 2018 focused update, reaffirmed 2023; the Chinese HER2
guideline (2019, 2024) follows the same logic. IHC 3+ positive; 2+ goes to ISH; 1+ and 0 negative. Dual-probe
groups (ratio HER2/CEP17; mean HER2 signals per cell):

    1  ratio >= 2.0, copies >= 4.0   positive
    2  ratio >= 2.0, copies <  4.0   negative unless IHC 3+ (recount when IHC 2+)
    3  ratio <  2.0, copies >= 6.0   positive; negative when IHC 0/1+ (recount when IHC 2+)
    4  ratio <  2.0, copies 4-<6     negative unless IHC 3+ (recount when IHC 2+)
    5  ratio <  2.0, copies <  4.0   negative

Groups 2-4 are read together with IHC of the same tissue: without it the answer is "equivocal, IHC needed".
HER2-low is IHC 1+, or 2+ with negative ISH; ultralow is IHC 0 with faint staining of > 0 to 10 % of cells.
Not for: gastric cancer, single-probe ISH, gene-expression assays.
"""

from __future__ import annotations

from dataclasses import dataclass

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.fields import Field
from quancheng.oncology.calculators.result import Coded, Input, InvalidInput, MissingInput, Result


class Ihc(Coded):
    """HER2 immunohistochemistry score."""

    ZERO = "0", _("IHC 0")
    ONE = "1+", _("IHC 1+")
    TWO = "2+", _("IHC 2+")
    THREE = "3+", _("IHC 3+")


class Ish(Coded):
    """What the laboratory reported for in-situ hybridisation."""

    POSITIVE = "pos", _("ISH amplified")
    NEGATIVE = "neg", _("ISH not amplified")
    EQUIVOCAL = "equivocal", _("ISH equivocal")


class Her2Status(Coded):
    """The HER2 status on which treatment and subtype rest."""

    POSITIVE = "pos", _("HER2 positive")
    NEGATIVE = "neg", _("HER2 negative")
    EQUIVOCAL = "equivocal", _("HER2 equivocal")
    UNKNOWN = "unknown", _("HER2 not known")


class Her2Level(Coded):
    """How much HER2 a tumour shows; the low levels matter for antibody-drug conjugates."""

    POSITIVE = "positive", _("HER2 positive")
    LOW = "low", _("HER2-low")
    ULTRALOW = "ultralow", _("HER2-ultralow")
    NULL = "null", _("HER2 0, no staining")
    ZERO = "0", _("HER2 0, faint staining not stated")


class Pending(Coded):
    """The test that is still needed."""

    ISH = "ish", _("ISH is needed")
    IHC = "ihc", _("IHC on the same tissue is needed")
    RECOUNT = "recount", _("A second, blinded count of the ISH is needed")


RATIO = Field(
    "ratio", _("HER2/CEP17 ratio"), _("The HER2/CEP17 ratio is not recorded."),
    _("The HER2/CEP17 ratio must be above %(low)s and at most %(high)s; %(value)s was given."),
    0, 50, above_low=True,
)  # fmt: skip
COPIES = Field(
    "her2_copies", _("HER2 signals per cell"), _("The mean number of HER2 signals per cell is not recorded."),
    _("HER2 signals per cell must be above %(low)s and at most %(high)s; %(value)s was given."),
    0, 100, above_low=True,
)  # fmt: skip
FAINT = Field(
    "faint_pct", _("Cells with faint, incomplete staining"),
    _("The share of faintly stained cells is not recorded."),
    _(
        "Faint staining of IHC 0 must be %(low)s to %(high)s %% of cells; %(value)s was given. Above "
        "it, IHC is 1+."
    ),
    0, 10, "%",
)  # fmt: skip

SOURCE = "ASCO/CAP HER2 testing in breast cancer: Wolff AC et al., J Clin Oncol 2018;36:2105 and 2023;41:3867"
VERSION = "ASCO/CAP 2018, reaffirmed 2023"


@dataclass(frozen=True, slots=True, kw_only=True)
class Her2Result(Result[Her2Status]):
    """The status, with the level, the ISH group (1-5) and the test still needed."""

    level: Her2Level | None
    ish_group: int | None
    pending: Pending | None


def ish_group(ratio: float | None, copies: float | None) -> int:
    """The ASCO/CAP dual-probe group, 1 to 5, from the HER2/CEP17 ratio and the mean HER2 signals per cell."""
    ratio, copies = RATIO.read(ratio), COPIES.read(copies)
    if ratio >= 2.0:
        return 1 if copies >= 4.0 else 2
    if copies >= 6.0:
        return 3
    return 4 if copies >= 4.0 else 5


def read_group(group: int, ihc: Ihc | None, *, recounted: bool = False) -> tuple[Her2Status, Pending | None]:
    """What a dual-probe group means beside the IHC score, and which test it still asks for."""
    if ihc is Ihc.THREE:
        return Her2Status.POSITIVE, None
    if group == 1:
        return Her2Status.POSITIVE, None
    if group == 5:
        return Her2Status.NEGATIVE, None
    if ihc is None:
        return Her2Status.EQUIVOCAL, Pending.IHC
    pending = Pending.RECOUNT if ihc is Ihc.TWO and not recounted else None
    if group == 3 and ihc is Ihc.TWO:
        return Her2Status.POSITIVE, pending
    return Her2Status.NEGATIVE, pending


def her2_status(
    *,
    ihc: Ihc | None,
    ish: Ish | None = None,
    ratio: float | None = None,
    copies: float | None = None,
    recounted: bool = False,
    faint_pct: float | None = None,
) -> Her2Result:
    """Positive, negative, equivocal or not known, with level, ISH group and the test still needed.

    `ish` is the laboratory's own reading; `ratio` and `copies` its dual-probe counts (both, or neither). A
    reading that contradicts the counts is refused, not decided here.
    """
    group = ish_group(ratio, copies) if _has_counts(ish, ratio, copies) else None
    status, pending = _status(ihc, ish, group, recounted)
    return Her2Result(
        calculator="her2",
        title=_("HER2 status"),
        category=status,
        level=_level(status, ihc, faint_pct),
        ish_group=group,
        pending=pending,
        inputs=(
            Input("ihc", _("HER2 IHC"), ihc),
            Input("ish", _("HER2 ISH as reported"), ish),
            RATIO.input(ratio),
            COPIES.input(copies),
            FAINT.input(faint_pct),
        ),
        source=SOURCE,
        version=VERSION,
        limits=_limits(status, ihc, group, ish),
        to_confirm=_("the dual-probe groups and their meaning beside IHC"),
    )


def _has_counts(ish: Ish | None, ratio: float | None, copies: float | None) -> bool:
    if ratio is None and copies is None:
        return False
    if ratio is None or copies is None:
        if ish is not None:
            return False  # the laboratory has read it; half a count adds nothing
        field = RATIO if ratio is None else COPIES
        raise MissingInput(field.missing, field=field.name, code="missing")
    return True


def _status(
    ihc: Ihc | None, ish: Ish | None, group: int | None, recounted: bool
) -> tuple[Her2Status, Pending | None]:
    if group is not None:
        status, pending = read_group(group, ihc, recounted=recounted)
        _check_agreement(ish, status, pending)
        return status, pending
    if ihc is Ihc.THREE or ish is Ish.POSITIVE:
        return Her2Status.POSITIVE, None
    if ish is Ish.EQUIVOCAL:
        return Her2Status.EQUIVOCAL, None
    if ish is Ish.NEGATIVE or ihc in (Ihc.ZERO, Ihc.ONE):
        return Her2Status.NEGATIVE, None
    if ihc is Ihc.TWO:
        return Her2Status.EQUIVOCAL, Pending.ISH
    return Her2Status.UNKNOWN, None


def _check_agreement(ish: Ish | None, status: Her2Status, pending: Pending | None) -> None:
    contradicts = {Ish.POSITIVE: Her2Status.NEGATIVE, Ish.NEGATIVE: Her2Status.POSITIVE}
    # While a recount or IHC is outstanding the laboratory's reading may still go either way.
    if ish is not None and pending is None and contradicts.get(ish) is status:
        raise InvalidInput(
            _(
                "The reported ISH result contradicts the ratio and the HER2 signals per cell. "
                "Check the report."
            ),
            field="ish",
            code="contradiction",
        )


def _level(status: Her2Status, ihc: Ihc | None, faint_pct: float | None) -> Her2Level | None:
    if status is Her2Status.POSITIVE:
        return Her2Level.POSITIVE
    if status is not Her2Status.NEGATIVE or ihc is None:
        return None
    if ihc in (Ihc.ONE, Ihc.TWO):
        return Her2Level.LOW
    if faint_pct is None:
        return Her2Level.ZERO
    return Her2Level.ULTRALOW if FAINT.read(faint_pct) > 0 else Her2Level.NULL


def _limits(status: Her2Status, ihc: Ihc | None, group: int | None, ish: Ish | None) -> tuple[str, ...]:
    limits = [_("Dual-probe ISH only; single-probe results are entered as the laboratory reports them.")]
    amplified = group == 1 or (group is None and ish is Ish.POSITIVE)
    not_amplified = group == 5 or (group is None and ish is Ish.NEGATIVE)
    if (amplified and ihc in (Ihc.ZERO, Ihc.ONE)) or (not_amplified and ihc is Ihc.THREE):
        limits.append(_("IHC and ISH disagree: have the pathologist confirm on the same block."))
    if group in (2, 4) and status is Her2Status.NEGATIVE:
        limits.append(_("Negative with comment (ISH group 2 or 4): little evidence on anti-HER2 treatment."))
    if ihc is None and status is Her2Status.NEGATIVE:
        limits.append(_("Without an IHC score HER2-low cannot be told."))
    return tuple(limits)
