"""T, N and M with the classification in front, as hospitals write them: pT2, ycN1, cM0."""

import re
from collections.abc import Mapping
from typing import Any

from quancheng.kernel.refused import Findings, msg

CATEGORIES = frozenset({"t", "n", "m"})
DISAGREES = msg(
    "“%(value)s” is marked %(prefix)s, but the column is matched as %(classification)sTNM. "
    "Correct the cell, or match the column to the other TNM."
)
UNCLASSIFIED = msg(
    "“%(value)s” is marked %(prefix)s, but the matching does not say which TNM this is. "
    "Match the column to clinical or pathological TNM."
)
NO_PM0 = msg("pM0 does not exist: the absence of metastasis is clinical. Enter cM0.")
_PREFIXED = re.compile(r"(yc|yp|c|p)(?=[tnm])", re.IGNORECASE)


class Category(str):
    """A category whose cell named its classification: the code alone, and what stood in front of it."""

    __slots__ = ("prefix",)
    prefix: str


def split(plain: str) -> tuple[str, str]:
    """(prefix, category) of a cell; no prefix where none stands there."""
    found = _PREFIXED.match(plain)
    return (found.group().lower(), plain[found.end() :]) if found else ("", plain)


def category(code: str, prefix: str) -> str:
    """The code, remembering the prefix until the row is complete."""
    if not prefix:
        return code
    kept = Category(code)
    kept.prefix = prefix
    return kept


def check_prefixes(body: Mapping[str, Any], findings: Findings) -> None:
    """Refuses a prefix that says something else than the TNM to which the cell goes."""
    classification = body.get("classification", "")
    for code in sorted(CATEGORIES & body.keys()):
        value = body[code]
        if not isinstance(value, Category) or _agrees(code, value, classification, body):
            continue
        params = {"value": value.prefix + value, "prefix": value.prefix, "classification": classification}
        if code == "m" and value.prefix in {"p", "yp"} and value != "M1":
            findings.add(NO_PM0, field=code)
        elif isinstance(classification, str) and classification:
            findings.add(DISAGREES, params=params, field=code)
        else:
            findings.add(UNCLASSIFIED, params=params, field=code)


def _agrees(code: str, value: Category, classification: Any, body: Mapping[str, Any]) -> bool:
    if code == "m":
        # M is clinical beside a pathological T and N too; only a metastasis can be seen under the microscope.
        return value.prefix in {"c", "yc"} or value == "M1"
    if code == "n" and value == "N0" and value.prefix == "c" and body.get("t") == "Tis":
        # The axilla of a carcinoma in situ need not be opened: pTis cN0 is written so on purpose.
        return classification in {"c", "p"}
    return bool(value.prefix == classification)
