"""A cell as read: its text, and what is odd about it. Kept as JSON, so that a row can be judged again."""

import re
from collections.abc import Sequence
from typing import Any

from quancheng.kernel.refused import msg
from quancheng.kernel.text import looks_like_formula, normalise

# A plain cell is its text; an odd one is {"text": …, "odd": one of ODD, "where": …}.
Cell = str | dict[str, str]

ODD: dict[str, str] = {
    "formula": msg(
        "There is a formula in this cell. Formulas are not calculated here: enter the value itself."
    ),
    "error": msg("This cell shows the error %(text)s. Enter the value itself."),
    "merged": msg(
        "The cells %(where)s are merged, so it is not certain which rows the value is for. "
        "Unmerge them and fill in each row."
    ),
    "rounded": msg(
        "Excel has rounded this long number, its last digits are lost. Set the column to Text and enter it "
        "again."
    ),
    "extra": msg(
        "This row has more cells than the heading. A separator stands inside a text: "
        "put the text in quotation marks."
    ),
    "beside": msg(
        "This row has a value to the right of the last column that has a name. "
        "Name that column, or empty the cell."
    ),
}


def odd(text: str, kind: str, where: str = "") -> Cell:
    """A cell that has to be refused if its column is used."""
    return {"text": text, "odd": kind, "where": where}


def text_of(cell: Cell) -> str:
    """What the cell shows."""
    return cell if isinstance(cell, str) else cell["text"]


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether nothing stands in the row."""
    return not any(text_of(cell).strip() for cell in cells)


def oddity(cell: Cell) -> tuple[str, dict[str, Any]] | None:
    """Why the cell cannot be used: the sentence and its parameters."""
    if isinstance(cell, dict):
        return ODD[cell["odd"]], {"text": cell["text"][:20], "where": cell["where"]}
    if cell[:1] in _ERROR_BEGINS and _ERROR.fullmatch(word := normalise(cell)):
        return ODD["error"], {"text": word[:20], "where": ""}
    if cell[:1] in _SUSPECT and looks_like_formula(plain := armed(cell)) and not _PHONE.fullmatch(plain):
        return ODD["formula"], {}
    return None


def shifted_row(cells: Sequence[Cell]) -> str:
    """Why the row as a whole cannot be used, as `table.rows` found it; empty where it can."""
    last = cells[-1] if cells else ""
    return ODD[last["odd"]] if isinstance(last, dict) and last["odd"] in {"extra", "beside"} else ""


def armed(text: str) -> str:
    """The text as it was before a file of refused rows put an apostrophe in front of it."""
    return text[1:] if text[:1] == "'" and looks_like_formula(text[1:]) else text


# +86 138 0013 8000 is a telephone number, not a sum.
_PHONE = re.compile(r"\s*[+＋][\d０-９][\d０-９ ()（）-]{5,24}\s*")
# What Excel, WPS and LibreOffice write into a text file where a calculation failed or a column is narrow.
_ERROR = re.compile(
    r"#(N/A|DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!"
    r"|GETTING_DATA|#+)|(Err|错误):\s?\d{3}",
    re.IGNORECASE | re.ASCII,
)
_ERROR_BEGINS = frozenset("#＃Ee错\t\r\n \u3000\u00a0")
# First characters with which a formula can begin, half and full width, and what may stand before them.
_SUSPECT = frozenset("'=+-@\t\r\n ＝＋－＠﹢﹣﹦﹫　\u00a0")


def header_text(cell: Cell) -> str:
    """The name of a column, tidied."""
    return normalise(text_of(cell))[:120]
