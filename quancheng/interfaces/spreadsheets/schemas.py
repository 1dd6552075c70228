"""The shape of a mapping: which column goes where. The same shape ships with the app and is saved by a clerk.

    {"format": 1, "code": "metabric", "version": 1, "name": …, "people": "named" | "pseudonymous",
     "missing": ["NA"],
     "columns": [{"name": "ER", "to": ["pathology.er_status"], "values": {"pos": "positive"}, …}],
     "facts": [{"name": "pathology", "kind": "surgical_pathology", …}]}

A target is `patient.<field>`, `<fact>.<field>`, or `<fact>.@date`, `@side`, `@exists`, `@days`, `@months`;
`*.@date` and `*.@side` serve every fact that has no column of its own for it.
`missing` of a column says what an empty cell stands for: nothing (left out) or a reason ("unknown").
Texts for people are a string, or one string for each language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from quancheng.kernel.refused import Findings, Refused, msg
from quancheng.kernel.text import normalise
from quancheng.oncology.facts import KINDS
from quancheng.oncology.facts.schema import Absent
from quancheng.ui.words import language

FORMAT = 1
PATIENT_FIELDS: dict[str, str] = {
    "record_number": msg("Medical record number"),
    "name": msg("Name"),
    "sex": msg("Sex"),
    "birth_on": msg("Birth date"),
    "age_at_diagnosis": msg("Age at diagnosis"),
    "resident_id": msg("Resident ID"),
    "passport": msg("Passport"),
    "phone": msg("Phone"),
    "address": msg("Address"),
    "allergies": msg("Allergies"),
}
SPECIALS: dict[str, str] = {
    "@date": msg("date"),
    "@side": msg("side"),
    "@exists": msg("took place (yes or no)"),
    "@days": msg("days since diagnosis"),
    "@months": msg("months since diagnosis"),
}
EVERY_FACT = "*"
DAYS_IN_A_MONTH = 365.25 / 12
Text = str | dict[str, str]


def in_language(text: Text) -> str:
    """A text of a mapping in the language of the page; English where it has no other."""
    if isinstance(text, str):
        return text
    return text.get(language()) or text.get("en", "")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the source: where it goes, or why it does not."""

    name: str
    to: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    missing: str = ""
    scale: float = 1
    required: bool = False
    ignored: Text = ""


@dataclass(frozen=True, slots=True)
class FactRule:
    """One fact that a row may give: its kind, and what is the same for all rows."""

    name: str
    kind: str
    constants: Mapping[str, Any] = field(default_factory=dict)
    days: int | None = None
    # The fact whose date it has where it has none of its own: a clinical stage is that of the diagnosis.
    dated_by: str = ""
    # Every row tells of it, even one whose values are all missing.
    always: bool = False
    side_may_be_missing: bool = False
    only_if: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Definition:
    """A mapping, read and checked."""

    code: str
    version: int
    name: Text
    pseudonymous: bool
    missing: frozenset[str]
    columns: tuple[Column, ...]
    facts: tuple[FactRule, ...]
    about: Text = ""

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by the name that the source gives them."""
        return {column.name: column for column in self.columns}

    def agreement(self, header: Sequence[str]) -> float:
        """How well a heading agrees: 0 where a required column is missing, 1 where all are there."""
        names = set(header)
        wanted = [column.name for column in self.columns]
        if not wanted or any(column.required and column.name not in names for column in self.columns):
            return 0.0
        return sum(name in names for name in wanted) / len(wanted)

    def missing_columns(self, header: Sequence[str]) -> list[str]:
        """Required columns that the heading lacks."""
        return [c.name for c in self.columns if c.required and c.name not in set(header)]


def read_definition(raw: Mapping[str, Any]) -> Definition:
    """The mapping; refuses one that is not of this shape or names what does not exist."""
    if raw.get("format") != FORMAT:
        raise Refused(
            msg("This mapping was made for another version of the software."), code="mapping_format"
        )
    facts = tuple(_fact(item) for item in raw.get("facts", ()))
    columns = tuple(_column(item) for item in raw.get("columns", ()))
    found = Definition(
        code=str(raw.get("code", "")),
        version=int(raw.get("version", 1)),
        name=raw.get("name", ""),
        about=raw.get("about", ""),
        pseudonymous=raw.get("people") == "pseudonymous",
        missing=frozenset(normalise(str(text)) for text in raw.get("missing", ())) | {""},
        columns=columns,
        facts=facts,
    )
    _check(found)
    return found


def _column(raw: Mapping[str, Any]) -> Column:
    return Column(
        name=normalise(str(raw["name"])),
        to=tuple(raw.get("to", ())),
        values={normalise(str(key)): value for key, value in raw.get("values", {}).items()},
        missing=str(raw.get("missing", "")),
        scale=float(raw.get("scale", 1)),
        required=bool(raw.get("required", False)),
        ignored=raw.get("ignored", ""),
    )


def _fact(raw: Mapping[str, Any]) -> FactRule:
    return FactRule(
        name=str(raw["name"]),
        kind=str(raw["kind"]),
        constants=dict(raw.get("constants", {})),
        days=raw.get("days"),
        dated_by=str(raw.get("dated_by", "")),
        always=bool(raw.get("always", False)),
        side_may_be_missing=bool(raw.get("side_may_be_missing", False)),
        only_if={normalise(name): tuple(values) for name, values in raw.get("only_if", {}).items()},
    )


def _check(found: Definition) -> None:
    findings = Findings()
    targets = {target for column in found.columns for target in column.to}
    for wanted in ("record_number", "sex", *([] if found.pseudonymous else ["name"])):
        if f"patient.{wanted}" not in targets:
            findings.add(
                msg("No column is matched to “%(what)s”. Every row needs it."),
                params={"what": PATIENT_FIELDS[wanted]},
                code="mapping_incomplete",
            )
    kinds = {fact.name: fact.kind for fact in found.facts}
    for fact in found.facts:
        if fact.kind not in KINDS:
            findings.add(msg("There is no kind of fact called %(kind)s."), params={"kind": fact.kind})
    for column in found.columns:
        if column.missing not in {"", *Absent}:
            findings.add(msg("There is no target called %(target)s."), params={"target": column.missing})
        for target in column.to:
            if not is_target(target, kinds):
                findings.add(msg("There is no target called %(target)s."), params={"target": target})
    findings.raise_any()


def is_target(target: str, kinds: Mapping[str, str]) -> bool:
    """Whether something of that name can be filled; `kinds` gives the kind of each fact by name."""
    head, _, tail = target.partition(".")
    if head == "patient":
        return tail in PATIENT_FIELDS
    if head == EVERY_FACT:
        return tail in {"@date", "@side"}
    if head not in kinds or kinds[head] not in KINDS:
        return False
    return tail in SPECIALS or any(spec.code == tail for spec in KINDS[kinds[head]].fields)
