"""Codes of the registry as the audit trail says them (settings.AUDIT_WORDS)."""

from typing import Any

from quancheng.patients.models.consent import ConsentChannel, ConsentPurpose
from quancheng.patients.models.corrections import CorrectionState
from quancheng.patients.presenters.people import FIELDS, SCOPES
from quancheng.patients.presenters.registry import TRAITS

WORDS: dict[str, Any] = {
    **dict(ConsentPurpose.choices),
    **dict(ConsentChannel.choices),
    **dict(CorrectionState.choices),
    **SCOPES,
    **FIELDS,
    **{trait.value: words for trait, words in TRAITS.items()},
}
