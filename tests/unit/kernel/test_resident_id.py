"""The resident identity number, GB 11643-1999."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.kernel import resident_id
from quancheng.kernel.refused import Refusals, Refused
from quancheng.kernel.resident_id import (
    check_agrees_with_birth,
    check_digit,
    make_resident_id,
    parse_resident_id,
)

TODAY = date(2026, 3, 5)
WOMAN = "11010519491231002X"  # the worked example of GB 11643-1999


@pytest.mark.parametrize(
    ("first17", "expected"),
    [
        ("11010519491231002", "X"),  # GB 11643-1999, worked examples
        ("44052418800101001", "4"),
    ],
)
def test_the_check_digit_is_that_of_the_standard(first17: str, expected: str) -> None:
    assert check_digit(first17) == expected


@pytest.mark.parametrize(
    "typed",
    [
        WOMAN,
        "11010519491231002x",
        " 110105 19491231 002x ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105-19491231-002X",
        "11010519491231002×",
    ],
)
def test_reads_a_number_however_it_is_typed(typed: str) -> None:
    read = parse_resident_id(typed)
    assert (read.number, read.birth_on, read.sex, read.region_code) == (
        WOMAN,
        date(1949, 12, 31),
        "female",
        "110105",
    )
    assert str(read) == WOMAN


def test_reads_the_old_form_as_the_new() -> None:
    assert parse_resident_id("110105491231002").number == WOMAN


def test_an_odd_serial_is_a_man() -> None:
    assert parse_resident_id(make_resident_id("110105", date(1949, 12, 31), 3)).sex == "male"


def test_a_birthday_today_is_not_in_the_future() -> None:
    number = make_resident_id("310104", TODAY, 2)
    assert parse_resident_id(number, today=TODAY).birth_on == TODAY


births = st.dates(date(1900, 1, 1), TODAY)
regions = st.sampled_from(["110105", "310104", "440305", "650102", "830000", "999999"])
serials = st.integers(0, 999)


@given(regions, births, serials)
def test_a_made_number_reads_back(region: str, birth_on: date, serial: int) -> None:
    read = parse_resident_id(make_resident_id(region, birth_on, serial), today=TODAY)
    assert (read.region_code, read.birth_on) == (region, birth_on)
    assert read.sex == ("male" if serial % 2 else "female")


@given(regions, births, serials, st.integers(0, 17), st.integers(1, 9))
def test_refuses_every_single_wrong_digit(
    region: str, birth_on: date, serial: int, place: int, by: int
) -> None:
    number = make_resident_id(region, birth_on, serial)
    digit = "0123456789X".index(number[place])
    wrong = "0123456789X"[(digit + by) % (11 if place == 17 else 10)]
    with pytest.raises(Refused):
        parse_resident_id(number[:place] + wrong + number[place + 1 :], today=TODAY)


@given(regions, births, serials, st.integers(0, 16))
def test_refuses_every_swap_of_neighbours(region: str, birth_on: date, serial: int, place: int) -> None:
    number = make_resident_id(region, birth_on, serial)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(Refused):
            parse_resident_id(swapped, today=TODAY)


@given(st.text(max_size=24))
def test_anything_typed_is_a_number_or_a_refusal(text: str) -> None:
    with pytest.raises(Refused):
        # No text that Hypothesis happens upon has a right check digit as well as a birth date.
        parse_resident_id(text)


def test_agrees_with_the_birth_date_and_sex_that_it_says() -> None:
    check_agrees_with_birth(parse_resident_id(WOMAN), date(1949, 12, 31), "female")


def test_compares_only_what_is_stated() -> None:
    check_agrees_with_birth(parse_resident_id(WOMAN), None, None)
    check_agrees_with_birth(parse_resident_id(WOMAN), None, "unknown")


def test_tells_both_contradictions_at_once_and_at_their_fields() -> None:
    with pytest.raises(Refusals) as caught:
        check_agrees_with_birth(parse_resident_id(WOMAN), date(1949, 12, 13), "male")
    assert [item.field for item in caught.value.items] == ["birth_on", "sex"]
    assert [item.message for item in caught.value.items] == [
        resident_id.BIRTH_DISAGREES,
        resident_id.SEX_DISAGREES_FEMALE,
    ]


@pytest.mark.parametrize(
    ("region", "serial"), [("11010", 1), ("000000", 1), ("１１０１０５", 1), ("110105", 1000), ("110105", -1)]
)
def test_makes_no_number_that_would_be_refused(region: str, serial: int) -> None:
    with pytest.raises(ValueError, match=r"region|serial"):
        make_resident_id(region, date(1970, 1, 1), serial)
