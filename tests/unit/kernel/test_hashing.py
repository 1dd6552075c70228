"""Canonical rows and the chain over them."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.kernel import clock
from quancheng.kernel.hashing import GENESIS, canonical, digest, link

MOMENT = datetime(2026, 3, 5, 1, 2, 3, 4, tzinfo=UTC)
ROWS = st.dictionaries(
    st.text(alphabet="abcxyz", min_size=1, max_size=4),
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(alphabet="abc张 ")
    | st.dates()
    | st.lists(st.integers(), max_size=3),
    max_size=5,
)


class Colour(Enum):
    RED = "red"


def test_a_row_has_one_spelling() -> None:
    row = {
        "b": Decimal("1.50"),
        "a": "张",
        "on": date(2026, 3, 5),
        "at": MOMENT,
        "time": time(8, 30),
        "id": UUID(int=1),
        "raw": memoryview(b"\x01\xff"),
        "list": (1, None, True, 0.5),
        "in": {"z": 1, "y": Colour.RED},
    }
    assert canonical(row).decode() == (
        '{"a":"张","at":"2026-03-05T01:02:03.000004+00:00","b":"1.50",'
        '"id":"00000000-0000-0000-0000-000000000001","in":{"y":"red","z":1},'
        '"list":[1,null,true,0.5],"on":"2026-03-05","raw":"01ff","time":"08:30:00"}'
    )


def test_the_same_moment_in_another_zone_is_spelled_alike() -> None:
    assert canonical({"at": MOMENT}) == canonical({"at": MOMENT.astimezone(clock.zone())})


def test_a_decimal_is_spelled_without_an_exponent() -> None:
    assert canonical({"n": Decimal("1E+3")}) == b'{"n":"1000"}'


@given(ROWS)
def test_the_order_of_keys_does_not_matter(row: dict[str, object]) -> None:
    assert canonical(row) == canonical(dict(reversed(row.items())))


@given(
    st.dictionaries(st.text(alphabet="abc", min_size=1), st.integers() | st.text(alphabet="a1") | st.none())
)
def test_canonical_json_is_read_back_as_the_row(row: dict[str, object]) -> None:
    assert json.loads(canonical(row)) == row


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (datetime(2026, 3, 5), ValueError),  # noqa: DTZ001 - the very mistake
        (float("nan"), ValueError),
        (Decimal("NaN"), ValueError),
        ({1, 2}, TypeError),
        (object(), TypeError),
        ({1: "x"}, TypeError),
    ],
)
def test_what_has_no_certain_spelling_is_refused(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        canonical({"x": value})


def chain(payloads: list[bytes], suite: str) -> list[bytes]:
    links = [GENESIS]
    for payload in payloads:
        links.append(link(links[-1], payload, suite))
    return links[1:]


@pytest.mark.parametrize("suite", ["aes", "sm"])
@given(payloads=st.lists(st.binary(max_size=20), min_size=2, max_size=6, unique=True), data=st.data())
def test_a_changed_removed_or_swapped_row_breaks_every_later_link(
    suite: str, payloads: list[bytes], data: st.DataObject
) -> None:
    honest = chain(payloads, suite)
    place = data.draw(st.integers(0, len(payloads) - 2))
    changed = [*payloads[:place], payloads[place] + b"!", *payloads[place + 1 :]]
    removed = payloads[:place] + payloads[place + 1 :]
    swapped = [*payloads[:place], payloads[place + 1], payloads[place], *payloads[place + 2 :]]
    for forged in (changed, removed, swapped):
        links = chain(forged, suite)
        assert links[:place] == honest[:place]
        assert set(links[place:]).isdisjoint(honest[place:])


def test_a_link_is_the_hash_of_the_previous_link_and_the_payload() -> None:
    assert link(GENESIS, b"row") == digest(bytes(32) + b"row")
    assert link(GENESIS, b"row", "sm") == digest(bytes(32) + b"row", "sm") != link(GENESIS, b"row")


def test_a_link_that_follows_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        link(b"", b"row")
