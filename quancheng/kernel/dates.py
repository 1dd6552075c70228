"""Clinical dates: known to the day, the month or only the year, and never guessed. Import dates from here."""

from quancheng.kernel.clinical_date import (
    ClinicalDate,
    Precision,
    add_months,
    age_on,
    format_date,
    months_between,
)
from quancheng.kernel.date_parser import parse_date

__all__ = [
    "ClinicalDate",
    "Precision",
    "add_months",
    "age_on",
    "format_date",
    "months_between",
    "parse_date",
]
