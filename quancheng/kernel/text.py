"""Text as typed, made comparable: width, spaces, control characters, and spreadsheet formulas."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
_SPACE_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}·]) (?=[{_HAN}·])")
# The dot inside a transliterated name is typed in many ways; GB 18030 systems exchange it as U+00B7.
_DOT_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}]) ?[.·•‧・∙⋅．] ?(?=[{_HAN}])")
_PLAIN_NUMBER = re.compile(r"[+-]?(\d[\d,]*(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?", re.ASCII)
_FORMULA_STARTS = "=+-@\t\r"


def _is_invisible(character: str) -> bool:
    # Control, format (zero width, direction marks), lone surrogate. Private use stays: rare names live there.
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"}


def _drop_invisible(text: str, keep: str = "") -> str:
    return "".join(c for c in text if c in keep or not _is_invisible(c))


def normalise(text: str) -> str:
    """One tidy line: NFKC, no control or invisible characters, single spaces. For names, codes and searches.

    Not for free clinical prose: NFKC turns 10⁹ into 109. Use `tidy_prose` there.
    """
    if text.isascii() and text.isprintable():
        # Nearly every code and number; NFKC changes none of these characters. An import asks by the million.
        return " ".join(text.split()) if "  " in text else text.strip()
    spaced = _SPACES.sub(" ", text)
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", _drop_invisible(spaced))).strip()


def tidy_prose(text: str) -> str:
    """Free text safe to keep: its lines, superscripts and full-width punctuation stay, invisible marks go."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    visible = unicodedata.normalize("NFC", _drop_invisible(unix, keep="\n\t"))
    return "\n".join(line.rstrip() for line in visible.split("\n")).strip()


def tidy_line(text: str) -> str:
    """A sentence or note on one line, in the writer's own punctuation: 化疗后发热，10⁹/L stays as typed."""
    return " ".join(tidy_prose(text).split())


def normalise_name(text: str) -> str:
    """A person's name as stored: no spaces between Chinese characters, one kind of middle dot."""
    name = _DOT_BETWEEN_HAN.sub("·", normalise(text))
    return _SPACE_BETWEEN_HAN.sub("", name)


def is_han(character: str) -> bool:
    """Whether this is one Chinese character."""
    return bool(_HAN_CHARACTER.fullmatch(character))


def looks_like_formula(cell: object) -> bool:
    """Whether a spreadsheet would run this text as a formula; -3.5, +5 and a lone dash are only values."""
    if not isinstance(cell, str):
        return False
    if cell[:1] in {"\t", "\r"}:
        return True
    plain = unicodedata.normalize("NFKC", cell.lstrip()[:1]) + cell.lstrip()[1:]
    if len(plain) < 2 or plain[0] not in _FORMULA_STARTS:
        return False
    return not _PLAIN_NUMBER.fullmatch(plain.rstrip())


def defuse(cell: object) -> object:
    """The cell, safe to write to a spreadsheet or CSV: an apostrophe in front turns a formula into text."""
    return f"'{cell}" if looks_like_formula(cell) else cell
