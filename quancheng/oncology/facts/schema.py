"""How a kind of clinical fact is described: its fields, their bounds, and the values that say "no value".

One description serves the entry form, the import mapping, the record page, the export and the data
dictionary. Values are kept as plain JSON; `FactKind.read` is the only way in.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from quancheng.kernel.dates import parse_date
from quancheng.kernel.numbers import parse_decimal
from quancheng.kernel.privacy import PrivacyClass
from quancheng.kernel.refused import Findings, Refused, msg
from quancheng.kernel.text import looks_like_formula, normalise, tidy_line


class Absent(StrEnum):
    """Why there is no value (FHIR data-absent-reason). Never a zero, never a guess."""

    UNKNOWN = "unknown"
    NOT_DONE = "not_done"
    PENDING = "pending"


ABSENT_LABELS = {
    Absent.UNKNOWN: msg("Unknown"),
    Absent.NOT_DONE: msg("Not done"),
    Absent.PENDING: msg("Pending"),
}


class Side(StrEnum):
    """Laterality of a breast finding."""

    LEFT = "left"
    RIGHT = "right"


SIDE_LABELS = {Side.LEFT: msg("Left"), Side.RIGHT: msg("Right")}


class Lane(StrEnum):
    """The lane of the timeline in which a fact is drawn."""

    DIAGNOSIS = "diagnosis"
    SURGERY = "surgery"
    SYSTEMIC = "systemic"
    RADIOTHERAPY = "radiotherapy"
    FOLLOW_UP = "follow_up"
    PERSON = "person"


LANE_LABELS = {
    Lane.DIAGNOSIS: msg("Diagnosis and pathology"),
    Lane.SURGERY: msg("Surgery"),
    Lane.SYSTEMIC: msg("Drug treatment"),
    Lane.RADIOTHERAPY: msg("Radiotherapy"),
    Lane.FOLLOW_UP: msg("Follow-up and events"),
    Lane.PERSON: msg("General condition"),
}

# What needs no understanding of units, signs or full-width digits; imports read little else.
_PLAIN_NUMBER = re.compile(r"\d{1,15}(\.\d{1,15})?", re.ASCII)
Value = str | int | float | list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of a fact. `absent` lists the reasons that may stand in for it."""

    code: str
    label: str
    required: bool = False
    absent: tuple[Absent, ...] = (Absent.UNKNOWN, Absent.NOT_DONE, Absent.PENDING)
    privacy: PrivacyClass = PrivacyClass.L3
    hint: str = ""
    unit: str = ""

    def read(self, raw: Any) -> Value:
        """The stored form of a typed or imported value; refuses with a sentence."""
        raise NotImplementedError

    def refuse(self, message: str, **params: Any) -> Refused:
        """A refusal that points at this field."""
        return Refused(message, params=params, field=self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One code of a closed list."""

    options: Mapping[str, str]

    def read(self, raw: Any) -> str:
        text = normalise(str(raw))
        if text in self.options:
            return text
        lowered = text.lower()
        for code in self.options:
            if code.lower() == lowered:
                return code
        raise self.refuse(
            msg("“%(value)s” is not one of the choices. Pick one from the list."), value=text[:40]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(Field):
    """Several codes of a closed list, kept in the list's order."""

    options: Mapping[str, str]

    def read(self, raw: Any) -> list[str]:
        wanted = raw if isinstance(raw, list | tuple | set) else str(raw).replace("，", ",").split(",")
        codes = {normalise(str(item)) for item in wanted if str(item).strip()}
        unknown = sorted(codes - set(self.options))
        if unknown:
            raise self.refuse(
                msg("“%(value)s” is not one of the choices. Pick one from the list."), value=unknown[0][:40]
            )
        return [code for code in self.options if code in codes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    """A measured number within its possible range, both ends included."""

    low: float
    high: float
    whole: bool = False

    def read(self, raw: Any) -> int | float:
        if type(raw) is str and _PLAIN_NUMBER.fullmatch(raw):
            number: float = float(raw)
        else:
            number = raw if type(raw) in (int, float) else self._parsed(raw)
        if number != number or not self.low <= number <= self.high:
            raise self.refuse(
                msg(
                    "%(value)s is outside what is possible (%(low)s to %(high)s %(unit)s). Check the report."
                ),
                value=raw,
                low=f"{self.low:g}",
                high=f"{self.high:g}",
                unit=self.unit,
            )
        if self.whole:
            if number != int(number):
                raise self.refuse(msg("This must be a whole number, without decimals."))
            return int(number)
        return int(number) if number == int(number) else float(number)

    def _parsed(self, raw: Any) -> float:
        try:
            return float(parse_decimal(str(raw), unit=self.unit))
        except Refused as refused:
            raise Refused(refused.message, params=refused.params, field=self.code) from refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """A few words. Formulas pasted from a sheet are refused."""

    longest: int = 500

    def read(self, raw: Any) -> str:
        text = tidy_line(str(raw))
        if len(text) > self.longest:
            raise self.refuse(msg("Too long: at most %(longest)s characters."), longest=self.longest)
        if looks_like_formula(text):
            raise self.refuse(msg("This looks like a spreadsheet formula. Enter the value itself."))
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Field):
    """A day, month or year, kept as ISO text of that precision."""

    def read(self, raw: Any) -> str:
        try:
            when = parse_date(raw)
        except Refused as refused:
            raise Refused(refused.message, params=refused.params, field=self.code) from refused
        return when.on.isoformat()[: {"day": 10, "month": 7, "year": 4}[when.precision]]


class Body(dict[str, Any]):
    """The JSON of a fact, with reading that knows absent values."""

    def value(self, code: str) -> Any:
        """The value, or None where there is none or only a reason for its absence."""
        stored = self.get(code)
        return None if isinstance(stored, dict) else stored


Check = Callable[[Body, Findings], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKind:
    """A kind of clinical fact: its standard name, lane, fields and the checks across them."""

    code: str
    label: str
    profile: str
    lane: Lane
    fields: tuple[Field, ...]
    date_label: str = msg("Date")
    sided: bool = False
    side_required: bool = False
    genetic: bool = False
    checks: tuple[Check, ...] = field(default=())

    def read(self, raw: Mapping[str, Any]) -> Body:
        """The body to store from typed or imported values, all refusals together.

        `raw[code]` is a value, or {"absent": reason}. Empty text means "not stated" and is left out.
        """
        findings = Findings()
        body = Body()
        known = 0
        for spec in self.fields:
            known += spec.code in raw
            value = raw.get(spec.code)
            if value is not None or spec.required:
                self._read_field(spec, value, body, findings)
        if known != len(raw):
            for code in sorted(raw.keys() - {spec.code for spec in self.fields}):
                findings.add(msg("There is no such field here: %(code)s."), params={"code": code}, field=code)
        if not findings:
            for check in self.checks:
                check(body, findings)
        findings.raise_any()
        return body

    def _read_field(self, spec: Field, raw: Any, body: Body, findings: Findings) -> None:
        if isinstance(raw, dict):
            reason = raw.get("absent")
            if reason not in spec.absent:
                findings.add(
                    msg("This value cannot be “%(reason)s”."), params={"reason": reason}, field=spec.code
                )
            else:
                body[spec.code] = {"absent": str(reason)}
            return
        if raw is None or raw == "" or raw == [] or (isinstance(raw, str) and not raw.strip()):
            if spec.required:
                findings.add(msg("Fill this in, or say why it is not known."), field=spec.code)
            return
        try:
            body[spec.code] = spec.read(raw)
        except Refused as refused:
            findings.add(refused.message, params=refused.params, field=spec.code)

    def field(self, code: str) -> Field:
        """The field of that code. Raises KeyError."""
        for spec in self.fields:
            if spec.code == code:
                return spec
        raise KeyError(code)
