"""Rows of a file as facts: sides, and fields that hold several codes."""

from datetime import date
from typing import Any

import pytest

from quancheng.interfaces.spreadsheets.mappers.rows import Draft, RowMapper
from quancheng.interfaces.spreadsheets.schemas import read_definition

HEADER = ["no", "name", "sex", "born", "side", "on", "breast", "specimen"]
ROW = ["A1", "张晓梅", "女", "1960-05-01", "左", "2016-03-22", "conserving", ""]
TO = {
    "no": "patient.record_number",
    "name": "patient.name",
    "sex": "patient.sex",
    "born": "patient.birth_on",
    "side": "*.@side",
    "on": "*.@date",
    "breast": "operation.breast",
    "specimen": "surgical_pathology.specimen",
}


def read(people: str = "named", flag: bool = False, **cells: str) -> Draft:
    facts: list[dict[str, Any]] = [
        {"name": "diagnosis", "kind": "diagnosis", "always": True, "side_may_be_missing": flag},
        {"name": "operation", "kind": "operation", "side_may_be_missing": flag},
        {"name": "surgical_pathology", "kind": "surgical_pathology", "constants": {"histology": "nst"}},
    ]
    columns = [{"name": name, "to": [target]} for name, target in TO.items()]
    if people == "pseudonymous":
        columns = [column for column in columns if column["name"] not in {"name", "born"}]
    raw = {"format": 1, "code": "x", "name": "x", "people": people, "columns": columns, "facts": facts}
    mapper = RowMapper(read_definition(raw), HEADER, hospital_id=1, team_id=None, today=date(2026, 1, 1))
    return mapper.read([cells.get(name, value) for name, value in zip(HEADER, ROW, strict=True)])


def test_a_side_is_taken_for_diagnosis_and_operation():
    draft = read()
    assert not draft.problems
    assert [(fact.kind, fact.side) for fact in draft.facts] == [("diagnosis", "left"), ("operation", "left")]


def test_a_diagnosis_or_operation_of_a_named_person_without_a_side_is_refused_at_its_column():
    (problem,) = read(side="").problems
    assert problem["column"] == "side"
    assert "of both breasts, record each one" in problem["message"]


@pytest.mark.parametrize(("flag", "taken"), [(True, True), (False, False)])
def test_a_registry_of_de_identified_people_may_say_that_the_side_was_never_recorded(flag, taken):
    draft = read("pseudonymous", flag, side="")
    assert bool(draft.facts) is taken
    if taken:
        assert {fact.stored_side for fact in draft.facts} == {""}


@pytest.mark.parametrize(
    "words", ["保乳标本、前哨淋巴结", "Breast-conserving specimen; sentinel nodes", "conserving,sentinel"]
)
def test_several_words_in_one_cell_are_several_codes(words):
    (report,) = [fact for fact in read(specimen=words).facts if fact.kind == "surgical_pathology"]
    assert report.body["specimen"] == ["conserving", "sentinel"]


def test_a_word_that_nobody_understands_is_refused():
    (problem,) = read(specimen="保乳标本、什么").problems
    assert problem["column"] == "specimen"
    assert problem["params"] == {"value": "什么"}
