"""Nothing is half there: permissions have roles, events and states have words, terms have a glossary row."""

import importlib
from collections.abc import Iterator
from enum import Enum

from quancheng.access.roles import ROLE_PERMISSIONS, Permission, Role
from quancheng.audit.events import LABELS, Event
from quancheng.careplan.states import Stage
from quancheng.oncology.facts import KINDS
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


def test_the_glossary_has_a_row_for_every_kind_of_fact_and_every_stage() -> None:
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|")]
    terms = {str(term) for term in [*KINDS, *Stage]}
    assert sorted(term for term in terms if not any(f"`{term}`" in row for row in rows)) == []
