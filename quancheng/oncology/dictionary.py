"""The data dictionary: every kind of fact and every value of it, as a page made from the code."""

from collections.abc import Iterator

from quancheng.kernel.privacy import PrivacyClass
from quancheng.oncology.facts import KINDS, FactKind
from quancheng.oncology.facts.schema import (
    ABSENT_LABELS,
    LANE_LABELS,
    Choice,
    Choices,
    Day,
    Field,
    Number,
    Text,
)
from quancheng.ui.words import gettext, speaking

HEAD = """# Data dictionary

Made from `quancheng/oncology/facts` by `manage.py data_dictionary`; `--check` compares, and the tests call
it. Do not edit it by hand.

A fact is one row: kind, side where the kind has one, date with its precision (or days from diagnosis, for
de-identified people), and the values below. A value is never guessed: it is stated, left out ("not stated"),
or absent with a reason: {absences}. Corrections are new rows; the old ones stay.

Privacy: L3 is clinical data about one person, L4 human-genetic data, which only some roles may read.
"""


def page() -> str:
    """The whole page."""
    absences = ", ".join(f"`{code}` ({gettext_zh(label)})" for code, label in ABSENT_LABELS.items())
    parts = [HEAD.format(absences=absences)]
    parts += ["| kind | 中文 | standard | lane |", "|---|---|---|---|"]
    parts += [
        f"| [`{kind.code}`](#{kind.code}) | {gettext_zh(kind.label)} | {kind.profile} | "
        f"{gettext_zh(LANE_LABELS[kind.lane])} |"
        for kind in KINDS.values()
    ]
    for kind in KINDS.values():
        parts += ["", *_kind(kind)]
    return "\n".join(parts) + "\n"


def gettext_zh(text: str) -> str:
    """The Chinese words of a label."""
    with speaking("zh-hans"):
        return gettext(text)


def _kind(kind: FactKind) -> Iterator[str]:
    side = "side required" if kind.side_required else "side optional" if kind.sided else "no side"
    privacy = PrivacyClass.L4 if kind.genetic else PrivacyClass.L3
    yield f"## {kind.code}"
    yield ""
    date = f"{kind.date_label} ({gettext_zh(kind.date_label)})"
    yield f"{gettext_zh(kind.label)} · {kind.label}. Standard: {kind.profile}."
    yield f"Date: {date}; {side}; {privacy.name}."
    yield ""
    yield "| value | 中文 | type | may be absent |"
    yield "|---|---|---|---|"
    for spec in kind.fields:
        required = "**required**" if spec.required else ""
        absent = ", ".join(f"`{code}`" for code in spec.absent) or "no"
        names = f"`{spec.code}` {required}".strip()
        yield f"| {names} | {_cell(gettext_zh(spec.label))} | {_cell(_type(spec))} | {absent} |"


def _type(spec: Field) -> str:
    if isinstance(spec, Choice | Choices):
        many = "any of: " if isinstance(spec, Choices) else ""
        return many + "; ".join(_option(code, gettext_zh(label)) for code, label in spec.options.items())
    if isinstance(spec, Number):
        kind = "whole number" if spec.whole else "number"
        return f"{kind} {spec.low:g} to {spec.high:g} {spec.unit}".strip()
    if isinstance(spec, Text):
        return f"text, at most {spec.longest} characters"
    return "date" if isinstance(spec, Day) else type(spec).__name__


def _option(code: str, words: str) -> str:
    return f"`{code}`" if words == code else f"`{code}` {words}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
