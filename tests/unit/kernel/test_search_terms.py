"""What is stored and what is asked must agree."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.kernel.names import name_terms
from quancheng.kernel.resident_id import make_resident_id
from quancheng.kernel.search_terms import identifier_terms, query_groups, query_terms

RESIDENT = "11010519491231002X"
STORED = (
    name_terms("张晓梅")
    | identifier_terms("phone", "13812345678")
    | identifier_terms("resident_id", RESIDENT)
    | identifier_terms("passport", "E12345678")
    | identifier_terms("record_number", "A-00123")
    | identifier_terms("inpatient_number", "0045678")
)


def finds(q: str) -> bool:
    return not STORED.isdisjoint(query_terms(q))


def finds_by_words(q: str) -> bool:
    groups = query_groups(q)
    return bool(groups) and all(not STORED.isdisjoint(group) for group in groups)


@pytest.mark.parametrize(
    "q",
    [
        "张",
        "晓梅",
        "张晓梅",
        "张 晓梅",
        "zxm",
        "ZXM",
        "ｚｘｍ",
        "xm",
        "zhang",
        "zhangxiao",
        "zhang xiao mei",
        "xiaomei",
        "Zhang Xiaomei",
        "13812345678",
        "138 1234 5678",
        "+86 138-1234-5678",
        "5678",
        "12345678",
        RESIDENT,
        RESIDENT.lower(),
        "002X",
        "002x",
        "110105491231002",
        "E12345678",
        "e12345678",
        "A00123",
        "a-00123",
        "A 00123",
        "0045678",
        "45678",
        "００４５６７８",
    ],
)
def test_finds_the_person_by_what_staff_type(q: str) -> None:
    assert finds(q)
    assert finds_by_words(q)


@pytest.mark.parametrize(
    "q",
    ["李", "张梅", "mxz", "zhangli", "5679", "13812345679", "E1234567", "A00124", "", "  ", "%", "_", "*"],
)
def test_does_not_find_the_person_by_anything_else(q: str) -> None:
    assert not finds(q)
    assert not finds_by_words(q)


@pytest.mark.parametrize(
    "q", ["张 5678", "张xm", "zhang xm", "zxm 5678", "晓梅 138 1234 5678", "+86 138-1234 5678 zxm", "5678 张"]
)
def test_two_words_must_both_be_true(q: str) -> None:
    assert finds_by_words(q)


@pytest.mark.parametrize("q", ["张 5679", "李 5678", "李xm", "zhang ll", "zxm 5679"])
def test_one_false_word_is_enough_to_miss(q: str) -> None:
    assert not finds_by_words(q)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("张晓", ("n:张晓",)),
        ("zxm", ("p:zxm", "f:zxm")),
        ("z", ("p:z",)),
        ("zhangx", ("f:zhangx",)),
        ("lyuli", ("f:lyuli", "f:lvli")),
        ("吕 lv", ("n:吕",)),
        ("123", ("r:123",)),
        ("00123", ("r:00123", "r:123", "i:00123", "t:00123")),
        ("0000", ("r:0000", "r:0", "i:0000", "t:0000")),
        ("A-00123", ("r:A00123", "i:A00123")),
        ("", ()),
    ],
)
def test_a_query_is_sorted_by_what_it_looks_like(q: str, expected: tuple[str, ...]) -> None:
    assert query_terms(q) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("phone", "13812345678", {"t:13812345678", "t:12345678", "t:5678"}),
        ("phone", "+86 138 1234 5678", {"t:13812345678", "t:12345678", "t:5678"}),
        ("phone", "021-64175590-801", {"t:02164175590", "t:64175590", "t:5590"}),
        ("phone", "0512-6522363", {"t:05126522363", "t:26522363", "t:6522363", "t:2363"}),
        ("phone", "+852 9123 4567", {"t:85291234567", "t:91234567", "t:4567"}),
        ("phone", "not known", set()),
        ("resident_id", RESIDENT.lower(), {f"i:{RESIDENT}", "i:002X"}),
        ("resident_id", "110105491231002", {f"i:{RESIDENT}", "i:002X"}),
        ("passport", "e1234 5678", {"i:E12345678"}),
        ("record_number", "00123", {"r:00123", "r:123"}),
        ("record_number", "000", {"r:000", "r:0"}),
        ("other", "  ", set()),
    ],
)
def test_an_identifier_is_stored_under_these_terms(kind: str, value: str, expected: set[str]) -> None:
    assert identifier_terms(kind, value) == expected


@given(
    st.from_regex(r"[A-Z]{0,2}[0-9]{2,12}", fullmatch=True),
    st.sampled_from(["", " ", "-", "/"]),
    st.integers(0, 14),
)
def test_a_record_number_is_found_however_it_is_separated(number: str, gap: str, place: int) -> None:
    assert not identifier_terms("record_number", number).isdisjoint(
        query_terms(number[:place] + gap + number[place:])
    )


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_phone_is_found_whole_by_its_last_eight_and_its_last_four(phone: str) -> None:
    stored = identifier_terms("phone", phone)
    for q in (phone, phone[-8:], phone[-4:], f"+86{phone}"):
        assert not stored.isdisjoint(query_terms(q))


@given(st.dates(date(1910, 1, 1), date(2020, 1, 1)), st.integers(0, 999))
def test_a_resident_id_is_found_whole_and_by_its_last_four(birth_on: date, serial: int) -> None:
    number = make_resident_id("310104", birth_on, serial)
    stored = identifier_terms("resident_id", number)
    assert not stored.isdisjoint(query_terms(number))
    assert not stored.isdisjoint(query_terms(number[-4:]))


@given(st.text(max_size=200))
def test_any_query_gives_a_few_well_formed_terms(q: str) -> None:
    terms = query_terms(q)
    assert len(terms) <= 6
    assert all(term[:2] in {"n:", "p:", "f:", "r:", "t:", "i:"} and 2 < len(term) <= 80 for term in terms)
    assert all(groups for groups in query_groups(q))
