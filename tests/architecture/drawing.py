"""The drawing of the house as the tests see it: files, apps, floors and rooms."""

import ast
import os
from collections.abc import Iterator
from configparser import ConfigParser
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "quancheng"
# Made by tools and never committed, or not ours to read.
APART = {".git", ".tools", ".venv", "var", "node_modules", "__pycache__", ".hypothesis", ".env"}
CACHES = (".mypy_cache", ".pytest_cache", ".ruff_cache", ".import_linter_cache")
ROOMS = {"states", "rules", "models", "queries", "actions", "forms", "presenters", "views", "jobs", "urls"}


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Every file of the project with one of these endings (all files when none is named)."""
    found = []
    for folder, names, leaves in os.walk(ROOT):
        names[:] = [name for name in names if name not in APART and name not in CACHES]
        found += [Path(folder) / leaf for leaf in leaves if not suffixes or Path(leaf).suffix in suffixes]
    return tuple(sorted(found))


def said(path: Path) -> str:
    """The file's path as people write it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def floors() -> dict[str, int]:
    """Height of every app in the floors table of .importlinter; neighbours share a height."""
    config = ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    rows = config["importlinter:contract:floors"]["layers"].split("\n")
    names = [[name.strip(" ()") for name in row.split("|")] for row in rows if row.strip()]
    return {name: height for height, row in enumerate(reversed(names)) for name in row}


def room(path: Path) -> str | None:
    """Which room of its app a Python file is in, if any."""
    parts = path.relative_to(CODE).with_suffix("").parts
    inside = parts[2:] if parts[0] == "interfaces" else parts[1:]
    return inside[0] if inside and inside[0] in ROOMS else None


def in_rooms(*rooms: str) -> Iterator[Path]:
    """The Python files in these rooms of any app."""
    for path in files(".py"):
        if CODE in path.parents and room(path) in rooms:
            yield path


def _for_types_only(node: ast.If) -> bool:
    return "TYPE_CHECKING" in ast.unparse(node.test)


def imports(node: ast.AST, module: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything the code imports when it runs (not what only annotations need)."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and _for_types_only(child):
            continue
        if isinstance(child, ast.Import):
            for name in child.names:
                yield child.lineno, name.name
        elif isinstance(child, ast.ImportFrom):
            above = module.split(".")[: -child.level] if child.level else []
            base = ".".join([*above, *([child.module] if child.module else [])])
            for name in child.names:
                yield child.lineno, f"{base}.{name.name}"
        else:
            yield from imports(child, module)


def module_name(path: Path) -> str:
    """Dotted name, a package's own file as `package.__init__`, so that relative imports resolve alike."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)
