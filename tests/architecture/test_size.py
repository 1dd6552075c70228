"""Files and functions stay small enough to be read at one go."""

import ast
from pathlib import Path

from tests.architecture.drawing import files, said, tree

LINES_IN_A_FILE = 400
LINES_IN_A_FUNCTION = 40
# A story in a browser is told from beginning to end; cut into pieces it would no longer be one.
LINES_IN_A_STORY = 80


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        said(path): count
        for path in files(".py", ".html", ".js", ".css")
        if "migrations" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > LINES_IN_A_FILE
    }
    assert long == {}


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, the docstring not counted."""
    assert node.end_lineno is not None
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None and first.end_lineno is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def allowed(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How long this function may be."""
    is_story = "stories" in path.parts and node.name.startswith("test_")
    return LINES_IN_A_STORY if is_story else LINES_IN_A_FUNCTION


def test_no_function_is_longer_than_40_lines() -> None:
    long = {
        f"{said(path)}:{node.lineno} {node.name}": length(node)
        for path in files(".py")
        if "migrations" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and length(node) > allowed(path, node)
    }
    assert long == {}
