"""What each room may touch: the table of rooms, as imports show it."""

import ast

from tests.architecture.drawing import imports, in_rooms, module_name, room, said, tree

ABOVE = {"forms", "presenters", "views", "jobs", "urls"}
MAY_NOT_IMPORT = {
    "states": {"rules", "models", "queries", "actions"} | ABOVE,
    "rules": {"models", "queries", "actions"} | ABOVE,
    "models": {"queries", "actions"} | ABOVE,
    "queries": {"actions"} | ABOVE,
    "actions": ABOVE,
    "forms": {"models", "queries", "actions", "presenters", "views", "jobs", "urls"},
    "presenters": {"queries", "actions", "forms", "views", "jobs", "urls"},
    "views": {"models", "jobs"},
    "jobs": {"models", "forms", "presenters", "views", "urls"},
    "urls": {"models", "queries", "actions", "forms", "presenters", "jobs"},
}
ONE_ROW = {"create", "save", "update", "delete", "get_or_create", "update_or_create"}
WRITES = ONE_ROW | {"bulk_create", "bulk_update"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}


def rooms_of(imported: str) -> str | None:
    """The room that an imported name of ours lies in."""
    parts = imported.split(".")
    if parts[0] != "quancheng":
        return None
    inside = parts[3:] if parts[1] == "interfaces" else parts[2:]
    return inside[0] if inside and inside[0] in MAY_NOT_IMPORT else None


def test_a_room_imports_only_the_rooms_below_it() -> None:
    wrong = []
    for path in in_rooms(*MAY_NOT_IMPORT):
        here = room(path)
        assert here is not None
        for line, name in imports(tree(path), module_name(path)):
            if rooms_of(name) in MAY_NOT_IMPORT[here]:
                wrong.append(f"{said(path)}:{line}: {here} may not import {name}")
    assert wrong == []


def test_doors_and_jobs_read_through_queries_and_never_through_a_manager() -> None:
    wrong = [
        f"{said(path)}:{node.lineno}: .{node.attr}"
        for path in in_rooms("views", "forms", "presenters", "jobs")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS
    ]
    assert wrong == []


def test_forms_never_save() -> None:
    wrong = [
        f"{said(path)}:{node.lineno}"
        for path in in_rooms("forms")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"save", "bulk_create", "ModelForm"}
    ]
    assert wrong == []


def _is_public(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("_")


def writes(node: ast.AST) -> bool:
    """Whether the code calls anything that changes rows."""
    return any(isinstance(child, ast.Attribute) and child.attr in WRITES for child in ast.walk(node))


def test_what_writes_takes_keywords_only_and_says_by_whom() -> None:
    wrong = []
    for path in in_rooms("actions"):
        for node in tree(path).body:
            if not _is_public(node):
                continue
            assert isinstance(node, ast.FunctionDef)
            by = any(argument.arg == "by" for argument in node.args.kwonlyargs)
            # audit.record(event, by=…) is what every action calls, and the event is the verb.
            positional = (node.args.args or node.args.posonlyargs) and path.parent.name != "audit"
            if (by and positional) or (not by and writes(node)):
                wrong.append(f"{said(path)}:{node.lineno}: {node.name}")
    assert wrong == []


def test_public_queries_ask_first_who_is_asking() -> None:
    wrong = []
    for path in in_rooms("queries"):
        for node in tree(path).body:
            if not _is_public(node):
                continue
            assert isinstance(node, ast.FunctionDef)
            arguments = [*node.args.posonlyargs, *node.args.args]
            if not arguments or arguments[0].arg != "actor":
                wrong.append(f"{said(path)}:{node.lineno}: {node.name}")
    assert wrong == []
