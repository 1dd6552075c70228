"""Small workbooks that would take much memory or time: refused, or read without being spread out."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from quancheng.interfaces.spreadsheets.client import opening, reading, workbook
from quancheng.interfaces.spreadsheets.client.kinds import sniff
from quancheng.interfaces.spreadsheets.client.opening import check_workbook
from quancheng.interfaces.spreadsheets.client.reading import opened
from quancheng.interfaces.spreadsheets.client.table import Layout, look, rows
from quancheng.kernel.refused import Refused

MB = 1024 * 1024
STRINGS = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
SHEET = b"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
Change = Callable[[bytes], bytes]


def book(*lines: list[Any]) -> bytes:
    """A sound workbook."""
    made = Workbook()
    for line in lines or (["病历号", "姓名"], ["R1", "张晓梅"], ["R2", "李丽"]):
        made.active.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(content: bytes, changes: dict[str, Change], **extra: bytes) -> bytes:
    """The workbook with some parts rewritten and some added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changes.get(name, lambda part: part)(old.read(name)))
        for name, part in extra.items():
            new.writestr(name.replace("__", "/") + ".xml", part)
    return out.getvalue()


def insert(before: bytes, what: bytes) -> Change:
    """The part with something in front of a mark."""
    return lambda part: part.replace(before, what + before, 1)


def read(content: bytes) -> tuple[Layout, int]:
    """The table of the file."""
    reader = io.BytesIO(content)
    check_workbook(reader)
    return look(reader, sniff(reader), lambda header: 0.0)


def refusal(content: bytes) -> str:
    """The code with which the workbook is refused before any of it is built up."""
    with pytest.raises(Refused) as refused:
        check_workbook(io.BytesIO(content))
    return refused.value.code


def with_strings(items: bytes, name: str = "xl/words.xml", before: bytes = b"") -> bytes:
    """The workbook with a row whose second cell is the first of these shared strings."""
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kind = b'<Override PartName="/' + name.encode() + b'" ContentType="' + STRINGS + b'"/>'
    row = b'<row r="4"><c r="A4"><v>4</v></c><c r="B4" t="s"><v>0</v></c></row>'
    changes = {
        "[Content_Types].xml": insert(b"</Types>", kind),
        "xl/worksheets/sheet1.xml": insert(b"</sheetData>", row),
    }
    strings = before + b"<sst " + main + b">" + items + b"</sst>"
    return changed(book(), changes, **{name.removesuffix(".xml").replace("/", "__"): strings})


def merged(*refs: str) -> Change:
    """The sheet with these merged blocks."""
    blocks = "".join(f'<mergeCell ref="{ref}"/>' for ref in refs)
    return insert(b"<pageMargins", f"<mergeCells>{blocks}</mergeCells>".encode())


