"""Text as typed, made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.kernel.text import (
    defuse,
    is_han,
    looks_like_formula,
    normalise,
    normalise_name,
    tidy_line,
    tidy_prose,
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  ＡＢＣ　１２３ ", "ABC 123"),
        ("a\tb\r\nc", "a b c"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\u202eabc\x00", "abc"),
        ("左　乳", "左 乳"),
        ("\U000f0001", "\U000f0001"),  # private use: characters of rare names
        ("", ""),
    ],
)
def test_normalise_gives_one_tidy_line(typed: str, expected: str) -> None:
    assert normalise(typed) == expected


@given(st.text())
def test_normalise_twice_is_normalise_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert once == once.strip()
    assert "\n" not in once
    assert "  " not in once


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("WBC 10⁹/L，体表面积 1.6m²", "WBC 10⁹/L，体表面积 1.6m²"),
        ("一\r\n二 \n\n三\x07", "一\n二\n\n三"),
        ("\u200b  ", ""),
    ],
)
def test_prose_keeps_its_lines_and_raised_digits(typed: str, expected: str) -> None:
    assert tidy_prose(typed) == expected


def test_a_note_keeps_the_punctuation_and_the_powers_of_its_writer() -> None:
    assert (
        tidy_line(" 化疗后发热，主管组不在：\n白细胞 1.2×10⁹/L　\u200b")
        == "化疗后发热，主管组不在： 白细胞 1.2×10⁹/L"
    )


@given(st.text())
def test_tidying_prose_twice_is_tidying_it_once(text: str) -> None:
    assert tidy_prose(tidy_prose(text)) == tidy_prose(text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (" 张 晓 梅 ", "张晓梅"),
        ("张　晓梅", "张晓梅"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
        ("Mary  Smith", "Mary Smith"),
        ("J. Smith", "J. Smith"),
        ("张 Mary", "张 Mary"),
    ],
)
def test_a_name_is_stored_in_one_form(typed: str, expected: str) -> None:
    assert normalise_name(typed) == expected


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("张晓梅· .•")))
def test_normalising_a_name_twice_is_doing_it_once(text: str) -> None:
    assert normalise_name(normalise_name(text)) == normalise_name(text)


@pytest.mark.parametrize(
    ("character", "expected"), [("梅", True), ("𠮷", True), ("a", False), ("·", False), ("", False)]
)
def test_a_chinese_character_is_told_from_others(character: str, expected: bool) -> None:
    assert is_han(character) is expected


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-1+2",
        "@SUM(A1)",
        "＝1+1",
        " =1+1",
        "\t=1",
        "\r=1",
        "+86 138",
        "-无",
        "--",
    ],
)
def test_a_formula_is_defused(cell: str) -> None:
    assert looks_like_formula(cell)
    assert defuse(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["-3.5", "+5", "-", "+", "-1,234.5", "-12%", "-1.5e3", "3-4", "a=b", "", 3, -3.5, None]
)
def test_a_value_is_left_alone(cell: object) -> None:
    assert not looks_like_formula(cell)
    assert defuse(cell) is cell


@given(st.text())
def test_what_is_defused_never_looks_like_a_formula(text: str) -> None:
    safe = defuse(text)
    assert not looks_like_formula(safe)
    assert defuse(safe) == safe
