"""Reading a date as people and spreadsheets write it; callers import `parse_date` from `dates`."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta

from quancheng.kernel import clock
from quancheng.kernel.clinical_date import ClinicalDate
from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import normalise

EMPTY = msg("Enter a date, for example 2018-10-05.")
UNREADABLE = msg("“%(typed)s” is not a date; write year, month, day, for example 2018-10-05.")
AMBIGUOUS = msg("“%(typed)s” can be read in more than one way; write the year first, for example 2018-10-05.")
IMPOSSIBLE = msg("There is no such day as %(typed)s; check the month and the day.")
YEAR_OUT_OF_RANGE = msg("The year %(year)s cannot be right; enter a year from 1900 to 2100.")

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_LAST_SERIAL = 73_415  # 2100-12-31; numbers up to 2100 are years, so days before 1905-10-01 are not serials
_EXCEL_EPOCH = date(1899, 12, 30)

_TIME = re.compile(
    r"(?<=[\d日号])[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)? ?(?P<zone>Z|[+-]\d{2}:?\d{2})?$", re.ASCII
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?P<y>\d{4}) ?(?P<s>[-/.]) ?(?P<m>\d{1,2})(?: ?(?P=s) ?(?P<d>\d{1,2}))?",
        r"(?P<y>\d{4}) ?年(?: ?(?P<m>\d{1,2}) ?月?(?:(?<=月) ?(?P<d>\d{1,2}) ?[日号]?)?)?",
        r"(?P<y>\d{4})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?:(?P<d>\d{1,2}) )?(?P<name>[a-z]{3,9})\.?,? (?P<y>\d{4})",
    )
)
_UNSURE = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{6}|\d{1,2}[-/.]\d{4}|\d{2}年.*", re.ASCII)
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def parse_date(value: str | date | float, *, excel_serials: bool = False) -> ClinicalDate:
    """The date that was typed, as exactly as it was typed; refuses what is ambiguous or impossible.

    `excel_serials` allows spreadsheet day numbers (43378 is 2018-10-05); a number up to 2100 is still a year.
    An aware datetime, or text with a time and zone, gives the day in the clinic.
    """
    if isinstance(value, datetime):
        return _in_range(clock.local_date(value) if value.tzinfo else value.date())
    if isinstance(value, date):
        return _in_range(value)
    if isinstance(value, str):
        return _from_text(value, excel_serials)
    return _from_number(value, excel_serials)


def _from_number(value: float, excel_serials: bool) -> ClinicalDate:
    if isinstance(value, bool) or not math.isfinite(value):
        raise Refused(UNREADABLE, params={"typed": value}, code="date_unreadable")
    if excel_serials and _LAST_YEAR < value < _LAST_SERIAL + 1:
        return ClinicalDate(_EXCEL_EPOCH + timedelta(days=int(value)))
    if value != int(value):
        raise Refused(UNREADABLE, params={"typed": value}, code="date_unreadable")
    return _from_text(str(int(value)), excel_serials=False)


def _from_text(value: str, excel_serials: bool) -> ClinicalDate:
    typed = re.sub("[‐-―−]", "-", normalise(value)).replace("。", ".")
    if not typed:
        raise Refused(EMPTY, code="date_empty")
    if excel_serials and re.fullmatch(r"\d{5}(\.\d+)?", typed, re.ASCII):
        return _from_number(float(typed), excel_serials)
    time = _TIME.search(typed)
    if time and time["zone"]:
        return _from_moment(typed)
    day_part = typed[: time.start()] if time else typed
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(day_part):
            return _from_parts(found.groupdict(), typed)
    if _UNSURE.fullmatch(day_part):
        raise Refused(AMBIGUOUS, params={"typed": typed}, code="date_ambiguous")
    raise Refused(UNREADABLE, params={"typed": typed[:40]}, code="date_unreadable")


def _from_moment(typed: str) -> ClinicalDate:
    try:
        moment = datetime.fromisoformat(re.sub(r" (?=Z|[+-]\d{2}:?\d{2}$)", "", typed))
    except ValueError:
        raise Refused(UNREADABLE, params={"typed": typed[:40]}, code="date_unreadable") from None
    return parse_date(moment)


def _from_parts(parts: dict[str, str | None], typed: str) -> ClinicalDate:
    year, month, day = int(parts["y"] or 0), parts.get("m"), parts.get("d")
    if name := parts.get("name"):
        month = _month_number(name, typed)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Refused(YEAR_OUT_OF_RANGE, params={"year": year}, code="date_year")
    try:
        on = date(year, int(month or 1), int(day or 1))
    except ValueError:
        raise Refused(IMPOSSIBLE, params={"typed": typed}, code="date_impossible") from None
    return ClinicalDate(on, "day" if day else "month" if month else "year")


def _month_number(name: str, typed: str) -> str:
    for number, full in enumerate(_MONTH_NAMES, start=1):
        if name.lower() in (full, full[:3]):
            return str(number)
    raise Refused(UNREADABLE, params={"typed": typed[:40]}, code="date_unreadable")


def _in_range(on: date) -> ClinicalDate:
    if not _FIRST_YEAR <= on.year <= _LAST_YEAR:
        raise Refused(YEAR_OUT_OF_RANGE, params={"year": on.year}, code="date_year")
    return ClinicalDate(on)
