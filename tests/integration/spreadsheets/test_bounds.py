"""Values that no person can have, and rows that the software did not foresee: one row, never the file."""

import csv
import io
import logging
from typing import Any

import pytest
from django.db import DataError

from quancheng.exchange.actions.batches import begin_import, match_columns
from quancheng.exchange.models import Batch, BatchRow
from quancheng.interfaces.spreadsheets import jobs
from quancheng.interfaces.spreadsheets.actions import importing
from quancheng.interfaces.spreadsheets.mappers.rows import RowMapper
from quancheng.oncology.models import Fact
from quancheng.patients.models import Patient
from tests.integration.spreadsheets.conftest import Desk, states, told

UNKNOWN = {"absent": "unknown"}
REGISTRY: dict[str, Any] = {
    "format": 1,
    "code": "deid",
    "version": 1,
    "name": "deid",
    "people": "pseudonymous",
    "missing": ["NA"],
    "columns": [
        {"name": "id", "to": ["patient.record_number"], "required": True},
        {"name": "sex", "to": ["patient.sex"], "required": True},
        {"name": "age", "to": ["patient.age_at_diagnosis"]},
        {"name": "survival", "to": ["death.@months"]},
        {"name": "seen", "to": ["follow_up.@months"]},
        {"name": "operated", "to": ["operation.@days"]},
        {"name": "height", "to": ["body_measures.height_cm"]},
        {"name": "weight", "to": ["body_measures.weight_kg"]},
    ],
    "facts": [
        {
            "name": "diagnosis",
            "kind": "diagnosis",
            "days": 0,
            "always": True,
            "side_may_be_missing": True,
        },
        {"name": "death", "kind": "death", "constants": {"cause": UNKNOWN}},
        {"name": "follow_up", "kind": "follow_up", "constants": {"way": "registry", "status": UNKNOWN}},
        {
            "name": "operation",
            "kind": "operation",
            "constants": {"breast": "mastectomy"},
            "side_may_be_missing": True,
        },
        {"name": "body_measures", "kind": "body_measures"},
    ],
}
NAMES = [column["name"] for column in REGISTRY["columns"]]


def table(*rows: dict[str, str]) -> bytes:
    """Rows of the registry; what is not said is sound, or missing."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, NAMES, restval="NA")
    writer.writeheader()
    for number, row in enumerate(rows, start=1):
        writer.writerow({"id": f"P{number}", "sex": "female", "age": "50", **row})
    return out.getvalue().encode()


def checked(clerk: Desk, content: bytes) -> Batch:
    """The file after its dry run."""
    batch = clerk.receive(content)
    match_columns(by=clerk.actor, batch=batch, source="deid", definition=REGISTRY)
    jobs.advance_imports()
    batch.refresh_from_db()
    return batch


def imported(clerk: Desk, content: bytes) -> Batch:
    """The file all the way in."""
    batch = begin_import(by=clerk.actor, batch=checked(clerk, content))
    jobs.advance_imports()
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"survival": "9999"}, "survival"),
        ({"survival": "99999999"}, "survival"),
        ({"survival": "9" * 38}, "survival"),
        ({"operated": "-20001"}, "operated"),
        ({"operated": "40001"}, "operated"),
        ({"operated": "99999999999999999999"}, "operated"),
        ({"age": "9" * 28}, "age"),
        ({"age": "-" + "9" * 30}, "age"),
        ({"age": "1" + "0" * 38}, "age"),
        ({"age": "130"}, "age"),
        ({"survival": "-12", "seen": "200"}, "survival"),
        ({"survival": "10", "operated": "400"}, "operated"),
        ({"operated": "-400"}, "operated"),
        ({"height": "122", "weight": "248"}, "weight"),
        ({"height": "198", "weight": "30"}, "weight"),
    ],
)
def test_what_no_person_can_have_is_refused_at_its_column_and_holds_up_no_other(
    clerk: Desk, wrong: dict[str, str], column: str
) -> None:
    batch = imported(clerk, table({}, wrong, {}))
    assert states(batch) == {"in": 2, "refused": 1}
    assert column in told(batch)[3]
    assert batch.state == "finished"


def test_what_a_person_can_have_comes_in(clerk: Desk) -> None:
    sound = {"survival": "300", "seen": "299.5", "operated": "-60", "age": "61.37"}
    batch = imported(clerk, table(sound, {"height": "160", "weight": "58"}, {"age": "119"}))
    assert states(batch) == {"in": 3}
    assert Fact.objects.get(kind="death").offset_days == 9131


def test_a_row_that_nobody_foresaw_is_refused_in_the_dry_run_and_logged_without_its_words(
    clerk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    read = RowMapper.read

    def failing(self: RowMapper, cells: Any, **more: Any) -> Any:
        if cells[0] == "P2":
            raise OverflowError("P2")
        return read(self, cells, **more)

    monkeypatch.setattr(RowMapper, "read", failing)
    with caplog.at_level(logging.ERROR):
        batch = checked(clerk, table({}, {}, {}))
    assert (batch.state, states(batch)) == ("checked", {"new": 2, "refused": 1})
    assert told(batch) == {3: [""]}
    assert "OverflowError" in caplog.text
    assert "P2" not in caplog.text


@pytest.mark.parametrize("error", [DataError, OverflowError])
def test_a_row_that_the_database_refuses_holds_up_no_other(
    clerk: Desk, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    write = importing.record_first_facts

    def failing(*, items: Any, **more: Any) -> Any:
        if any(patient.record_number == "P2" for patient, _ in items):
            raise error("P2")
        return write(items=items, **more)

    monkeypatch.setattr(importing, "record_first_facts", failing)
    batch = imported(clerk, table({}, {}, {}))
    assert (batch.state, states(batch)) == ("finished", {"in": 2, "refused": 1})
    assert told(batch) == {3: [""]}
    assert Patient.objects.count() == 2
    assert batch.report["problems"][0]["rows"] == [3]


def test_a_row_that_went_in_unchecked_before_the_bound_was_there_is_refused_at_its_column(
    clerk: Desk,
) -> None:
    batch = checked(clerk, table({}, {}))
    row = BatchRow.objects.get(batch=batch, number=3)
    row.raw = str(row.raw).replace('"NA"', '"99999999"', 1)
    row.save(update_fields=["raw"])
    begin_import(by=clerk.actor, batch=batch)
    jobs.advance_imports()
    assert states(batch) == {"in": 1, "refused": 1}
    assert told(batch) == {3: ["survival"]}
