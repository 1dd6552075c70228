"""Registry files as hospitals export them, with what goes wrong in them. Synthetic people."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from openpyxl import Workbook

HEADER = [
    "病历号", "姓名", "性别", "出生日期", "身份证号", "手机号", "诊断日期", "侧别", "病理日期", "病理类型",
    "组织学分级", "肿瘤大小(mm)", "ER", "Ki-67(%)", "临床T分期", "临床N分期", "手术日期", "手术方式",
]  # fmt: skip
PLACE = {name: place for place, name in enumerate(HEADER)}
FIRST = date(1950, 1, 1)
Row = list[Any]


def resident_id(birth: date, serial: int) -> str:
    """A number of a Beijing district with a right check digit."""
    body = f"110101{birth:%Y%m%d}{serial:03d}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def good_row(number: int) -> Row:
    """A row without fault; dates, digits and words written in every way that people write them."""
    birth = FIRST + timedelta(days=number)
    serial = (number * 2) % 998 // 2 * 2  # even: female
    diagnosed = date(2018, 1, 1) + timedelta(days=number % 300)
    ways: list[Callable[[date], Any]] = [
        date.isoformat,
        lambda d: d,
        lambda d: f"{d.year}年{d.month}月{d.day}日",
        lambda d: d.strftime("%Y/%m/%d"),
        lambda d: (d - date(1899, 12, 30)).days,
    ]
    write = ways[number % len(ways)]
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return [
        f"R{number:06d}",
        "张晓梅" if number % 2 else "李 丽",
        "女" if number % 3 else "female",
        birth.isoformat(),
        resident_id(birth, serial),
        f"138{number:08d}"[:11],
        write(diagnosed),
        "左" if number % 2 else "right",
        write(diagnosed + timedelta(days=20)),
        "nst",
        str(number % 3 + 1),
        str(number % 40 + 5).translate(wide),
        "阳性" if number % 2 else "negative",
        number % 90 + 1,
        "T2",
        "N0",
        write(diagnosed + timedelta(days=14)),
        "mastectomy",
    ]


def _put(column: str, value: Any) -> Callable[[Row, int], str]:
    def spoil(row: Row, number: int) -> str:
        row[PLACE[column]] = value(row, number) if callable(value) else value
        return column

    return spoil


def _wrong_check_digit(row: Row, number: int) -> str:
    right = row[PLACE["身份证号"]]
    return right[:-1] + ("1" if right[-1] != "1" else "2")


def _born_after(row: Row, number: int) -> str:
    row[PLACE["身份证号"]] = ""
    row[PLACE["出生日期"]] = "2020-02-02"
    row[PLACE["病理日期"]], row[PLACE["手术日期"]] = "2021-02-02", "2021-02-02"
    return "2019-01-05"


def _cannot_be(row: Row, number: int) -> str:
    row[PLACE["临床T分期"]] = "Tis"
    return "N1"


# Every kind of fault that the registry of a hospital has shown, and the column at which it is told.
FAULTS: dict[str, Callable[[Row, int], str]] = {
    "wrong check digit": _put("身份证号", _wrong_check_digit),
    "birth date after diagnosis": _put("诊断日期", _born_after),
    "two patients with one ID": _put("身份证号", lambda row, n: resident_id(FIRST + timedelta(days=1), 2)),
    "TNM that cannot be": _put("临床N分期", _cannot_be),
    "pathology without side": _put("侧别", ""),
    "Ki-67 of 140 %": _put("Ki-67(%)", 140),
    "a date that is none": _put("诊断日期", "去年春天"),
    "an ambiguous date": _put("手术日期", "03/04/2018"),
    "a formula": _put("肿瘤大小(mm)", "=1+1"),
    "no record number": _put("病历号", ""),
    "two patients with one record number": _put("病历号", "R000001"),
    "a word that means nothing": _put("ER", "也许"),
}


def rows(total: int, bad: int) -> tuple[list[Row], dict[int, str]]:
    """So many rows, and of the bad ones the row in the file and the column of the fault."""
    faults = list(FAULTS.values())
    every = total // bad if bad else 0
    made, told = [], {}
    for number in range(1, total + 1):
        row = good_row(number)
        if bad and number % every == 0 and len(told) < bad:
            spoil = faults[len(told) % len(faults)]
            if spoil is FAULTS["two patients with one ID"]:
                row[PLACE["出生日期"]] = (FIRST + timedelta(days=1)).isoformat()
            told[number + 1] = spoil(row, number)
        made.append(row)
    return made, told


def as_xlsx(body: list[Row], *, merged: tuple[str, ...] = (), above: int = 0) -> bytes:
    """The rows as a workbook; `merged` are blocks such as L5:L6, `above` lines of title."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(above):
        sheet.append([f"乳腺癌登记表 {number}"])
    sheet.append(HEADER)
    for row in body:
        sheet.append(row)
    for block in merged:
        sheet.merge_cells(block)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(body: list[Row], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """The rows as text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(HEADER)
    writer.writerows(body)
    return out.getvalue().encode(encoding)


def in_blocks(content: bytes, size: int = 100_000) -> Iterator[bytes]:
    """The content as it arrives: in pieces."""
    for start in range(0, len(content), size):
        yield content[start : start + size]
