"""Passport numbers, checked lightly."""

import pytest

from quancheng.kernel.passport import parse_passport


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("e12345678", "E12345678"),
        (" Ｇ 1234-5678 ", "G12345678"),
        ("123456789", "123456789"),
        ("ed1234567", "ED1234567"),
    ],
)
def test_gives_capital_letters_and_digits(typed: str, expected: str) -> None:
    assert parse_passport(typed) == expected
