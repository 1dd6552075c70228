"""Catalogues: what is found in code and templates, and what an update keeps."""

from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from quancheng.config import catalogues

HEADER = catalogues.HEADER


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], Path]:
    """Makes an app with a file and a catalogue in a tree of its own; gives where its catalogue stands."""
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)

    def make(name: str, code: str, entries: str = "") -> Path:
        folder = tmp_path / name
        (folder / "locale/zh_Hans/LC_MESSAGES").mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder / "rules.py").write_text(code, encoding="utf-8")
        path = folder / "locale/zh_Hans/LC_MESSAGES/django.po"
        path.write_text(HEADER + entries, encoding="utf-8")
        catalogues.units.cache_clear()
        return path

    return make


@pytest.fixture(autouse=True)
def _real_units_afterwards() -> object:
    yield
    catalogues.units.cache_clear()


def update(unit: str) -> tuple[int, int, int]:
    return catalogues.update(unit, catalogues._remembered())


def test_finds_marked_strings_in_python(app: Callable[..., Path]) -> None:
    app(
        "one",
        'A = msg("Enter a date.")\nB = _("Save")\nC = ngettext("%(n)s day", "%(n)s days", 2)\nD = "not me"\n',
    )
    assert set(catalogues.extracted("one")) == {
        (None, "Enter a date."),
        (None, "Save"),
        (None, ("%(n)s day", "%(n)s days")),
    }


def test_finds_marked_strings_in_templates_with_blocks_trimmed(app: Callable[..., Path]) -> None:
    folder = app("one", "").parents[3]
    (folder / "templates/one").mkdir(parents=True)
    (folder / "templates/one/page.html").write_text(
        '<h1>{{ _("My day") }}</h1>{% trans n=3 %}\n  {{ n }} steps\n  are due\n{% endtrans %}',
        encoding="utf-8",
    )
    assert set(catalogues.extracted("one")) == {(None, "My day"), (None, "%(n)s steps are due")}


def test_keeps_chinese_and_retires_what_left_the_code(app: Callable[..., Path]) -> None:
    path = app("one", '_("Save")\n_("New")', 'msgid "Save"\nmsgstr "保存"\n\nmsgid "Gone"\nmsgstr "旧"\n')
    assert update("one") == (2, 1, 1)
    text = path.read_text(encoding="utf-8")
    assert 'msgid "Save"\nmsgstr "保存"' in text
    assert '#~ msgid "Gone"\n#~ msgstr "旧"' in text


def test_an_update_without_news_changes_nothing(app: Callable[..., Path]) -> None:
    path = app("one", '_("B")\n_("A")')
    update("one")
    before = path.read_text(encoding="utf-8")
    assert before.index('"A"') < before.index('"B"')
    update("one")
    assert path.read_text(encoding="utf-8") == before


def test_a_string_that_moves_or_comes_back_keeps_its_chinese(app: Callable[..., Path]) -> None:
    app("one", "", 'msgid "Save"\nmsgstr "保存"\n\n#~ msgid "Back"\n#~ msgstr "返回"\n')
    path = app("two", '_("Save")\n_("Back")')
    assert update("two") == (2, 0, 0)
    assert "保存" in path.read_text(encoding="utf-8")
    assert "返回" in path.read_text(encoding="utf-8")


def test_compiles_only_what_is_out_of_date(app: Callable[..., Path]) -> None:
    path = app("one", "", 'msgid "Save"\nmsgstr "保存"\n')
    assert catalogues.compile_stale() == 1
    assert "保存".encode() in path.with_suffix(".mo").read_bytes()
    assert catalogues.compile_stale() == 0


@pytest.mark.parametrize(
    ("english", "chinese", "wrong"),
    [
        ("%(count)s digits", "%(count)s 位数字", False),
        ("%(count)s digits", "%(n)s 位数字", True),
        ("%(count)s digits", "几位数字", True),
        ("{name} of {total}", "共 {total}，{name}", False),
        ("100 %", "百分之百", False),
    ],
)
def test_sees_a_placeholder_that_was_lost_or_renamed(english: str, chinese: str, wrong: bool) -> None:
    assert catalogues.misplaced(Message(english, chinese)) is wrong
