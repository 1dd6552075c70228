"""Telephone numbers in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.kernel.phone import is_mobile, normalise_phone
from quancheng.kernel.refused import Refused


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("+86-13812345678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("（+86）13812345678", "13812345678"),
        ("021-64175590", "02164175590"),
        ("(021) 6417 5590", "02164175590"),
        ("+86 21 6417 5590", "02164175590"),
        ("010-8888 8888", "01088888888"),
        ("0512-6522363", "05126522363"),
        ("0512-65223637", "051265223637"),
        ("0512-6522-3637", "051265223637"),
        ("021-64175590-801", "02164175590-801"),
        ("021-64175590转801", "02164175590-801"),
        ("021-64175590 分机 801", "02164175590-801"),
        ("400-800-1234", "4008001234"),
        ("4008001234转2", "4008001234-2"),
        ("+852 9123 4567", "+85291234567"),
        ("00852 91234567", "+85291234567"),
        ("+1 (415) 555-0123", "+14155550123"),
    ],
)
def test_brings_what_people_write_to_one_form(typed: str, expected: str) -> None:
    assert normalise_phone(typed) == expected
    assert normalise_phone(expected) == expected


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.integers(1, 10),
    st.sampled_from([" ", "-", "　", "－"]),
)
def test_a_mobile_number_with_a_gap_anywhere_is_the_same_number(number: str, place: int, gap: str) -> None:
    assert normalise_phone(number[:place] + gap + number[place:]) == number


@given(st.text(max_size=30))
def test_anything_typed_is_a_number_or_a_refusal(text: str) -> None:
    try:
        number = normalise_phone(text)
    except Refused:
        return
    assert number.lstrip("+").replace("-", "").isdigit()
    assert number.isascii()
    assert normalise_phone(number) == number


@pytest.mark.parametrize(
    ("number", "expected"),
    [("13812345678", True), ("02164175590", False), ("+85291234567", False), ("12812345678", False)],
)
def test_only_a_mobile_number_takes_text_messages(number: str, expected: bool) -> None:
    assert is_mobile(number) is expected
