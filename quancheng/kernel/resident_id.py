"""The resident identity number (GB 11643-1999): read, checked, and made up for synthetic people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from quancheng.kernel import clock
from quancheng.kernel.refused import Findings, Refused, msg
from quancheng.kernel.text import normalise

Sex = Literal["female", "male"]

EMPTY = msg("Enter the resident ID number.")
NOT_DIGITS = msg("A resident ID number has only digits, and may end in X; correct the other characters.")
WRONG_LENGTH = msg(
    "A resident ID number has 18 digits (15 on old cards), not %(count)s; check it against the card."
)
WRONG_REGION = msg("The first two digits, %(region)s, are no province; check the number against the card.")
IMPOSSIBLE_BIRTH = msg(
    "The birth date in this number, %(digits)s, does not exist; check the number against the card."
)
FUTURE_BIRTH = msg(
    "The birth date in this number, %(birth)s, is in the future; check the number against the card."
)
WRONG_CHECK_DIGIT = msg("The 18th digit does not match the other 17; check the number against the card.")
BIRTH_DISAGREES = msg(
    "The resident ID says born on %(in_id)s, not %(stated)s; correct the one that is wrong."
)
SEX_DISAGREES_FEMALE = msg(
    "The resident ID is a woman's, but the sex is male; correct the one that is wrong."
)
SEX_DISAGREES_MALE = msg("The resident ID is a man's, but the sex is female; correct the one that is wrong.")

_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))  # ISO 7064 MOD 11-2
_CHECK_DIGITS = "10X98765432"
# Provinces; 81-83 residence permits of Hong Kong, Macao and Taiwan people; 9x foreign permanent residents.
_REGION = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9\d")
_SEPARATORS = re.compile(r"[\s\-‐-―.]+")


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A checked resident ID and what it says about its holder."""

    number: str
    birth_on: date
    sex: Sex
    region_code: str

    def __str__(self) -> str:
        return self.number


def parse_resident_id(text: str, *, today: date | None = None) -> ResidentId:
    """The checked number with birth date, sex and region; the old 15-digit form comes back as 18 digits.

    Full-width digits, spaces, and a small x are put right; anything else is refused with what to do.
    """
    number = _normalised(text)
    if len(number) == 15:
        number = f"{number[:6]}19{number[6:]}"
        number += check_digit(number)
    _check_region(number)
    birth_on = _birth_date(number[6:14], today or clock.today())
    if number[17] != check_digit(number[:17]):
        raise Refused(WRONG_CHECK_DIGIT, code="resident_id_check_digit")
    sex: Sex = "male" if int(number[16]) % 2 else "female"
    return ResidentId(number=number, birth_on=birth_on, sex=sex, region_code=number[:6])


def check_digit(first17: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECK_DIGITS[total % 11]


def check_agrees_with_birth(resident: ResidentId, birth_on: date | None, sex: str | None) -> None:
    """Refuse when the number contradicts a stated birth date or sex; what is not stated is not compared."""
    findings = Findings()
    if birth_on is not None and birth_on != resident.birth_on:
        dates = {"in_id": resident.birth_on.isoformat(), "stated": birth_on.isoformat()}
        findings.add(BIRTH_DISAGREES, params=dates, field="birth_on", code="resident_id_birth")
    if sex in ("female", "male") and sex != resident.sex:
        message = SEX_DISAGREES_FEMALE if resident.sex == "female" else SEX_DISAGREES_MALE
        findings.add(message, field="sex", code="resident_id_sex")
    findings.raise_any()


def make_resident_id(region: str, birth_on: date, serial: int) -> str:
    """A well-formed number for a synthetic person; an even serial (0 to 999) is a woman, an odd one a man."""
    if not re.fullmatch(r"[0-9]{6}", region) or not _REGION.match(region):
        raise ValueError(f"{region!r} is not a six-digit region code.")
    if not 0 <= serial <= 999:
        raise ValueError("The serial has three digits: 0 to 999.")
    first17 = f"{region}{birth_on:%Y%m%d}{serial:03d}"
    return first17 + check_digit(first17)


def _normalised(text: str) -> str:
    number = _SEPARATORS.sub("", normalise(text)).upper().replace("×", "X")
    if not number:
        raise Refused(EMPTY, code="resident_id_empty")
    if not re.fullmatch(r"[0-9]+X?", number) or ("X" in number and len(number) < 16):
        raise Refused(NOT_DIGITS, code="resident_id_not_digits")
    if len(number) not in (15, 18):
        raise Refused(WRONG_LENGTH, params={"count": len(number)}, code="resident_id_length")
    return number


def _check_region(number: str) -> None:
    if not _REGION.match(number):
        raise Refused(WRONG_REGION, params={"region": number[:2]}, code="resident_id_region")


def _birth_date(digits: str, today: date) -> date:
    try:
        birth_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        birth_on = None
    if birth_on is None or birth_on.year < 1900:
        raise Refused(IMPOSSIBLE_BIRTH, params={"digits": digits}, code="resident_id_birth_date")
    if birth_on > today:
        raise Refused(FUTURE_BIRTH, params={"birth": birth_on.isoformat()}, code="resident_id_future")
    return birth_on
