"""Page cursors."""

import base64
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.kernel.cursor import decode_cursor, encode_cursor
from quancheng.kernel.refused import Refused

VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.text(alphabet=st.characters(codec="utf-8"), max_size=20)
    | st.dates()
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.uuids()
)


def packed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(st.lists(VALUES, max_size=5))
def test_a_cursor_gives_back_the_same_values_and_types(values: list[object]) -> None:
    text = encode_cursor(values)  # type: ignore[arg-type]
    assert re.fullmatch(r"[A-Za-z0-9_-]*", text)
    back = decode_cursor(text)
    assert back == tuple(values)
    assert [type(value) for value in back] == [type(value) for value in values]


def test_a_date_is_told_from_a_text_that_looks_like_one() -> None:
    assert decode_cursor(encode_cursor([date(2026, 3, 5), "2026-03-05"])) == (date(2026, 3, 5), "2026-03-05")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "====",
        "a",
        "张",
        "bm90IGpzb24",
        packed({"d": "2026-03-05"}),
        packed("x"),
        packed(7),
        packed([1.5]),
        packed([[1]]),
        packed([{"d": "2026-02-30"}]),
        packed([{"d": 5}]),
        packed([{"q": "x"}]),
        packed([{}]),
        packed([{"d": "2026-03-05", "t": "x"}]),
        packed([{"n": "NaN"}]),
        packed([{"n": "x"}]),
        packed([{"u": "x"}]),
        "A" * 5000,
        base64.urlsafe_b64encode(b"[" * 1400).decode(),
        base64.urlsafe_b64encode(b"[NaN]").decode(),
        base64.urlsafe_b64encode(b'["\xff"]').decode(),
    ],
)
def test_garbage_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        decode_cursor(text)
    assert caught.value.code == "cursor_damaged"


@given(st.text(max_size=60) | st.from_regex(r"[A-Za-z0-9_-]{1,80}", fullmatch=True))
def test_any_text_is_values_or_a_refusal(text: str) -> None:
    try:
        values = decode_cursor(text)
    except Refused:
        return
    assert isinstance(values, tuple)


def test_a_value_without_a_place_in_an_address_is_an_error() -> None:
    with pytest.raises(TypeError, match="bytes"):
        encode_cursor([b"x"])  # type: ignore[list-item]


def test_decimals_and_identifiers_keep_their_digits() -> None:
    values = (Decimal("1.50"), UUID(int=7), datetime(2026, 3, 5, 8, tzinfo=UTC))
    assert str(decode_cursor(encode_cursor(values))[0]) == "1.50"
