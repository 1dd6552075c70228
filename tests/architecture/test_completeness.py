"""Nothing is half there: permissions have roles, events and states have words, terms have a glossary row."""

import importlib
from collections.abc import Iterator
from datetime import date
from enum import Enum

from quancheng.access.roles import ROLE_PERMISSIONS, Permission, Role
from quancheng.audit.events import LABELS, Event
from quancheng.careplan.states import Stage
from quancheng.oncology.facts import KINDS
from quancheng.patients.models.consent import ConsentPurpose
from quancheng.reports.indicators import of_service
from quancheng.reports.indicators.whole_course import by_year
from quancheng.reports.rules import read_period
from tests.architecture.drawing import ROOT, in_rooms, module_name, said


def test_every_permission_is_held_by_a_role_and_every_role_is_in_the_table() -> None:
    assert set().union(*ROLE_PERMISSIONS.values()) == set(Permission)
    assert ROLE_PERMISSIONS.keys() == set(Role)


def test_every_audit_event_has_its_words() -> None:
    assert LABELS.keys() == set(Event)


def tables_of_states() -> Iterator[tuple[str, set[object], set[object]]]:
    """Every table in a states room that is keyed by an enumeration: its name, its keys, all members."""
    for path in in_rooms("states"):
        module = importlib.import_module(module_name(path).removesuffix(".__init__"))
        tables = [(n, v) for n, v in vars(module).items() if n.isupper() and isinstance(v, dict) and v]
        for name, table in tables:
            kind = type(next(iter(table)))
            if issubclass(kind, Enum):
                yield f"{said(path)} {name}", set(table), set(kind)


def test_every_table_of_states_names_every_state() -> None:
    assert {name: every - named for name, named, every in tables_of_states() if every != named} == {}


def test_the_glossary_has_a_row_for_each_kind_of_fact_stage_role_purpose_and_indicator() -> None:
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|")]
    # Those of single years are named after the year; they count what the whole counts.
    period = read_period("2018-01", "2018-12", as_of=None, today=date(2026, 1, 1))
    years = {indicator.code for indicator in by_year(period)}
    indicators = {indicator.code for indicator in of_service(period)} - years
    terms = {str(term) for term in [*KINDS, *Stage, *Role, *ConsentPurpose, *indicators]}
    assert sorted(term for term in terms if not any(f"`{term}`" in row for row in rows)) == []
