"""Checks across T, N, M, their classification and a reported stage: what cannot stand together.

The categories are those of AJCC 8 (see `calculators.tnm`). A report may name the anatomic or the prognostic
stage, of this edition or an older one; only a stage that the TNM can have in none of them is refused.
"""

from quancheng.kernel.refused import Findings, Refused, msg
from quancheng.oncology.calculators.anatomic_stage import StageGroup, anatomic_stage
from quancheng.oncology.calculators.tnm import Timing, read_tnm
from quancheng.oncology.facts.schema import Body

CLINICAL = frozenset({"c", "yc"})
AFTER_NEOADJUVANT = frozenset({"yc", "yp"})
# Anatomic group -> the numbers that some edition or prognostic table can give it: grade and receptors move
# IIB as far as IA and IIIB, and T1 N1mi was IIA before the seventh edition.
_REPORTED: dict[StageGroup, frozenset[str]] = {
    StageGroup.ZERO: frozenset({"0"}),
    StageGroup.IA: frozenset({"I"}),
    StageGroup.IB: frozenset({"I", "II"}),
    StageGroup.IIA: frozenset({"I", "II"}),
    StageGroup.IIB: frozenset({"I", "II", "III"}),
    StageGroup.IIIA: frozenset({"I", "II", "III"}),
    StageGroup.IIIB: frozenset({"III"}),
    StageGroup.IIIC: frozenset({"III"}),
    StageGroup.IV: frozenset({"IV"}),
}
# Where T or N were not assessed, M alone tells.
_NOT_FOUR = frozenset({"0", "I", "II", "III"})


def check_tnm(body: Body, findings: Findings) -> None:
    """TNM categories that cannot stand together, or not with this classification."""
    prefix, t, n, m = (body.value(code) for code in ("classification", "t", "n", "m"))
    if t == "Tis" and n not in (None, "N0", "NX"):
        findings.add(
            msg(
                "Tis cannot have positive nodes: with a node metastasis the tumour is invasive. "
                "Choose T1 or above."
            ),
            field="n",
        )
    if prefix in CLINICAL and n in {"N1a", "N1b", "N1c"}:
        findings.add(msg("N1a, N1b and N1c are pathological categories. Clinically choose N1."), field="n")
    if prefix in CLINICAL and n == "N0(i+)":
        findings.add(
            msg(
                "N0(i+) is a pathological category: single cells are seen under the microscope only. "
                "Clinically choose N0."
            ),
            field="n",
        )
    if prefix is None and (t or n or m):
        findings.add(
            msg("T, N and M mean nothing without their classification: clinical or pathological."),
            field="classification",
        )
    if t == "T0" and n == "N0" and prefix == "c" and m == "M0":
        findings.add(msg("cT0 N0 M0 means that no tumour was found. Check the findings."), field="t")


def check_reported_stage(body: Body, findings: Findings) -> None:
    """A reported stage that T, N and M can have in no edition, anatomic or prognostic."""
    prefix, t, n, m = (body.value(code) for code in ("classification", "t", "n", "m"))
    reported = body.value("stage_group")
    if reported is None or prefix is None or findings:
        return
    group = _group(prefix, t, n, m)
    possible = _REPORTED[group] if group else _NOT_FOUR
    # What began with metastases stays stage IV after neoadjuvant treatment, whatever is left.
    if m is None or (prefix in AFTER_NEOADJUVANT and reported == "IV"):
        possible |= {"IV"}
    if reported.rstrip("ABC") not in possible:
        findings.add(
            msg(
                "%(tnm)s cannot be stage %(stage)s. Check T, N and M against the report; if they are right, "
                "leave the reported stage empty: it follows from them."
            ),
            params={"tnm": " ".join(filter(None, (t, n, m))), "stage": reported},
            field="stage_group",
        )


def _group(prefix: str, t: str | None, n: str | None, m: str | None) -> StageGroup | None:
    """The anatomic group, an unknown M taken for M0; None where there is none."""
    if m == "M1":
        return StageGroup.IV
    try:
        return anatomic_stage(read_tnm(t=t, n=n, m=m or "M0", timing=Timing(prefix))).category
    except Refused:
        return None