def test_merged_columns_are_not_spread_out_over_a_million_rows() -> None:
    columns = [f"{c}2:{c}1048576" for c in "CDEFGHIJKLMNOPQRSTUV"]
    content = changed(book(), {"xl/worksheets/sheet1.xml": merged(*columns, "A2:A3")})
    assert len(content) < 10_000
    tracemalloc.start()
    began = time.process_time()
    layout, _ = read(content)
    found = list(rows(io.BytesIO(content), "xlsx", "", layout))
    taken, (_, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 5
    assert most < 8 * MB
    assert [cells[0]["where"] for _, cells in found] == ["A2:A3", "A2:A3"]  # type: ignore[index]


def test_a_million_blank_rows_below_a_merged_block_cost_little() -> None:
    last = insert(b"</sheetData>", b'<row r="1048576"><c r="A1048576"><v>3</v></c></row>')
    wide = merged("A2:SF1048576")
    content = changed(book(), {"xl/worksheets/sheet1.xml": lambda part: wide(last(part))})
    began = time.process_time()
    with opened(io.BytesIO(content)) as found:
        *_, (number, cells) = workbook.rows(found, "Sheet")
    assert time.process_time() - began < 20
    assert number == 1_048_576
    assert isinstance(cells[0], dict)


def test_rows_beyond_what_a_sheet_can_have_end_the_reading() -> None:
    beyond = insert(b"</sheetData>", b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>')
    content = changed(book(), {"xl/worksheets/sheet1.xml": beyond})
    layout, _ = read(content)
    with pytest.raises(Refused) as refused:
        list(rows(io.BytesIO(content), "xlsx", "", layout))
    assert refused.value.code == "workbook_damaged"


def test_too_many_merged_blocks_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_MERGED", 50)
    refs = [f"A{row}:B{row}" for row in range(10, 70)]
    with pytest.raises(Refused) as refused:
        read(changed(book(), {"xl/worksheets/sheet1.xml": merged(*refs)}))
    assert refused.value.code == "merged_too_many"
    assert "Unmerge" in refused.value.sentence()


@pytest.mark.parametrize(
    ("blocks", "marked"),
    [
        (["B2:B3"], {2: "B2:B3", 3: "B2:B3"}),
        (["B3:B4", "B2:B2"], {2: "B2:B2", 3: "B3:B4", 4: "B3:B4"}),
        (["B2:B4", "B3:B3"], {2: "B2:B4", 3: "B2:B4", 4: "B2:B4"}),
        (["B2:B2", "B2:B2", "B4:B9"], {2: "B2:B2", 4: "B4:B9", 5: "B4:B9", 6: "B4:B9"}),
        (["A2:B5"], dict.fromkeys((2, 3, 4, 5), "A2:B5")),
    ],
)
def test_each_row_that_a_block_crosses_is_marked(blocks: list[str], marked: dict[int, str]) -> None:
    content = book(["a", "b"], *([f"R{n}", "x"] for n in range(5)))
    content = changed(content, {"xl/worksheets/sheet1.xml": merged(*blocks)})
    with opened(io.BytesIO(content)) as found:
        cells = {number: row[1] for number, row in workbook.rows(found, "Sheet")}
    assert {n: cell["where"] for n, cell in cells.items() if isinstance(cell, dict)} == marked


@pytest.mark.parametrize(
    "part",
    ["xl/styles.xml", "xl/theme/theme1.xml", "docProps/core.xml", "xl/drawings/x.xml", "xl/sheet9.xml"],
)
def test_no_other_part_may_be_as_large_as_a_sheet(part: str) -> None:
    filling = b" " * (9 * MB)
    content = book()
    if part in zipfile.ZipFile(io.BytesIO(content)).namelist():
        content = changed(content, {part: lambda old: old + filling})
    else:
        content = changed(content, {}, **{part.removesuffix(".xml").replace("/", "__"): b"<a/>" + filling})
    assert len(content) < 100_000
    assert refusal(content) == "workbook_bomb"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
def test_the_lists_of_what_is_inside_are_short(part: str) -> None:
    assert refusal(changed(book(), {part: lambda old: old + b" " * (2 * MB)})) == "workbook_bomb"


@pytest.mark.parametrize(
    ("before", "filling"),
    [
        (b"</row></sheetData>", b"<c/>" * (5 * MB // 4)),
        (b"<sheetData", b"<cols>" + b"<col/>" * MB + b"</cols>"),
        (b"<pageMargins", b"<mergeCells>" + b"<mergeCell/>" * MB + b"</mergeCells>"),
        (b"</sheetData>", b"<row/>" * 1_100_000),
        (b"</sheetData>", b"<x:row/>" * 1_100_000),
    ],
)
def test_no_part_of_a_sheet_that_is_held_as_a_whole_fills_the_memory(before: bytes, filling: bytes) -> None:
    content = changed(book(), {"xl/worksheets/sheet1.xml": insert(before, filling)})
    assert len(content) < 100_000
    assert refusal(content) == "workbook_bomb"


def test_a_sheet_may_be_large_and_styles_that_call_themselves_a_sheet_may_not() -> None:
    filling = b" " * (9 * MB)
    rows_of_text = b"<row><c t='inlineStr'><is><t>" + b"x" * 30_000 + b"</t></is></c></row>"
    large = insert(b"</sheetData>", rows_of_text * 300)
    check_workbook(io.BytesIO(changed(book(), {"xl/worksheets/sheet1.xml": large})))
    as_sheet = insert(b"</Types>", b'<Override PartName="/xl/styles.xml" ContentType="' + SHEET + b'"/>')
    content = changed(book(), {"[Content_Types].xml": as_sheet, "xl/styles.xml": lambda part: part + filling})
    assert refusal(content) == "workbook_bomb"


def test_shared_strings_are_known_by_their_type_whatever_their_name(monkeypatch: pytest.MonkeyPatch) -> None:
    content = with_strings("<si><t>王芳</t></si>".encode())
    layout, _ = read(content)
    assert [cells[1] for _, cells in rows(io.BytesIO(content), "xlsx", "", layout)][-1] == "王芳"
    # What only calls itself so by its name is a part like any other.
    larger = b" " * (9 * MB)
    check_workbook(io.BytesIO(with_strings(larger)))
    assert refusal(changed(book(), {}, xl__sharedStrings=larger)) == "workbook_bomb"
    monkeypatch.setattr(opening, "MOST_STRINGS", 50)
    assert refusal(content) == "workbook_bomb"


def test_too_many_shared_strings_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_DIFFERENT_STRINGS", 1_000)
    with pytest.raises(Refused) as refused:
        read(with_strings(b"<si/>" * 2_000))
    assert refused.value.code == "workbook_bomb"


def test_many_sheets_of_one_part_are_one_and_very_many_are_refused() -> None:
    def sheets(times: int) -> Change:
        more = "".join(
            f'<sheet name="s{n}" sheetId="{n + 9}" r:id="rId1" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
            for n in range(times)
        )
        return insert(b"</sheets>", more.encode())

    few = changed(book(), {"xl/workbook.xml": sheets(20)})
    with opened(io.BytesIO(few)) as found:
        assert workbook.sheets(found) == ["Sheet"]
    with pytest.raises(Refused) as refused:
        read(changed(book(), {"xl/workbook.xml": sheets(300)}))
    assert refused.value.code == "workbook_bomb"


def test_four_megabytes_of_styles_are_read_in_a_moment() -> None:
    style = b'<xf numFmtId="14" fontId="0" fillId="0" borderId="0" applyAlignment="1"><alignment/></xf>'
    content = changed(
        book(["病历号", "日期"], ["R1", date(2018, 1, 2)]),
        {"xl/styles.xml": insert(b"</cellXfs>", style * (4 * MB // len(style)))},
    )
    assert len(content) < 50_000
    began = time.process_time()
    layout, _ = read(content)
    assert time.process_time() - began < 5
    (_, cells), *_ = rows(io.BytesIO(content), "xlsx", "", layout)
    assert cells == ["R1", "2018-01-02"]


def test_a_workbook_is_opened_once_to_find_its_table_and_once_to_walk_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times = 0

    def counted(reader: Any) -> Any:
        nonlocal times
        times += 1
        return opened(reader)

    monkeypatch.setattr(reading, "opened", counted)
    layout, _ = read(book())
    assert times == 1
    assert len(list(rows(io.BytesIO(book()), "xlsx", "", layout))) == 2
    assert times == 2


def test_values_are_read_as_openpyxl_reads_them() -> None:
    made = Workbook()
    sheet = made.active
    values: list[tuple[Any, str]] = [
        (date(2018, 1, 2), ""), (43101.5, "yyyy-mm-dd hh:mm"), (timedelta(hours=5), ""),
        (43378, 'yyyy"年"m"月"'), (0.14, "0.00%"), (12.5, "0.0"), (True, ""), ("x_x000D_y", ""),
        (" 两 行\n", ""), (1e9, "General"),
    ]  # fmt: skip
    for place, (value, number_format) in enumerate(values, start=1):
        cell = sheet.cell(1, place, value)
        if number_format:
            cell.number_format = number_format
    out = io.BytesIO()
    made.save(out)
    theirs = load_workbook(io.BytesIO(out.getvalue()), read_only=True)["Sheet"]
    expected = [workbook._cell(cell) for row in theirs.iter_rows() for cell in row]
    with opened(io.BytesIO(out.getvalue())) as found:
        assert [cells for _, cells in workbook.rows(found, "Sheet")] == [expected]
    assert expected[3] == "2018-10-05"
    assert expected[4] == "14%"


def test_words_for_pronunciation_are_no_part_of_a_text() -> None:
    rich = (
        "<si><r><t>张</t></r><r><rPr><b/></rPr><t>晓梅</t></r>"
        '<rPh sb="0" eb="1"><t>zhang</t></rPh><phoneticPr fontId="1"/></si>'
    ).encode()
    content = with_strings(rich)
    layout, _ = read(content)
    assert [cells for _, cells in rows(io.BytesIO(content), "xlsx", "", layout)][-1] == ["4", "张晓梅"]


def test_a_document_type_behind_a_long_comment_is_refused() -> None:
    comment = b"<!--" + b"x" * 70_000 + b"--><!DOCTYPE sst [<!ENTITY a 'b'>]>"
    with pytest.raises(Refused) as refused:
        read(with_strings(b"<si/>", before=comment))
    assert refused.value.code == "workbook_entities"
