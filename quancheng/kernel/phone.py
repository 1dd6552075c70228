"""Telephone numbers as people in China write them, brought to one form."""

from __future__ import annotations

import re

from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import normalise

EMPTY = msg("Enter a telephone number.")
NOT_DIGITS = msg("A telephone number has digits only; remove the other characters.")
MOBILE_LENGTH = msg("A mobile number has 11 digits, this one has %(count)s; check it digit by digit.")
NO_AREA_CODE = msg("Put the area code before the landline number, for example 021-64175590.")
ONLY_ONE = msg("Enter one telephone number here, and the others as further contacts.")
UNKNOWN = msg(
    "This is not a telephone number in use in China; check it. Begin a foreign number with + and its country."
)

_SEPARATORS = re.compile(r"[\s\-‐-―()\[\].·_/~、,;]+")
_EXTENSION = re.compile(
    r"^(?P<main>.*?\d)\s*(?:转|分机|ext\.?|x|#|,)\s*(?P<ext>\d{1,6})$", re.IGNORECASE | re.ASCII
)
_DASHED_EXTENSION = re.compile(
    r"^(?P<main>(?:0\d{2,3}\D*\d{3,4}|[48]00\D?\d{3})\D?\d{4})\s*-\s*(?P<ext>\d{1,6})$", re.ASCII
)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}", re.ASCII)
_SERVICE = re.compile(r"[48]00\d{7}", re.ASCII)
_FOREIGN = re.compile(r"\+(?!86)[1-9]\d{6,14}", re.ASCII)


def normalise_phone(text: str) -> str:
    """The number in stored form: 13812345678, 02164175590, 02164175590-801, 4008001234 or +85291234567.

    Refuses with a sentence for the person at the keyboard.
    """
    typed = normalise(text)
    if not typed:
        raise Refused(EMPTY, code="phone_empty")
    main, extension = _split_extension(typed)
    number = _without_country(_SEPARATORS.sub("", main))
    if _LANDLINE.fullmatch(number) or _SERVICE.fullmatch(number):
        return f"{number}-{extension}" if extension else number
    if not extension and (_MOBILE.fullmatch(number) or _FOREIGN.fullmatch(number)):
        return number
    raise _refusal(number)


def is_mobile(number: str) -> bool:
    """Whether a stored number can receive a text message in China."""
    return bool(_MOBILE.fullmatch(number))


def _split_extension(typed: str) -> tuple[str, str]:
    found = _EXTENSION.match(typed) or _DASHED_EXTENSION.match(typed)
    return (found["main"], found["ext"]) if found else (typed, "")


def _without_country(number: str) -> str:
    for prefix in ("+86", "0086"):
        if number.startswith(prefix):
            rest = number[len(prefix) :]
            # Abroad people drop the 0 of the area code: +86 21 6417 5590.
            return rest if _MOBILE.fullmatch(rest) or rest.startswith("0") else f"0{rest}"
    if number.startswith("86") and _MOBILE.fullmatch(number[2:]):
        return number[2:]
    if number.startswith("00"):
        return f"+{number[2:]}"
    return number


def _refusal(number: str) -> Refused:
    if not number.removeprefix("+").isascii() or not number.removeprefix("+").isdigit():
        return Refused(NOT_DIGITS, code="phone_not_digits")
    if len(number) > 16:
        return Refused(ONLY_ONE, code="phone_several")
    if re.match(r"1[3-9]", number) and len(number) != 11:
        return Refused(MOBILE_LENGTH, params={"count": len(number)}, code="phone_length")
    if re.fullmatch(r"[2-9]\d{6,7}", number):
        return Refused(NO_AREA_CODE, code="phone_no_area_code")
    return Refused(UNKNOWN, code="phone_unknown")
