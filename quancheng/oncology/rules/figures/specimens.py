"""HER2 and TNM as the calculators want them: with everything that the report says, or a refusal."""

from quancheng.kernel.refused import msg
from quancheng.oncology.calculators.her2 import Her2Result, Her2Status, Ihc, Ish, her2_status
from quancheng.oncology.calculators.result import MissingInput
from quancheng.oncology.calculators.tnm import Timing, Tnm, read_tnm
from quancheng.oncology.rules.history import ClinicalFact, History
from quancheng.oncology.rules.report_tnm import report_tn
from quancheng.oncology.rules.summary import is_neoadjuvant, tnm_facts

_ISH = {"positive": Ish.POSITIVE, "negative": Ish.NEGATIVE, "equivocal": Ish.EQUIVOCAL}
_DECIDED = (Her2Status.POSITIVE, Her2Status.NEGATIVE)


def her2_result(history: History, order: tuple[str, ...], side: str) -> Her2Result:
    """The HER2 status with its inputs, from the newest specimen that decides it."""
    results = [_read(fact) for kind in order for fact in reversed(history.of(kind)) if _tells(fact, side)]
    if results:
        return next((result for result in results if result.category in _DECIDED), results[0])
    if history.latest_value("her2_status", order, side):
        raise MissingInput(
            msg("Only the reported status is known. IHC or ISH would show how it was reached."),
            field="her2_ihc",
            code="reported_only",
        )
    raise MissingInput(msg("The HER2 result is not known."), field="her2_ihc", code="missing")


def _tells(fact: ClinicalFact, side: str) -> bool:
    if side and fact.side and fact.side != side:
        return False
    return any(fact.value(code) is not None for code in ("her2_ihc", "her2_ish", "her2_ratio"))


def _read(fact: ClinicalFact) -> Her2Result:
    ihc, ish = fact.value("her2_ihc"), fact.value("her2_ish")
    return her2_status(
        ihc=Ihc(ihc) if ihc else None,
        ish=_ISH[ish] if ish else None,
        ratio=fact.value("her2_ratio"),
        copies=fact.value("her2_copies"),
    )


def tnm_for(history: History, timing: Timing, side: str) -> Tnm:
    """The TNM of one classification; of pathology, what the report proposes where nobody entered it.

    M is clinical: a pathological TNM without it takes the clinical one.
    """
    facts = tnm_facts(history, side)
    fact, clinical = facts.get(str(timing)), facts.get("c")
    m = (fact.value("m") if fact else None) or (clinical.value("m") if clinical else None)
    if fact is not None and fact.value("t") and fact.value("n"):
        return read_tnm(t=fact.value("t"), n=fact.value("n"), m=m, timing=timing)
    after = is_neoadjuvant(history)
    wanted = Timing.POST_THERAPY_PATHOLOGICAL if after else Timing.PATHOLOGICAL
    proposed = report_tn(history, side) if timing is wanted else None
    if proposed:
        return read_tnm(t=proposed[0], n=proposed[1], m=m, timing=timing)
    return read_tnm(
        t=fact.value("t") if fact else None, n=fact.value("n") if fact else None, m=m, timing=timing
    )
