"""Chinese catalogues: one per app, taken from the app's own code and compiled for Django.

    python -m quancheng.config.catalogues update [app …]     code → django.po (make messages)
    python -m quancheng.config.catalogues compile            django.po → django.mo, where out of date

English needs no catalogue: the strings in the code are English. Entries are sorted and carry no line numbers,
so that two branches rarely touch the same lines. A string that moves between apps keeps its translation.
"""

import argparse
import json
import os
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE = "zh_Hans"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "msg": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# What ui.jinja switches on, so that templates are read here as they are rendered there.
JINJA = {"extensions": "jinja2.ext.i18n, jinja2.ext.do", "trimmed": "true", "silent": "false"}
TEMPLATES = {".html", ".jinja", ".txt", ".xml"}
APART = {"migrations", "locale", "static", "__pycache__"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)[^{}]*\}")
HEADER = """\
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

Key = tuple[str | None, str | tuple[str, ...]]


@cache
def units() -> dict[str, Path]:
    """Folder of every app by its dotted name; each adapter under interfaces is one of its own."""
    folders = [path for path in ROOT.iterdir() if (path / "__init__.py").exists()]
    folders += [path for path in (ROOT / "interfaces").glob("*") if (path / "__init__.py").exists()]
    return {".".join(path.relative_to(ROOT).parts): path for path in sorted(folders)}


def catalogue_path(unit: str) -> Path:
    """Where the app's Chinese catalogue stands, whether or not it exists yet."""
    return units()[unit] / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def key(message: Message) -> Key:
    """What makes two messages the same: context, and the English (singular and plural)."""
    return message.context, tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id


def read(unit: str) -> Catalog:
    """The app's catalogue as it stands; empty where there is none."""
    path = catalogue_path(unit)
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def _sources(unit: str) -> Iterator[tuple[Path, str]]:
    """The app's own files that may hold strings, each with the name of its extractor."""
    own = units()[unit]
    nested = {path for path in units().values() if path != own and own in path.parents}
    for folder, names, files in os.walk(own):
        here = Path(folder)
        names[:] = sorted(name for name in names if name not in APART and here / name not in nested)
        for name in sorted(files):
            path = here / name
            if path.suffix == ".py":
                yield path, "python"
            elif path.suffix in TEMPLATES and "templates" in path.relative_to(own).parts:
                yield path, "jinja2.ext:babel_extract"
            elif path.suffix == ".json" and "pathways" in path.relative_to(own).parts:
                yield path, "quancheng.config.catalogues:shipped_words"


def shipped_words(
    file: BinaryIO, keywords: object, comments: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """The words of a shipped pathway, for babel: its title; what, why and source of each step.

    An assumption on which a step may rest has its own why.
    """
    pathway = json.load(file)
    assumed = [step["assume"] for step in pathway["steps"] if "assume" in step]
    for row in [pathway, *pathway["steps"], *assumed]:
        for name in ("title", "why", "source"):
            if row.get(name):
                yield 1, None, row[name], []


def extracted(unit: str) -> dict[Key, Message]:
    """Every marked string in the app's Python files and templates."""
    found: dict[Key, Message] = {}
    for path, method in _sources(unit):
        options = JINJA if method.startswith("jinja2") else {}
        with path.open("rb") as file:
            rows = extract(method, file, KEYWORDS, ("Translators:",), options, strip_comment_tags=True)
            for _line, text, comments, context in rows:
                message = Message(text, auto_comments=comments, context=context)
                if message.id:
                    found.setdefault(key(message), message)
    return found


def translated(message: Message) -> bool:
    """True when every form has a Chinese text that is not marked as doubtful."""
    forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return bool(forms) and all(forms) and not message.fuzzy


def _placeholders(text: str) -> set[str]:
    return {next(filter(None, match.groups()), "") for match in PLACEHOLDER.finditer(text)}


def misplaced(message: Message) -> bool:
    """True when the Chinese names a placeholder that the English lacks, or leaves one out."""
    english = message.id if isinstance(message.id, (list, tuple)) else [message.id]
    chinese = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    wanted = set().union(*(_placeholders(text) for text in english))
    return any(_placeholders(text) != wanted for text in chinese if text)


def _remembered() -> dict[Key, Message]:
    """Translations by message over all apps, retired ones included."""
    found: dict[Key, Message] = {}
    for unit in units():
        catalog = read(unit)
        for message in [*catalog, *catalog.obsolete.values()]:
            if message.id and translated(message):
                found.setdefault(key(message), message)
    return found


def _write(path: Path, catalog: Catalog) -> None:
    with tempfile.SpooledTemporaryFile(max_size=1 << 24) as buffer:
        write_po(buffer, catalog, width=110, omit_header=True, sort_output=True, no_location=True)
        buffer.seek(0)
        text = HEADER + buffer.read().decode().strip() + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def update(unit: str, memory: dict[Key, Message]) -> tuple[int, int, int]:
    """Bring one catalogue up to date; gives how many strings it has, lacks in Chinese, and has retired.

    A string that left the code is kept at the end as a comment until somebody deletes it there.
    """
    current, wanted, old = Catalog(locale=LANGUAGE), extracted(unit), read(unit)
    before = {key(message): message for message in old if message.id}
    for name, message in wanted.items():
        known = before.get(name) or memory.get(name)
        current.add(
            message.id,
            known.string if known else None,
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
            flags=known.flags - {"python-format", "python-brace-format"} if known else (),
            context=message.context,
        )
    retired = {key(m): m for m in [*old.obsolete.values(), *old] if m.id and translated(m)}
    current.obsolete = {m.id: m for name, m in sorted(retired.items(), key=str) if name not in wanted}
    if wanted or current.obsolete:
        _write(catalogue_path(unit), current)
    lacking = sum(not translated(message) for message in current if message.id)
    return len(wanted), lacking, len(current.obsolete)


def compile_stale() -> int:
    """Compile each catalogue that is newer than its compiled form; gives how many there were."""
    count = 0
    for source in sorted(ROOT.glob(f"**/locale/{LANGUAGE}/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=LANGUAGE)
        # Written aside and moved, so that a server that starts now never reads half a file.
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as half:
            write_mo(half, catalog)
        Path(half.name).chmod(0o644)
        Path(half.name).replace(target)
        count += 1
    return count


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="catalogues")
    parser.add_argument("verb", choices=["update", "compile"])
    parser.add_argument("units", nargs="*", metavar="app")
    options = parser.parse_args()
    if options.verb == "compile":
        compile_stale()
        return
    memory, open_strings = _remembered(), 0
    for unit in options.units or units():
        total, lacking, retired = update(unit, memory)
        open_strings += lacking
        if total or retired:
            print(f"{unit:<28}{total:>5} strings {lacking:>5} untranslated {retired:>5} retired")
    compile_stale()
    print("Every string has its Chinese." if not open_strings else f"{open_strings} strings want Chinese.")


if __name__ == "__main__":
    main()
