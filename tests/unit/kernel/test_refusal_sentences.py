"""Every sentence of the kernel is reached, reads to its end, and says what to do."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from quancheng.kernel import clinical_date, cursor, date_parser, numbers, passport, phone, resident_id
from quancheng.kernel.refused import Refusals, Refused
from quancheng.kernel.resident_id import make_resident_id, parse_resident_id
from tests.factories.sentences import ASKS

MODULES = (clinical_date, cursor, date_parser, numbers, passport, phone, resident_id)
TODAY = date(2026, 3, 5)
WOMAN = parse_resident_id("11010519491231002X")
MAN = parse_resident_id(make_resident_id("110105", date(1949, 12, 31), 3))


def resident(text: str) -> Callable[[], object]:
    return lambda: parse_resident_id(text, today=TODAY)


def mobile(text: str) -> Callable[[], object]:
    return lambda: phone.normalise_phone(text)


def day(text: str) -> Callable[[], object]:
    return lambda: date_parser.parse_date(text)


def number(text: str, **options: object) -> Callable[[], object]:
    return lambda: numbers.parse_decimal(text, **options)  # type: ignore[arg-type]


def travel(text: str) -> Callable[[], object]:
    return lambda: passport.parse_passport(text)


def agrees(*facts: object) -> Callable[[], object]:
    return lambda: resident_id.check_agrees_with_birth(*facts)  # type: ignore[arg-type,func-returns-value]


CASES: list[tuple[str, Callable[[], object]]] = [
    (resident_id.EMPTY, resident(" ")),
    (resident_id.NOT_DIGITS, resident("11010519491231O02X")),
    (resident_id.NOT_DIGITS, resident("110***********002X")),
    (resident_id.NOT_DIGITS, resident("11010549123100X")),
    (resident_id.NOT_DIGITS, resident("1101051949123100X2")),
    (resident_id.WRONG_LENGTH, resident("1101051949123100")),
    (resident_id.WRONG_LENGTH, resident("110105194912310020X")),
    (resident_id.WRONG_REGION, resident("00010519491231002X")),
    (resident_id.WRONG_REGION, resident("190105491231002")),
    (resident_id.IMPOSSIBLE_BIRTH, resident("110105194902300020")),
    (resident_id.IMPOSSIBLE_BIRTH, resident("110105491331002")),
    (resident_id.IMPOSSIBLE_BIRTH, resident("440524188001010014")),
    (resident_id.FUTURE_BIRTH, resident(make_resident_id("110105", date(2026, 3, 6), 2))),
    (resident_id.WRONG_CHECK_DIGIT, resident("110105194912310021")),
    (resident_id.BIRTH_DISAGREES, agrees(WOMAN, date(1949, 12, 13), None)),
    (resident_id.SEX_DISAGREES_FEMALE, agrees(WOMAN, None, "male")),
    (resident_id.SEX_DISAGREES_MALE, agrees(MAN, None, "female")),
    (phone.EMPTY, mobile(" ")),
    (phone.NOT_DIGITS, mobile("138一二三四5678")),
    (phone.NOT_DIGITS, mobile("-")),
    (phone.NOT_DIGITS, mobile("138****5678")),
    (phone.MOBILE_LENGTH, mobile("138 1234 567")),
    (phone.MOBILE_LENGTH, mobile("138123456789")),
    (phone.NO_AREA_CODE, mobile("6417 5590")),
    (phone.NO_AREA_CODE, mobile("6522363")),
    (phone.ONLY_ONE, mobile("13812345678/021-64175590")),
    (phone.ONLY_ONE, mobile("13812345678、13912345678")),
    (phone.UNKNOWN, mobile("021-123")),
    (phone.UNKNOWN, mobile("12812345678")),
    (phone.UNKNOWN, mobile("+86 1")),
    (phone.UNKNOWN, mobile("13812345678转12")),
    (passport.EMPTY, travel(" - ")),
    (passport.BAD_CHARACTERS, travel("E1234567张")),
    (passport.BAD_LENGTH, travel("E123")),
    (passport.BAD_LENGTH, travel("E123456789012")),
    (passport.NO_DIGIT, travel("unknown")),
    (date_parser.EMPTY, day("　")),
    (date_parser.UNREADABLE, day("soon")),
    (date_parser.AMBIGUOUS, day("05/10/2018")),
    (date_parser.IMPOSSIBLE, day("2018-02-30")),
    (date_parser.YEAR_OUT_OF_RANGE, day("1812-02-03")),
    (clinical_date.AGE_BEFORE_BIRTH, lambda: clinical_date.age_on(TODAY, date(2026, 3, 4))),
    (numbers.EMPTY, number("")),
    (numbers.NOT_A_NUMBER, number("many")),
    (numbers.HAS_A_SIGN, number("<0.1")),
    (numbers.DECIMAL_COMMA, number("1,5")),
    (numbers.WRONG_UNIT, number("2 cm", unit="mm")),
    (numbers.HAS_UNIT, number("2 cm")),
    (numbers.NOT_WHOLE, lambda: numbers.parse_int("3.5")),
    (numbers.TOO_SMALL, number("-1", least=0)),
    (numbers.TOO_LARGE, number("101%", most=100)),
    (cursor.DAMAGED, lambda: cursor.decode_cursor("?")),
]


def refusal_of(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.items[0] if isinstance(caught.value, Refusals) else caught.value


@pytest.mark.parametrize(("sentence", "call"), CASES)
def test_refuses_with_the_sentence_for_the_mistake(sentence: str, call: Callable[[], object]) -> None:
    refused = refusal_of(call)
    assert refused.message == sentence
    assert refused.code
    assert "%(" not in str(refused)
    assert set(re.findall(r"%\((\w+)\)s", sentence)) == set(refused.params)


def test_every_sentence_of_the_kernel_has_a_case() -> None:
    sentences = {
        value
        for module in MODULES
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_") and isinstance(value, str)
    }
    assert sentences == {sentence for sentence, _ in CASES}


@pytest.mark.parametrize("sentence", sorted({sentence for sentence, _ in CASES}))
def test_a_sentence_begins_like_one_ends_like_one_and_asks_for_something(sentence: str) -> None:
    assert sentence[0].isupper() or sentence[0] in "“%"
    assert sentence.endswith(".")
    assert ASKS.search(sentence)
