"""Numbers as typed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.kernel.numbers import parse_decimal, parse_int
from quancheng.kernel.refused import Refused


@pytest.mark.parametrize(
    ("typed", "unit", "expected"),
    [
        ("12.5", "%", "12.5"),
        ("１２．５", "%", "12.5"),
        ("12。5", "%", "12.5"),
        ("1,234.5", "%", "1234.5"),
        ("１，２３４，５６７", "%", "1234567"),
        ("15%", "%", "15"),
        ("15 ％", "%", "15"),
        ("-3.5", "%", "-3.5"),
        ("−3.5", "%", "-3.5"),
        ("+2", "%", "2"),
        (".5", "%", "0.5"),
        ("5.", "%", "5"),
        ("23 mm", "mm", "23"),
        ("23MM", "mm", "23"),
        ("2.3厘米", ("cm", "厘米", "公分"), "2.3"),
        ("23㎜", "mm", "23"),
        ("5.2×10⁹/L", "×10⁹/L", "5.2"),
        ("5.2×10^9/L", "×10⁹/L", "5.2"),
        ("1.6 m²", "m²", "1.6"),
        (12, "%", "12"),
        (12.5, "%", "12.5"),
        (0.1, "%", "0.1"),
        (Decimal("1.50"), "%", "1.50"),
    ],
)
def test_reads_the_number(typed: str | float | Decimal, unit: str | tuple[str, ...], expected: str) -> None:
    number = parse_decimal(typed, unit=unit)
    assert number == Decimal(expected)


def test_keeps_the_decimals_that_were_typed() -> None:
    assert str(parse_decimal("1.50")) == "1.50"


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "1e5",
        "1.2.3",
        "--1",
        "1 2",
        "10⁹",
        "½",
        "NaN",
        "inf",
        "١٢",
        "1,23,456",
        "1、2",
        "-",
        "9" * 41,
        float("nan"),
        True,
    ],
)
def test_refuses_what_is_no_plain_number(typed: str | float) -> None:
    with pytest.raises(Refused):
        parse_decimal(typed)


@pytest.mark.parametrize(
    ("typed", "unit", "code"),
    [
        ("<0.1", "%", "number_bound"),
        ("≥ 5", "%", "number_bound"),
        ("＞1000", "%", "number_bound"),
        ("1,5", "%", "number_comma"),
        ("15%", "mm", "number_unit"),
        ("2.3 cm", "mm", "number_unit"),
        ("2.3 cm", "m", "number_unit"),
        ("23 mm", "%", "number_unit"),
        ("23毫米", (), "number_unit"),
        ("5.2×10⁹/L", "%", "number_unit"),
    ],
)
def test_says_what_is_wrong(typed: str, unit: str | tuple[str, ...], code: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_decimal(typed, unit=unit)
    assert caught.value.code == code


def test_names_the_unit_that_is_wanted() -> None:
    with pytest.raises(Refused, match="mm") as caught:
        parse_decimal("2.3 cm", unit=("mm", "毫米"))
    assert str(caught.value) == "“2.3 cm” has another unit; enter the number in mm."


def test_the_limits_themselves_are_allowed() -> None:
    assert parse_decimal("0", least=0, most=100) == 0
    assert parse_decimal("100%", least=0, most=100) == 100


@pytest.mark.parametrize(
    ("typed", "expected"), [("3", 3), ("3.0", 3), (3.0, 3), ("１，０００", 1000), ("-2", -2)]
)
def test_reads_a_whole_number(typed: str | float, expected: int) -> None:
    number = parse_int(typed)
    assert number == expected
    assert type(number) is int


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
def test_every_written_number_reads_back(number: Decimal) -> None:
    assert parse_decimal(f"{number:f}") == number
    assert parse_decimal(f"{number:,f}") == number
    assert parse_decimal(f"{number:f} mm", unit="mm") == number


@given(st.text(max_size=20) | st.from_regex(r"[0-9.,%+<≥ -]{1,10}", fullmatch=True))
def test_anything_typed_is_a_number_or_a_refusal(text: str) -> None:
    try:
        number = parse_decimal(text)
    except Refused:
        return
    assert number.is_finite()
