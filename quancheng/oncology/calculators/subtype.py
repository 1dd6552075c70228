"""The clinical (surrogate) molecular subtype from ER, PR, HER2 and Ki-67.

Sources: St Gallen 2013 (Goldhirsch A et al., Ann Oncol 2013;24:2206); Maisonneuve P et al., Breast Cancer
Res 2014;16:R65; ER-low positive: ASCO/CAP 2020. ER and PR are positive from 1 %.
Luminal A-like needs ER positive, HER2 negative and

    St Gallen 2013     Ki-67 < the laboratory's cut (20 % unless set) and PR >= 20 %
    Maisonneuve 2014   Ki-67 < 14 %, or 14 to < 20 % with PR >= 20 %
    Ki-67 14           the St Gallen criteria with the older cut: Ki-67 < 14 % and PR >= 20 %

The St Gallen cut is quoted as 14 % or 20 % by different papers, because Ki-67 differs between laboratories:
it is an argument. "Ki-67 14" keeps the PR criterion; it is not the rule by Ki-67 alone of Cheang 2009.
Not for: in-situ carcinoma, intrinsic subtypes by gene expression. An unknown marker gives no subtype.
"""

from __future__ import annotations

from dataclasses import dataclass

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.fields import ER, KI67, KI67_CUT, PR
from quancheng.oncology.calculators.her2 import Her2Status
from quancheng.oncology.calculators.receptors import Marker, Receptor, is_positive, percent
from quancheng.oncology.calculators.result import Coded, Input, MissingInput, Result


class LuminalRule(Coded):
    """How Luminal A-like is told from Luminal B-like."""

    ST_GALLEN_2013 = "st-gallen-2013", _("St Gallen 2013")
    MAISONNEUVE_2014 = "maisonneuve-2014", _("Maisonneuve 2014")
    KI67_14 = "ki67-14", _("St Gallen with the older Ki-67 cut of 14")


class Subtype(Coded):
    """The surrogate subtype."""

    LUMINAL_A = "luminal-a", _("Luminal A-like")
    LUMINAL_B_HER2_NEGATIVE = "luminal-b-her2-neg", _("Luminal B-like (HER2-)")
    LUMINAL_B_HER2_POSITIVE = "luminal-b-her2-pos", _("Luminal B-like (HER2+)")
    HER2_POSITIVE = "her2-pos", _("HER2-positive (HR-)")
    TRIPLE_NEGATIVE = "triple-negative", _("Triple-negative")
    PENDING_ISH = "pending-ish", _("Pending HER2 ISH")


SOURCE = (
    "Goldhirsch A et al., Ann Oncol 2013;24:2206 (St Gallen 2013); Maisonneuve P et al., Breast "
    "Cancer Res 2014;16:R65; "
    "ASCO/CAP ER/PgR testing 2020"
)
ST_GALLEN_KI67_CUT = 20.0
OLDER_KI67_CUT = 14.0
PR_CUT = 20.0
_PR_PERCENT_NEEDED = _(
    "PR is only given as positive: its percentage is needed to tell Luminal A-like from B-like."
)
_ER_LOW = _(
    "ER-low positive (1 to 10 percent of cells): few data on endocrine treatment; often behaves "
    "like ER-negative."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtypeResult(Result[Subtype]):
    """The subtype, and whether ER is low positive (1-10 %)."""

    er_low: bool


def subtype(
    *,
    er: Marker,
    pr: Marker,
    her2: Her2Status | None,
    ki67_pct: float | None,
    rule: LuminalRule = LuminalRule.ST_GALLEN_2013,
    ki67_cut: float = ST_GALLEN_KI67_CUT,
) -> SubtypeResult:
    """The surrogate subtype; MissingInput when a marker that decides it is unknown.

    `ki67_cut` is the laboratory's setting for the St Gallen rule; the other rules define their own cuts.
    Ki-67 is asked for only where it decides: in ER/PR-positive, HER2-negative tumours.
    """
    er_positive, pr_positive = is_positive(ER, er), is_positive(PR, pr)
    if ki67_pct is not None:
        KI67.read(ki67_pct)
    if her2 is None or her2 is Her2Status.UNKNOWN:
        raise MissingInput(_("The HER2 result is not known."), field="her2", code="missing")
    if her2 is Her2Status.EQUIVOCAL:
        found = Subtype.PENDING_ISH
    elif her2 is Her2Status.POSITIVE:
        found = Subtype.LUMINAL_B_HER2_POSITIVE if er_positive or pr_positive else Subtype.HER2_POSITIVE
    elif er_positive or pr_positive:
        a_like = _is_low_proliferation(rule, pr, ki67_pct, ki67_cut) and er_positive
        found = Subtype.LUMINAL_A if a_like else Subtype.LUMINAL_B_HER2_NEGATIVE
    else:
        found = Subtype.TRIPLE_NEGATIVE
    er_low = is_er_low(er)
    return SubtypeResult(
        calculator="subtype",
        title=_("Molecular subtype (surrogate)"),
        category=found,
        er_low=er_low,
        inputs=_inputs(er, pr, her2, ki67_pct, rule, ki67_cut),
        source=SOURCE,
        version=str(rule),
        limits=_limits(er_low, er_positive, pr_positive),
        to_confirm=_("the range of ER-low") if er_low else "",
    )


def is_er_low(er: Marker) -> bool:
    """Whether ER is 1 to 10 % of cells; False when no percentage is known."""
    return er is not None and not isinstance(er, Receptor) and 1.0 <= er <= 10.0


def _is_low_proliferation(rule: LuminalRule, pr: Marker, ki67_pct: float | None, ki67_cut: float) -> bool:
    ki67 = KI67.read(ki67_pct)
    if rule is LuminalRule.MAISONNEUVE_2014:
        return ki67 < 14.0 or (ki67 < 20.0 and percent(PR, pr, _PR_PERCENT_NEEDED) >= PR_CUT)
    cut = OLDER_KI67_CUT if rule is LuminalRule.KI67_14 else KI67_CUT.read(ki67_cut)
    return ki67 < cut and percent(PR, pr, _PR_PERCENT_NEEDED) >= PR_CUT


def _inputs(
    er: Marker, pr: Marker, her2: Her2Status, ki67_pct: float | None, rule: LuminalRule, ki67_cut: float
) -> tuple[Input, ...]:
    shown = (
        ER.input(er),
        PR.input(pr),
        Input("her2", _("HER2 status"), her2),
        KI67.input(ki67_pct),
        Input("rule", _("Subtype rule"), rule),
    )
    return (*shown, KI67_CUT.input(ki67_cut)) if rule is LuminalRule.ST_GALLEN_2013 else shown


def _limits(er_low: bool, er_positive: bool, pr_positive: bool) -> tuple[str, ...]:
    limits = [_("A surrogate from immunohistochemistry, not an intrinsic subtype by gene expression.")]
    if er_low:
        limits.append(_ER_LOW)
    if pr_positive and not er_positive:
        limits.append(_("ER-negative and PR-positive is rare: have the ER test repeated."))
    return tuple(limits)
