"""Passport numbers: light checks only, every country has its own form."""

from __future__ import annotations

import re

from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import normalise

EMPTY = msg("Enter the passport number.")
BAD_CHARACTERS = msg("A passport number has only letters A to Z and digits; copy it from the passport.")
BAD_LENGTH = msg(
    "A passport number has 5 to 12 characters, this one has %(count)s; copy it from the passport."
)
NO_DIGIT = msg("A passport number contains digits, this looks like a word; copy it from the passport.")


def parse_passport(text: str) -> str:
    """The passport number in stored form: capital letters and digits, no spaces."""
    number = re.sub(r"[\s\-]+", "", normalise(text)).upper()
    if not number:
        raise Refused(EMPTY, code="passport_empty")
    if not re.fullmatch(r"[A-Z0-9]+", number):
        raise Refused(BAD_CHARACTERS, code="passport_characters")
    if not 5 <= len(number) <= 12:
        raise Refused(BAD_LENGTH, params={"count": len(number)}, code="passport_length")
    if number.isalpha():
        raise Refused(NO_DIGIT, code="passport_no_digit")
    return number
