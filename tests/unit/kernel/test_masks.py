"""Masks leave enough to recognise and too little to use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.kernel.masks import mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("mask", "given_text", "expected"),
    [
        (mask_phone, "13812345678", "138****5678"),
        (mask_phone, "02164175590", "021****5590"),
        (mask_phone, "110", "*10"),
        (mask_phone, "12", "**"),
        (mask_phone, "", ""),
        (mask_name, "张晓梅", "张*梅"),
        (mask_name, "张三", "张*"),
        (mask_name, "张", "*"),
        (mask_name, "欧阳娜娜", "欧**娜"),
        (mask_name, "阿依古丽·买买提", "阿******提"),
        (mask_name, "Mary Smith", "M*** S****"),
        (mask_name, "J Smith", "* S****"),
        (mask_name, "", ""),
        (mask_id, "11010519491231002X", "110***********002X"),
        (mask_id, "E12345678", "*****5678"),
        (mask_id, "12345", "****5"),
        (mask_id, "1", "*"),
        (mask_id, "", ""),
    ],
)
def test_hides_the_middle(mask, given_text: str, expected: str) -> None:
    assert mask(given_text) == expected


@given(st.text(alphabet="0123456789", min_size=1, max_size=25))
def test_a_masked_number_never_shows_more_than_seven_characters(number: str) -> None:
    for mask in (mask_phone, mask_id):
        masked = mask(number)
        assert len(masked) == len(number)
        assert "*" in masked
        assert len(masked.replace("*", "")) <= 7
