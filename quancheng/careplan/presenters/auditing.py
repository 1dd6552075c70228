"""Codes of the plan as the audit trail says them (settings.AUDIT_WORDS)."""

from quancheng.careplan.pathways import shipped
from quancheng.careplan.states import OUTCOME_LABELS, STAGE_LABELS, STEP_STATE_LABELS, VARIANCE_LABELS

WORDS: dict[str, str] = {
    **{step["code"]: step["title"] for pathway in shipped() for step in pathway["steps"]},
    **{
        code.value: words
        for labels in (STAGE_LABELS, STEP_STATE_LABELS, OUTCOME_LABELS, VARIANCE_LABELS)
        for code, words in labels.items()
    },
}
