"""The vocabulary of clinical facts: every kind that can be recorded, by its code."""

from quancheng.oncology.facts import disease, person, treatment
from quancheng.oncology.facts.schema import FactKind

KINDS: dict[str, FactKind] = {
    kind.code: kind for subject in (disease, treatment, person) for kind in subject.KINDS
}

__all__ = ["KINDS", "FactKind"]
