"""Shifted rows and words of spreadsheets that are no values."""

import pytest

from quancheng.exchange.actions.batches import match_columns
from quancheng.exchange.models import Batch
from quancheng.interfaces.spreadsheets import jobs
from quancheng.interfaces.spreadsheets.mappers.building import Choice, build
from tests.factories.registry_files import PLACE, as_csv, as_xlsx, good_row
from tests.integration.spreadsheets.conftest import Desk, states, told

TARGETS = {
    "id": "patient.record_number",
    "name": "patient.name",
    "sex": "patient.sex",
    "date": "diagnosis.@date+*.@date",
    "side": "*.@side",
    "type": "surgical_pathology.histology",
    "nodes": "surgical_pathology.nodes_positive",
    "grade": "surgical_pathology.grade",
    "note": "",
}
HEAD = ",".join(TARGETS) + "\n"
START = "张晓梅,female,2018-03-04,left,nst"


def checked(clerk: Desk, content: str, missing: str = "NA") -> Batch:
    """The file after its dry run, its last column left out."""
    batch = clerk.receive(content.encode())
    choices = [Choice(name, target) for name, target in TARGETS.items()]
    definition = {**build(None, choices, people="named", missing=missing), "code": "own-test"}
    match_columns(by=clerk.actor, batch=batch, source="own-test", definition=definition)
    jobs.advance_imports()
    batch.refresh_from_db()
    return batch


def test_a_row_that_a_comma_has_shifted_is_refused_although_its_last_column_is_not_used(clerk: Desk) -> None:
    batch = checked(clerk, f"{HEAD}R1,{START},1,2,x\nR2,{START},1,2,3,x\nR3,{START},0,3,\n")
    assert states(batch) == {"new": 2, "refused": 1}
    assert told(batch) == {3: [""]}
    assert "quotation marks" in batch.report["problems"][0]["message"]


def test_a_value_beside_the_table_of_a_workbook_is_told_as_such(clerk: Desk) -> None:
    batch = clerk.checked(as_xlsx([good_row(1), [*good_row(2), "问过家属"]]), name="a.xlsx")
    assert told(batch) == {3: [""]}
    assert "Name that column" in batch.report["problems"][0]["message"]


WORDS = [
    "#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#n/a", " #N/A ",
    "＃DIV/0!", "#####", "Err:502", "错误:504",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("column", ["病历号", "姓名"])
def test_an_error_of_a_spreadsheet_is_no_value(clerk: Desk, word: str, column: str) -> None:
    body = [good_row(number) for number in range(1, 4)]
    body[1][PLACE[column]] = word
    batch = clerk.checked(as_csv(body))
    assert told(batch) == {3: [column]}
    assert states(batch) == {"new": 2, "refused": 1}


@pytest.mark.parametrize("name", ["#1 张晓梅", "Err", "#", "N/A夫人"])
def test_a_name_that_only_looks_like_one_is_a_name(clerk: Desk, name: str) -> None:
    body = [good_row(1)]
    body[0][PLACE["姓名"]] = name
    assert told(clerk.checked(as_csv(body))).get(2) != ["姓名"] or name == "#"


def test_a_clerk_may_say_that_an_error_stands_for_no_value(clerk: Desk) -> None:
    content = f"{HEAD}R1,{START},#N/A,2,x\nR2,{START},#DIV/0!,2,x\n"
    batch = checked(clerk, content, missing="NA, #N/A")
    assert told(batch) == {3: ["nodes"]}
