"""Files that are none, files that attack, and tables that cannot be used: each refused with what to do."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from quancheng.interfaces.spreadsheets.client import opening
from quancheng.interfaces.spreadsheets.client.cells import oddity
from quancheng.interfaces.spreadsheets.client.kinds import Sniffed, sniff
from quancheng.interfaces.spreadsheets.client.opening import check_workbook
from quancheng.interfaces.spreadsheets.client.table import Layout, column_letter, look, rows
from quancheng.interfaces.spreadsheets.client.text_table import delimiter_of
from quancheng.kernel.refused import Refused


def archive(**parts: bytes) -> bytes:
    """A zip of these parts, dots written as double underscores."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def book(**extra: bytes) -> bytes:
    """A sound workbook with further parts in it."""
    made = Workbook()
    made.active.append(["A", "B"])  # type: ignore[union-attr]
    made.active.append([1, 2])  # type: ignore[union-attr]
    out = io.BytesIO()
    made.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, content in extra.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def read(content: bytes) -> tuple[Layout, int]:
    """The table of the file."""
    reader = io.BytesIO(content)
    sniffed = sniff(reader)
    if sniffed.kind == "xlsx":
        check_workbook(reader)
    return look(reader, sniffed, lambda header: 0.0)


@pytest.mark.parametrize(
    ("content", "code", "advice"),
    [
        (b"", "file_empty", "empty"),
        (b"  \r\n ", "file_empty", "empty"),
        (b"MZ\x90\x00\x03", "file_kind", "program"),
        (b"\x7fELF\x02", "file_kind", "program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_kind", "save it as .xlsx"),
        (b"%PDF-1.7\n", "file_kind", "CSV or XLSX"),
        (b"\x89PNG\r\n\x1a\n", "file_kind", "picture"),
        (b"GIF89a;a,b\n1,2", "file_kind", "picture"),
        (b"\xff\xd8\xff\xe0", "file_kind", "picture"),
        (b"Rar!\x1a\x07", "file_kind", "Unpack"),
        (b"\x1f\x8b\x08", "file_kind", "Unpack"),
        (b"<html><table><tr><td>1", "file_kind", "web page"),
        (b"\xef\xbb\xbf <?xml version='1.0'?>", "file_kind", "web page"),
        ("<HTML>".encode("utf-16"), "file_kind", "web page"),
        (b"a,b\n\xff\xfe\xfd,1\n", "file_encoding", "CSV UTF-8"),
        (b"a,b\n1,\x00\x01\x02\x03\n", "file_encoding", "CSV UTF-8"),
        (archive(readme_dot_txt=b"x"), "file_kind", "Unpack"),
        (b"PK\x03\x04not a zip", "workbook_damaged", "save it again"),
        (book(xl__vbaProject_dot_bin=b"x"), "workbook_macros", "without macros"),
        (book(xl__a_dot_xml=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a/>'),
         "workbook_entities", "save it again"),
        (book(xl__b_dot_xml='<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16")),
         "workbook_entities", "save it again"),
        (b'a,b\n1,"x\n2,3\n', "file_quotes", "quotation"),
        (b"1,2,3\n4,5,6\n", "heading_missing", "first row"),
        ("姓名,姓名,a\n1,2,3\n".encode(), "columns_same_name", "A, B"),
        ((",".join(f"c{i}" for i in range(600)) + "\n").encode(), "columns_too_many", "500"),
    ],
)  # fmt: skip
def test_refuses_with_what_to_do(content: bytes, code: str, advice: str) -> None:
    with pytest.raises(Refused) as refused:
        layout, _ = read(content)
        list(rows(io.BytesIO(content), "csv", "utf-8", layout))
    assert refused.value.code == code
    assert advice in refused.value.sentence()


def test_refuses_a_zip_bomb_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_UNPACKED", 4 * 1024 * 1024)
    content = book(xl__big_dot_xml=b"<a>" + b" " * (5 * 1024 * 1024) + b"</a>")
    assert len(content) < 100_000
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.code == "workbook_bomb"


def test_refuses_a_heading_of_merged_cells() -> None:
    made = Workbook()
    sheet = made.active
    sheet.append(["姓名", "", "性别"])  # type: ignore[union-attr]
    sheet.append(["a", "b", "c"])  # type: ignore[union-attr]
    sheet.merge_cells("A1:B1")  # type: ignore[union-attr]
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(Refused) as refused:
        read(out.getvalue())
    assert (refused.value.code, refused.value.params["where"]) == ("heading_merged", "A1:B1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_knows_the_encoding_by_the_bytes(encoding: str) -> None:
    content = ("病历号,姓名\n" + "".join(f"R{n},张晓梅\n" for n in range(40))).encode(encoding)
    found = sniff(io.BytesIO(content))
    layout, total = look(io.BytesIO(content), found, lambda header: 0.0)
    assert (layout.columns, total) == (("病历号", "姓名"), 40)
    assert next(rows(io.BytesIO(content), "csv", found.encoding, layout))[1] == ["R0", "张晓梅"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", ","),
        ("a\tb\n1,5\t2\n", "\t"),
        ("a;b\n1,5;2,5\n", ";"),
        ("a|b\n1|2\n", "|"),
        ("a\n1\n", ","),
    ],
)
def test_knows_the_separator(text: str, expected: str) -> None:
    assert delimiter_of(io.BytesIO(text.encode()), "utf-8") == expected


def test_a_row_that_is_wider_than_the_heading_is_told_and_a_shorter_one_is_filled() -> None:
    layout = Layout(("a", "b"), 1, delimiter=",")
    found = dict(rows(io.BytesIO(b"a,b\n1,2,3\n4\n\n5,6\n"), "csv", "utf-8", layout))
    assert found[2][1] == {"text": "2", "odd": "extra", "where": ""}
    assert (found[3], found[5]) == (["4", ""], ["5", "6"])
    assert 4 not in found


FORMULAS = [
    "=1+1", "=cmd|' /C calc'!A0", "+SUM(A1)", "@SUM(1)", "-2+3+cmd", "\t=1", "＝1+1", " =A1", "'=1+1",
    "=HYPERLINK(\"http://x\")", "\r=1", "=IMPORTXML(1)", "@a", "+a", "-a1",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_knows_a_formula_in_text(text: str) -> None:
    assert oddity(text) is not None


@pytest.mark.parametrize("text", ["-3.5", "+5", "-", "R=1", "+86 138 0013 8000", "'quoted", "3-4", "", "ER+"])
def test_leaves_values_that_only_look_like_one(text: str) -> None:
    assert oddity(text) is None


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_names_columns_as_spreadsheets_do(index: int, letters: str) -> None:
    assert column_letter(index) == letters


def test_a_long_number_that_excel_rounded_is_told() -> None:
    made = Workbook()
    sheet = made.active
    sheet.append(["身份证号", "x"])  # type: ignore[union-attr]
    sheet.append([110101195001020020, "y"])  # type: ignore[union-attr]
    out = io.BytesIO()
    made.save(out)
    layout, _ = read(out.getvalue())
    (_, cells), *_ = rows(io.BytesIO(out.getvalue()), "xlsx", "", layout)
    assert isinstance(cells[0], dict)
    assert cells[0]["odd"] == "rounded"


def test_sniffs_without_reading_a_workbook() -> None:
    assert sniff(io.BytesIO(book())) == Sniffed("xlsx")
