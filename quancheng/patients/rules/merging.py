"""What must hold before two records of one hospital become one, and before they part again."""

from quancheng.kernel.refused import Findings, Refused, msg
from quancheng.kernel.text import tidy_line
from quancheng.patients.rules.matching import Trait, Traits, Verdict, compare

LEAST_REASON = 4


def check_merge(
    *,
    same_record: bool,
    same_hospital: bool,
    any_merged: bool,
    survivor: Traits,
    absorbed: Traits,
    reason: str,
) -> str:
    """The reason, tidied. Refuses what cannot be one person, each ground with its sentence."""
    findings = Findings()
    if same_record:
        findings.add(msg("This is the same record. Choose the other one."), field="other")
    elif not same_hospital:
        findings.add(
            msg("Only records of one hospital are merged. Across hospitals they are linked."), field="other"
        )
    elif any_merged:
        findings.add(msg("This record was merged into another. Open that one."), field="other")
    findings.raise_any()
    verdicts = compare(survivor, absorbed)
    if verdicts[Trait.RESIDENT_ID] is Verdict.DIFFERS:
        findings.add(
            msg("They have different resident IDs. Correct the wrong one first, if it is one person."),
            field="other",
        )
    if verdicts[Trait.SEX] is Verdict.DIFFERS:
        findings.add(msg("One is a woman and one a man. Correct the wrong one first."), field="other")
    words = tidy_line(reason)
    if len(words) < LEAST_REASON:
        findings.add(
            msg("Say in at least %(count)s characters why you are sure."),
            params={"count": LEAST_REASON},
            field="reason",
        )
    findings.raise_any()
    return words[:200]


def check_unmerge(*, undone: bool, survivor_merged: bool) -> None:
    """Refuses to part twice, or out of order."""
    if undone:
        raise Refused(msg("This merge was undone already."), code="merge_undone")
    if survivor_merged:
        raise Refused(
            msg("The surviving record was itself merged into another. Undo that merge first."),
            code="merge_nested",
        )
