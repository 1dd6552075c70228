"""The reference file of published scores: one score's rows as test parameters, and what a row says."""

import json
from typing import Any

from tests.reference import Row, reference_cases

FILE = "clinical/scores_reference_cases.csv"


def score_cases(score: str) -> list[Any]:
    """The rows of one score, each named by its source and input."""
    return reference_cases(
        FILE, lambda row: f"{row['source']} {row['input_json']}", only=lambda row: row["score"] == score
    )


def given_input(row: Row) -> dict[str, Any]:
    """The inputs of a row."""
    found: dict[str, Any] = json.loads(row["input_json"])
    return found


def group_code(row: Row) -> str:
    """The class without the words in brackets behind it."""
    return row["class"].split("(")[0].strip()
