"""Numbers as typed or pasted, read without guessing."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import normalise

EMPTY = msg("Enter a number.")
NOT_A_NUMBER = msg("“%(typed)s” is not a number; write digits, for example 12.5.")
HAS_A_SIGN = msg("“%(typed)s” is a bound, not a measured number; enter the number itself.")
DECIMAL_COMMA = msg("The comma in “%(typed)s” may be a decimal point; write a point, or leave the comma out.")
WRONG_UNIT = msg("“%(typed)s” has another unit; enter the number in %(unit)s.")
HAS_UNIT = msg("“%(typed)s” has a unit; enter only the number.")
NOT_WHOLE = msg("“%(typed)s” is not a whole number; enter a number without decimals.")
TOO_SMALL = msg("%(value)s is too small; the least that can be entered is %(least)s.")
TOO_LARGE = msg("%(value)s is too large; the most that can be entered is %(most)s.")

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_WITH_UNIT = re.compile(
    r"[+-]?[\d.,]*\d ?[a-zA-Zμ°%‰×*\u4e00-\u9fff][a-zA-Zμ°×*\u4e00-\u9fff/^\d.]*", re.ASCII
)
_BOUND = re.compile(r"[<>≤≥≦≧~≈]|=[<>]")
_MAX_LENGTH = 40
# NFKC would turn 10⁹ into 109; a raised digit is kept apart until the unit is off.
_RAISED = {ord(raised): f"^{digit}" for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}

Number = Decimal | int | float


def parse_decimal(
    value: str | Number,
    *,
    unit: str | tuple[str, ...] = "%",
    least: Number | None = None,
    most: Number | None = None,
) -> Decimal:
    """The number that was typed: full-width digits, 1,234.5 and a trailing unit are understood.

    Only the given `unit` (or any spelling in a tuple, the first being the proper one) is taken off the end;
    without one a percent sign is, and 15% gives 15.
    """
    if not isinstance(value, str):
        return _in_range(_exact(value), least, most)
    typed = _tidy(value)
    if not typed:
        raise Refused(EMPTY, code="number_empty")
    units = (unit,) if isinstance(unit, str) else unit
    bare = _without_unit(typed, units)
    plain = bare.replace(",", "") if _GROUPED.fullmatch(bare) else bare
    if len(plain) > _MAX_LENGTH or not _NUMBER.fullmatch(plain):
        raise _refusal(typed, bare, units)
    return _in_range(Decimal(plain), least, most)


def parse_int(
    value: str | Number,
    *,
    unit: str | tuple[str, ...] = (),
    least: int | None = None,
    most: int | None = None,
) -> int:
    """The whole number that was typed; 3.0, as spreadsheets have it, is 3."""
    number = parse_decimal(value, unit=unit, least=least, most=most)
    if number != number.to_integral_value():
        raise Refused(NOT_WHOLE, params={"typed": value}, code="number_not_whole")
    return int(number)


def _tidy(value: str) -> str:
    # An input method in Chinese mode types 。 for the point; minus signs and dashes all mean minus.
    return re.sub("[−‐-―]", "-", normalise(value.translate(_RAISED))).replace("。", ".")


def _exact(value: Number) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite():
        raise Refused(NOT_A_NUMBER, params={"typed": value}, code="number_unreadable")
    return number


def _without_unit(typed: str, units: tuple[str, ...]) -> str:
    for one in sorted((_tidy(unit) for unit in units), key=len, reverse=True):
        if one and typed.lower().endswith(one.lower()):
            return typed[: -len(one)].rstrip()
    return typed


def _refusal(typed: str, bare: str, units: tuple[str, ...]) -> Refused:
    params: dict[str, object] = {"typed": typed[:_MAX_LENGTH]}
    if _BOUND.match(bare):
        return Refused(HAS_A_SIGN, params=params, code="number_bound")
    if re.fullmatch(r"[+-]?\d+,\d+", bare):
        return Refused(DECIMAL_COMMA, params=params, code="number_comma")
    if _WITH_UNIT.fullmatch(typed):
        if units in ((), ("%",)):
            return Refused(HAS_UNIT, params=params, code="number_unit")
        return Refused(WRONG_UNIT, params={**params, "unit": units[0]}, code="number_unit")
    return Refused(NOT_A_NUMBER, params=params, code="number_unreadable")


def _in_range(number: Decimal, least: Number | None, most: Number | None) -> Decimal:
    if least is not None and number < _exact(least):
        raise Refused(TOO_SMALL, params={"value": number, "least": least}, code="number_too_small")
    if most is not None and number > _exact(most):
        raise Refused(TOO_LARGE, params={"value": number, "most": most}, code="number_too_large")
    return number
