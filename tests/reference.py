"""The reference folder: published cases and real cohorts that tests are held to, kept out of this repository.

Where it is: the environment variable QUANCHENG_REFERENCE, or `../shared` beside the checkout. When it is
absent the tests that need it skip with the reason; each subject has a few cases of its own that always run.
"""

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
Row = dict[str, str]


def reference_folder() -> Path:
    """Where the reference files are expected, present or not."""
    told = os.environ.get("QUANCHENG_REFERENCE")
    return Path(told) if told else CHECKOUT.parent / "shared"


def reason_without(name: str) -> str:
    """The sentence with which a test skips when a reference file is absent."""
    return f"no reference file {name}: set QUANCHENG_REFERENCE to the folder that holds it"


def reference_path(name: str) -> Path:
    """The file or folder, such as `clinical/ajcc8-data-pack`; skips the test when it is absent."""
    path = reference_folder() / name
    if not path.exists():
        pytest.skip(reason_without(name))
    return path


def reference_rows(name: str, *, delimiter: str = ",") -> list[Row]:
    """The rows of a table such as `clinical/bsa_reference_cases.csv`; skips the test when it is absent."""
    return _rows(reference_path(name), delimiter)


def reference_cases(
    name: str, ident: Callable[[Row], str], *, only: Callable[[Row], bool] = lambda row: True
) -> list[Any]:
    """The rows as parameters of a test, `ident` naming each; one skipped when the file is absent."""
    path = reference_folder() / name
    if not path.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason=reason_without(name)), id=f"without {name}")]
    return [
        pytest.param(row, id=f"{number}: {ident(row)}")
        for number, row in enumerate(_rows(path, ","), start=1)
        if only(row)
    ]


def _rows(path: Path, delimiter: str) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))
