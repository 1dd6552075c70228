"""One cell into the values that it stands for: translated, scaled, or said to be missing and why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quancheng.interfaces.spreadsheets.client.cells import Cell, armed, oddity, text_of
from quancheng.interfaces.spreadsheets.mappers import prefixes
from quancheng.interfaces.spreadsheets.mappers.words import ANSWERS, SEXES, SIDES, spellings
from quancheng.interfaces.spreadsheets.schemas import DAYS_IN_A_MONTH, Column, Definition
from quancheng.kernel.dates import parse_date
from quancheng.kernel.numbers import parse_decimal
from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import normalise
from quancheng.oncology.facts import KINDS
from quancheng.oncology.facts.schema import Choice, Choices, Number

NOT_A_SIDE = msg("“%(value)s” is not a side. Write left or right.")
NOT_YES_OR_NO = msg("“%(value)s” is neither yes nor no.")
NOT_A_SEX = msg("“%(value)s” is not a sex. Write female or male.")
TRANSLATE = msg("“%(value)s” is not understood. Correct it, or say on the page of columns what it means.")
FULL_DATE = msg("Enter the full birth date with its day, for example 1970-03-05.")
NEEDED = msg("This cell is empty, and every row needs it: enter it.")
# Far above any age that the rules let pass; what is longer cannot even be rounded.
MOST_AGE = 999
AGE_UNITS = ("岁", "years", "y", "yrs")
_KEEP = 2_000

Values = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a value goes: the whole name, the fact (or patient), the field, and the fact's kind."""

    name: str
    head: str
    tail: str
    kind: str = ""

    @property
    def coded(self) -> bool:
        """Whether only few different values can stand here, so that reading them is remembered."""
        if self.kind and not self.tail.startswith("@"):
            return isinstance(KINDS[self.kind].field(self.tail), Choice | Choices)
        return self.tail in {"sex", "@side", "@exists"}


class ColumnReader:
    """Reads the cells of one column."""

    def __init__(
        self, index: int, column: Column, targets: tuple[Target, ...], definition: Definition
    ) -> None:
        self.index, self.column, self.targets = index, column, targets
        self._missing = definition.missing
        self._needed = any(target.name == "patient.record_number" for target in targets)
        self._remember = bool(targets) and all(target.coded for target in targets)
        self._read: dict[str, Values] = {}

    def read(self, cell: Cell) -> Values:
        """(target, value) pairs; refuses with a sentence. A missing value is left out, or says why."""
        if isinstance(cell, dict) or not self._remember:
            return self._fresh(cell)
        known = self._read.get(cell)
        if known is None:
            if len(self._read) > _KEEP:
                self._read.clear()
            known = self._read[cell] = self._fresh(cell)
        return known

    def _fresh(self, cell: Cell) -> Values:
        text = armed(text_of(cell).strip())
        plain = normalise(text) if text else ""
        found = oddity(cell)
        # A clerk may say that #N/A stands for "no value" in her source; nobody may say it of a cell in error.
        if found is not None and (isinstance(cell, dict) or plain not in self._missing):
            raise Refused(found[0], params=found[1])
        if plain in self._missing and plain not in self.column.values:
            return self._absent()
        value = self.column.values.get(plain, _AS_IT_IS)
        if value is None:
            return ()
        if value is _AS_IT_IS:
            return tuple((target.name, self._value(target, text, plain)) for target in self.targets)
        return tuple(self._translated(value))

    def _absent(self) -> Values:
        if self._needed:
            raise Refused(NEEDED)
        if not self.column.missing:
            return ()
        reason = {"absent": self.column.missing}
        return tuple((t.name, reason) for t in self.targets if t.kind and not t.tail.startswith("@"))

    def _translated(self, value: Any) -> Any:
        """What the mapping says the value means: one meaning for all targets, or one for each."""
        for target in self.targets:
            meant = value
            if isinstance(value, Mapping) and "absent" not in value:
                meant = value.get(target.name, value.get(target.tail))
            if meant is None:
                continue
            yield (
                target.name,
                meant if isinstance(meant, Mapping) else self._value(target, str(meant), str(meant)),
            )

    def _value(self, target: Target, text: str, plain: str) -> Any:
        if target.tail.startswith("@"):
            return _special(target.tail, plain)
        if target.head == "patient":
            return _of_patient(target.tail, text, plain)
        spec = KINDS[target.kind].field(target.tail)
        if isinstance(spec, Choice):
            prefix, bare = _split(target, plain)
            return prefixes.category(_code(target, bare), prefix)
        if isinstance(spec, Choices):
            return [_code(target, part.strip()) for part in _SEVERAL.split(plain) if part.strip()]
        if isinstance(spec, Number) and self.column.scale != 1:
            return float(parse_decimal(plain, unit=spec.unit)) * self.column.scale
        return text


_AS_IT_IS = object()
_SEVERAL = re.compile("[,，;；、+]")


def _code(target: Target, plain: str) -> str:
    """The code that the words mean."""
    code = spellings(target.kind, target.tail).get(plain.lower())
    if code is None:
        raise Refused(TRANSLATE, params={"value": plain[:40]})
    return code


def _split(target: Target, plain: str) -> tuple[str, str]:
    of_tnm = target.kind == "tnm" and target.tail in prefixes.CATEGORIES
    return prefixes.split(plain) if of_tnm else ("", plain)


def _special(tail: str, plain: str) -> Any:
    if tail == "@date":
        return parse_date(plain, excel_serials=True)
    if tail == "@side":
        return _one_of(SIDES, plain, NOT_A_SIDE)
    if tail == "@exists":
        return _one_of(ANSWERS, plain, NOT_YES_OR_NO)
    number = float(parse_decimal(plain))
    return round(number * DAYS_IN_A_MONTH) if tail == "@months" else round(number)


def _of_patient(tail: str, text: str, plain: str) -> Any:
    if tail == "sex":
        return _one_of(SEXES, plain, NOT_A_SEX)
    if tail == "birth_on":
        birth = parse_date(plain, excel_serials=True)
        if not birth.is_exact:
            raise Refused(FULL_DATE)
        return birth.on
    if tail == "age_at_diagnosis":
        return parse_decimal(plain, unit=AGE_UNITS, least=0, most=MOST_AGE)
    return text


def _one_of(words: Mapping[str, Any], plain: str, sentence: str) -> Any:
    found = words.get(plain.lower())
    if found is None:
        raise Refused(sentence, params={"value": plain[:40]})
    return found
