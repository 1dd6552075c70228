"""The one shape in which every calculator answers or refuses, so that a page shows them all alike.

An answer is a `Result`: value or category, the inputs it was computed from, the source, its version and its
limits. There is no answer "none": a calculator that cannot answer raises one of the three refusals below,
whose sentence the page shows in place of the number.

Text for the screen (labels, limits, refusals) is an English msgid with named placeholders; whoever shows it
translates it. Citations are bibliography and stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Self, TypeVar

from quancheng.kernel.refused import Refused


class MissingInput(Refused):
    """A value that the formula needs is not recorded; the sentence names it."""


class InvalidInput(Refused):
    """A value that cannot be (Ki-67 of 140 %, pM0), or two values that contradict each other."""


class OutOfScope(Refused):
    """The formula was not made for this person or this situation; the sentence says why."""


class Coded(StrEnum):
    """A code of the field together with the msgid of its name: `POSITIVE = "pos", _("Positive")`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


Value = float | int | str | bool | None
Category = TypeVar("Category", bound=Coded)


@dataclass(frozen=True, slots=True)
class Input:
    """One input as it entered the formula: code name, msgid of its label, value, UCUM unit ('' for none).

    A value that is a `Coded` carries its own label; None means "unknown", which the formula knows how to
    treat.
    """

    name: str
    label: str
    value: Value
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A further number or category of the answer (a component, a horizon), shown under the main one."""

    name: str
    label: str
    value: Value
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Generic[Category]):
    """An answer: `value` (a number, in `unit`) and/or `category` (a code with its label).

    `to_confirm` names what of it was written down from general knowledge of the source, not read in it: a
    centre confirms that before the answer drives care, and the page says so.
    """

    calculator: str
    title: str
    value: float | None = None
    unit: str = ""
    category: Category | None = None
    inputs: tuple[Input, ...]
    figures: tuple[Figure, ...] = ()
    source: str
    version: str
    limits: tuple[str, ...] = ()
    to_confirm: str = ""

    @property
    def label(self) -> str:
        """The msgid of the category's name, or '' when the answer is only a number."""
        return self.category.label if self.category is not None else ""
