"""HER2 and TNM as the calculators want them: with everything that the report says, or a refusal."""

from collections.abc import Sequence

from quancheng.kernel.refused import msg
from quancheng.oncology.calculators.her2 import Her2Result, Her2Status, Ihc, her2_status
from quancheng.oncology.calculators.result import MissingInput
from quancheng.oncology.calculators.tnm import Timing, Tnm, read_tnm
from quancheng.oncology.rules.history import ClinicalFact, History
from quancheng.oncology.rules.markers import ISH
from quancheng.oncology.rules.primary import is_neoadjuvant
from quancheng.oncology.rules.report_tnm import open_question, report_tn
from quancheng.oncology.rules.summary import tnm_facts

_DECIDED = (Her2Status.POSITIVE, Her2Status.NEGATIVE)


def her2_result(specimens: Sequence[ClinicalFact]) -> Her2Result:
    """The HER2 status with its inputs, from the first specimen that decides it, as the subtype's."""
    undecided: Her2Result | None = None
    for fact in specimens:
        if _tells(fact):
            result = _read(fact)
            if result.category in _DECIDED:
                return result
            undecided = undecided or result
        elif fact.value("her2_status"):
            raise MissingInput(
                msg("Only the reported status is known. IHC or ISH would show how it was reached."),
                field="her2_ihc",
                code="reported_only",
            )
    if undecided is not None:
        return undecided
    raise MissingInput(msg("The HER2 result is not known."), field="her2_ihc", code="missing")


def _tells(fact: ClinicalFact) -> bool:
    return any(fact.value(code) is not None for code in ("her2_ihc", "her2_ish", "her2_ratio"))


def _read(fact: ClinicalFact) -> Her2Result:
    ihc, ish = fact.value("her2_ihc"), fact.value("her2_ish")
    return her2_status(
        ihc=Ihc(ihc) if ihc else None,
        ish=ISH[ish] if ish else None,
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
    proposed = report_tn(history, side) if timing is timing_of_surgery(history) else None
    if proposed:
        return read_tnm(t=proposed[0], n=proposed[1], m=m, timing=timing)
    if question := what_is_open(history, timing, side):
        raise question
    return read_tnm(
        t=fact.value("t") if fact else None, n=fact.value("n") if fact else None, m=m, timing=timing
    )


def what_is_open(history: History, timing: Timing, side: str) -> MissingInput | None:
    """Why the reports give no TNM of this classification, where nobody has entered one."""
    fact = tnm_facts(history, side).get(str(timing))
    entered = fact is not None and fact.value("t") and fact.value("n")
    return None if entered or timing is not timing_of_surgery(history) else open_question(history, side)


def timing_of_surgery(history: History) -> Timing:
    """The classification that the surgical reports tell of."""
    return Timing.POST_THERAPY_PATHOLOGICAL if is_neoadjuvant(history) else Timing.PATHOLOGICAL
