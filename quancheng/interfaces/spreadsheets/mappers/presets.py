"""Facts that a plain column can make although their kind wants more: what the column itself does not say."""

from collections.abc import Mapping
from typing import Any

from quancheng.kernel.refused import msg
from quancheng.oncology.facts import KINDS

_UNKNOWN = {"absent": "unknown"}


def _therapy(modality: str, intent: str, *, ended: bool) -> dict[str, Any]:
    constants: dict[str, Any] = {"modality": modality, "intent": intent}
    if ended:
        return {"kind": "therapy_ended", "constants": {**constants, "reason": _UNKNOWN}}
    return {"kind": "therapy_started", "constants": constants}


# Name: what it is called, and the fact as a mapping keeps it.
PRESETS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "tnm_c": (
        msg("Clinical TNM"),
        {"kind": "tnm", "constants": {"classification": "c"}, "dated_by": "diagnosis"},
    ),
    "tnm_p": (
        msg("Pathological TNM"),
        {"kind": "tnm", "constants": {"classification": "p"}, "dated_by": "surgical_pathology"},
    ),
    "tnm_yp": (
        msg("Pathological TNM after neoadjuvant"),
        {"kind": "tnm", "constants": {"classification": "yp"}, "dated_by": "surgical_pathology"},
    ),
    "neoadjuvant_begun": (
        msg("Neoadjuvant chemotherapy begun"),
        _therapy("chemotherapy", "neoadjuvant", ended=False),
    ),
    "neoadjuvant_ended": (
        msg("Neoadjuvant chemotherapy ended"),
        _therapy("chemotherapy", "neoadjuvant", ended=True),
    ),
    "chemotherapy_begun": (
        msg("Adjuvant chemotherapy begun"),
        _therapy("chemotherapy", "adjuvant", ended=False),
    ),
    "chemotherapy_ended": (
        msg("Adjuvant chemotherapy ended"),
        _therapy("chemotherapy", "adjuvant", ended=True),
    ),
    "radiotherapy_begun": (msg("Radiotherapy begun"), _therapy("radiotherapy", "adjuvant", ended=False)),
    "radiotherapy_ended": (msg("Radiotherapy ended"), _therapy("radiotherapy", "adjuvant", ended=True)),
    "targeted_begun": (msg("Anti-HER2 therapy begun"), _therapy("targeted", "adjuvant", ended=False)),
    "targeted_ended": (msg("Anti-HER2 therapy ended"), _therapy("targeted", "adjuvant", ended=True)),
    "endocrine_begun": (msg("Endocrine therapy begun"), _therapy("endocrine", "adjuvant", ended=False)),
    "endocrine_ended": (msg("Endocrine therapy ended"), _therapy("endocrine", "adjuvant", ended=True)),
    "contact": (
        msg("Last follow-up"),
        {"kind": "follow_up", "constants": {"way": "registry", "status": _UNKNOWN}},
    ),
}
# These kinds are offered by their presets only.
COVERED = frozenset({"tnm", "therapy_started", "therapy_ended", "follow_up"})


def fact_called(name: str, *, pseudonymous: bool) -> dict[str, Any]:
    """The fact rule, as a mapping keeps it, for a name that `targets.choices` offers."""
    made: Mapping[str, Any] = PRESETS[name][1] if name in PRESETS else {"kind": name}
    fact: dict[str, Any] = {"name": name, **made}
    if pseudonymous and KINDS[fact["kind"]].side_required:
        fact["side_may_be_missing"] = True
    return fact
