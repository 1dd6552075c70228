"""What a pathway asks of facts: conditions written as data, and whether a fact meets them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from quancheng.oncology.rules.history import ClinicalFact, History

# Everything else in a condition names a field of the fact.
WORDS = frozenset({"kind", "has", "lacks", "latest", "after_anchor"})

Condition = Mapping[str, Any]


def matches(fact: ClinicalFact, condition: Condition) -> bool:
    """Whether a fact is of the condition's kind, has one of the values it names, and states what it must.

    `has` lists groups of fields: of each group one at least must be stated ("pending" states nothing).
    `lacks` lists fields none of which may be stated.
    """
    kinds = condition["kind"]
    if fact.kind != kinds and not (isinstance(kinds, list) and fact.kind in kinds):
        return False
    for code, wanted in condition.items():
        if code not in WORDS and not _is_one_of(fact.value(code), wanted):
            return False
    if any(fact.value(code) is not None for code in condition.get("lacks", ())):
        return False
    groups: Sequence[Sequence[str]] = condition.get("has", ())
    return all(any(fact.value(code) is not None for code in group) for group in groups)


def _is_one_of(value: Any, wanted: Any) -> bool:
    options = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(value, list):
        return not set(value).isdisjoint(options)
    return value in options


def is_met(condition: Condition, history: History, *, anchor: date | None = None) -> bool:
    """Whether some fact meets the condition: any, only the newest of its kind (`latest`), or one that
    came with or after the anchor (`after_anchor`; "strictly": after it, since of two drugs the one may end on
    the day on which the other begins)."""
    facts: Iterable[ClinicalFact] = _of_kind(history, condition)
    if condition.get("latest"):
        facts = list(facts)[-1:]
    if condition.get("after_anchor"):
        first = _first_day(anchor, condition["after_anchor"])
        facts = [fact for fact in facts if fact.on is not None and first is not None and fact.on >= first]
    return any(matches(fact, condition) for fact in facts)


def _first_day(anchor: date | None, after: Any) -> date | None:
    return anchor + timedelta(days=1) if anchor is not None and after == "strictly" else anchor


def _of_kind(history: History, condition: Condition) -> list[ClinicalFact]:
    kinds = condition["kind"]
    return history.of(*kinds) if isinstance(kinds, list) else history.of(kinds)


def meeting(conditions: Sequence[Condition], history: History) -> list[ClinicalFact]:
    """Dated facts that meet any of the conditions, oldest first, each once."""
    found = {
        id(fact): fact
        for condition in conditions
        for fact in _of_kind(history, condition)
        if fact.on is not None and matches(fact, condition)
    }
    return sorted(found.values(), key=lambda fact: (fact.when, fact.id or 0))
