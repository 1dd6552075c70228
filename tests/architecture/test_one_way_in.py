"""Facts have one way in: what oncology writes is called by careplan, which re-plans after it (ADR 0003)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.drawing import CODE, files, said, tree

OWN = CODE / "oncology"
# What oncology's actions write, and from where it may be called.
ALLOWED = {
    "record_facts": {"quancheng/careplan/actions/facts.py"},
    "correct_fact": {"quancheng/careplan/actions/facts.py"},
    "retire_fact": {"quancheng/careplan/actions/facts.py"},
    # Summaries are derived where a patient is planned anew.
    "derive_summaries": {"quancheng/careplan/actions/replanning.py"},
    # An import is taken back whole, plans with it.
    "unrecord_batch": {"quancheng/careplan/actions/unrecording.py"},
}
# These compute from what they are handed, or read, and leave nothing behind.
FREE = {"laboratory_of", "person_of", "facts_beside_batch"}


def called(path: Path) -> Iterator[str]:
    """The names of oncology's actions that this file imports or reaches for."""
    aliases = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module == "quancheng.oncology.actions":
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom) and node.module == "quancheng.oncology":
            aliases |= {name.asname or name.name for name in node.names if name.name == "actions"}
        if isinstance(node, ast.Import):
            assert not any(name.name == "quancheng.oncology.actions" for name in node.names), said(path)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            yield node.attr


def test_oncologys_writing_actions_are_called_by_careplan_alone() -> None:
    callers: dict[str, set[str]] = {}
    for path in files(".py"):
        if CODE in path.parents and OWN not in path.parents:
            for name in called(path):
                callers.setdefault(name, set()).add(said(path))
    assert {name: found for name, found in callers.items() if name not in FREE} == ALLOWED


def test_every_public_action_of_oncology_is_in_one_of_the_lists() -> None:
    public = {
        node.name
        for node in tree(OWN / "actions.py").body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert public == ALLOWED.keys() | FREE
