"""Facts, summaries and stages in the words of a page, in the language of the moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from quancheng.kernel.dates import ClinicalDate, format_date
from quancheng.oncology.calculators.subtype import Subtype
from quancheng.oncology.facts import KINDS, FactKind
from quancheng.oncology.facts.disease import GRADES, POSITIVE_NEGATIVE
from quancheng.oncology.facts.schema import ABSENT_LABELS, SIDE_LABELS, Absent, Choice, Choices, Field, Side
from quancheng.ui.words import gettext, is_english, language, ngettext

# What stands first when a fact is told in one line; kinds without an entry are told by their own name.
_LED_BY: dict[str, tuple[str, ...]] = {
    "biopsy_pathology": ("histology", "grade"),
    "surgical_pathology": ("histology", "grade"),
    "operation": ("breast", "axilla", "reconstruction"),
    "therapy_started": ("modality", "regimen"),
    "therapy_ended": ("modality", "reason"),
    "treatment_plan": ("modalities",),
    "imaging": ("modality", "birads"),
    "recurrence": ("extent", "sites"),
    "complication": ("condition",),
    "comorbidity": ("condition",),
    "genetic_test": ("test", "result"),
    "second_primary": ("site",),
    "follow_up": ("way", "status"),
    "menopausal_status": ("status",),
    "smoking_status": ("status",),
    "performance_status": ("ecog",),
    "death": ("cause",),
}
# Values that say nothing without their name.
_NAMED = {"birads": "BI-RADS "}
# The name of these kinds says nothing that their values do not say better.
_VALUES_ALONE = {
    "comorbidity",
    "complication",
    "follow_up",
    "genetic_test",
    "imaging",
    "operation",
    "recurrence",
    "therapy_started",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a fact: its label, its words, and whether the words say that there is no value."""

    code: str
    label: str
    words: str
    absent: bool = False


def kind_name(code: str) -> str:
    """What a kind of fact is called."""
    return gettext(KINDS[code].label) if code in KINDS else code


def option_words(options: Mapping[str, str], code: str) -> str:
    """The words of one code of a closed list; the code itself where the list has lost it."""
    return gettext(options[code]) if code in options else code


def value_words(spec: Field, stored: Any) -> str:
    """A stored value in words, with its unit; an absent one says why it is absent."""
    if isinstance(stored, dict):
        return gettext(ABSENT_LABELS[Absent(stored["absent"])])
    if isinstance(spec, Choice):
        return option_words(spec.options, stored)
    if isinstance(spec, Choices):
        return gettext(", ").join(option_words(spec.options, code) for code in stored)
    return with_unit(f"{stored:g}", spec.unit) if isinstance(stored, int | float) else str(stored)


def with_unit(number: str, unit: str) -> str:
    """28 mm, but 30%: the sign of percent stands at its number in both languages."""
    return f"{number}%" if unit == "%" else f"{number} {unit}".strip()


def lines(kind: FactKind, body: Mapping[str, Any]) -> list[Line]:
    """Every stated value of a fact, in the order of its description."""
    return [
        Line(
            spec.code,
            gettext(spec.label),
            value_words(spec, body[spec.code]),
            isinstance(body[spec.code], dict),
        )
        for spec in kind.fields
        if spec.code in body
    ]


def headline(code: str, side: str, body: Mapping[str, Any]) -> str:
    """The fact in a few words, for a timeline: 左侧 保乳手术 前哨淋巴结活检."""
    kind = KINDS.get(code)
    if kind is None:
        return code
    if code == "tnm":
        return f"{side_words(side)} {tnm_words(body)}".strip()
    leading = [
        _NAMED.get(name, "") + value_words(kind.field(name), body[name])
        for name in _LED_BY.get(code, ())
        if name in body and not isinstance(body[name], dict) and not _says_nothing(code, body[name])
    ]
    words = leading if code in _VALUES_ALONE and leading else [gettext(kind.label), *leading]
    if side:
        words = [side_words(side), _within_a_line(words[0]), *words[1:]]
    return " ".join(words)


def _within_a_line(words: str) -> str:
    """Left breast cancer diagnosis: without its capital, unless that belongs to an abbreviation."""
    return words[:1].lower() + words[1:] if is_english() and words[1:2].islower() else words


def _says_nothing(code: str, value: Any) -> bool:
    return code == "operation" and value == "none"


def detail(code: str, body: Mapping[str, Any]) -> str:
    """What the headline left out, in one line: ER 90% · PR 20% · Ki-67 30%."""
    kind = KINDS.get(code)
    if kind is None or code == "tnm":
        return ""
    led = _LED_BY.get(code, ())
    rest = [line for line in lines(kind, body) if line.code not in led and not line.absent]
    return " · ".join(f"{line.label} {line.words}" for line in rest)


def tnm_words(body: Mapping[str, Any]) -> str:
    """cT2 N1 M0, or the stage as it was reported."""
    parts = [body.get(name) for name in ("t", "n", "m")]
    prefix = body.get("classification", "")
    stated = [part for part in parts if isinstance(part, str)]
    if stated:
        return f"{prefix}{' '.join(stated)}"
    group = body.get("stage_group")
    return stage_words(group) if isinstance(group, str) else gettext(KINDS["tnm"].label)


def side_words(side: str) -> str:
    """Left or right; nothing for what has no side."""
    if side == "bilateral":
        return gettext("Both sides")
    return gettext(SIDE_LABELS[Side(side)]) if side in {"left", "right"} else ""


def when_words(on: date | None, precision: str = "day", offset_days: int | None = None) -> str:
    """The date as exactly as it is known; for de-identified people the time from diagnosis."""
    if on is not None:
        return format_date(ClinicalDate(on, precision), language())  # type: ignore[arg-type]
    return gettext("Date not known") if offset_days is None else offset_words(offset_days)


def offset_words(days: int) -> str:
    """How long after (or before) diagnosis: the day itself, days, months, or years."""
    if days == 0:
        return gettext("At diagnosis")
    count, after = abs(days), days > 0
    if count < 60:
        text = ngettext("%(n)s day", "%(n)s days", count) % {"n": count}
    elif count < 730:
        months = round(count / 30.44)
        text = ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    else:
        text = gettext("%(n)s years") % {"n": f"{count / 365.25:.1f}"}
    shape = gettext("%(time)s after diagnosis") if after else gettext("%(time)s before diagnosis")
    return shape % {"time": text}


def stage_words(group: str) -> str:
    """Stage IIA; nothing where there is none."""
    return gettext("Stage %(group)s") % {"group": group} if group else ""


def subtype_words(code: str) -> str:
    """Luminal B-like (HER2+); nothing where a marker is missing."""
    return gettext(Subtype(code).label) if code else ""


def receptor_words(value: str) -> str:
    """90% as it stands; positive and negative in words."""
    return option_words(POSITIVE_NEGATIVE, value)


def her2_words(value: str) -> str:
    """The HER2 status of a summary."""
    return {
        "": "",
        "pos": gettext("Positive"),
        "neg": gettext("Negative"),
        "low": gettext("HER2-low"),
        "equivocal": gettext("Equivocal, ISH needed"),
        "unknown": gettext("Unknown"),
    }.get(value, value)


def grade_words(code: str) -> str:
    """Grade 2."""
    return option_words(GRADES, code) if code else ""


# The kinds of facts as the audit trail says them (settings.AUDIT_WORDS).
AUDIT_WORDS: dict[str, str] = {code: kind.label for code, kind in KINDS.items()}
