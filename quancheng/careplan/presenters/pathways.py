"""Pathways in words: what each step counts from, when it is due, who does it, where the figures are from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quancheng.careplan.presenters.steps import duty_words, priority_words, stage_words
from quancheng.careplan.rules.conditions import WORDS
from quancheng.careplan.rules.pathway import ENROLMENT
from quancheng.kernel.refused import msg
from quancheng.oncology.facts import KINDS
from quancheng.ui.words import gettext, is_english, ngettext

CERTAINTIES = {
    "read": msg("Read in the source"),
    "recalled": msg("General practice, to be checked"),
}


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One line of a pathway."""

    code: str
    on: bool
    title: str
    why: str
    counts_from: str
    due: str
    repeats: str
    duty: str
    priority: str
    stages: str
    source: str
    certainty: str


def rule_words(row: Mapping[str, Any]) -> RuleWords:
    """The words of one step of a pathway."""
    return RuleWords(
        code=row["code"],
        on=not row.get("off"),
        title=_said(row, "title"),
        why=(" " if is_english() else "").join(
            filter(None, (_said(row, "why"), _said(row.get("assume", {}), "why")))
        ),
        counts_from=_anchor(row["anchor"]),
        due=_due(row),
        repeats=_repeats(row.get("every_months", ())),
        duty=duty_words(row["duty"]),
        priority=priority_words(row["priority"]),
        stages=gettext(", ").join(stage_words(stage) for stage in row.get("stages", ())),
        source=_said(row, "source"),
        certainty=_certainty(row),
    )


def _said(row: Mapping[str, Any], name: str) -> str:
    words = row.get(name)
    return gettext(words) if words else ""


def _certainty(row: Mapping[str, Any]) -> str:
    words = CERTAINTIES.get(row.get("certainty", ""))
    return gettext(words) if words else ""


def _anchor(anchor: Mapping[str, Any]) -> str:
    if anchor["on"] == ENROLMENT:
        return gettext("Start of whole-course management")
    return gettext(" or ").join(dict.fromkeys(_condition(condition) for condition in anchor["on"]))


def _condition(condition: Mapping[str, Any]) -> str:
    """手术 / 治疗开始:化疗(新辅助): the kind of fact and the values that it must have."""
    kinds = condition["kind"] if isinstance(condition["kind"], list) else [condition["kind"]]
    label = gettext(" or ").join(gettext(KINDS[kind].label) for kind in kinds)
    values = []
    for code, wanted in condition.items():
        if code in WORDS:
            continue
        options = getattr(KINDS[kinds[0]].field(code), "options", {})
        chosen = wanted if isinstance(wanted, list) else [wanted]
        values.append("/".join(gettext(options[value]) for value in chosen))
    return gettext(": ").join(filter(None, (label, gettext(", ").join(values))))


def _due(row: Mapping[str, Any]) -> str:
    first = int(row.get("after_days", 0))
    last = first + int(row["window_days"])
    return gettext("day %(first)s to %(last)s") % {"first": first, "last": last}


def _repeats(periods: Sequence[Sequence[int]]) -> str:
    parts = []
    for until, months in periods:
        every = ngettext("every month", "every %(months)s months", months) % {"months": months}
        if until:
            parts.append(gettext("to month %(until)s %(every)s") % {"until": until, "every": every})
        else:
            parts.append(gettext("then %(every)s") % {"every": every} if parts else every)
    return gettext("; ").join(parts)


def pathway_title(definition: Mapping[str, Any]) -> str:
    """The name of the pathway."""
    return _said(definition, "title")
