"""G-01: who gets what at every address; G-14 among them. The expected values stand in expected.csv.

The ordinary run asks a sample of 2,500 cases, the same each time; QUANCHENG_FULL_MATRIX=1 asks them all.
"""

import os
import zlib
from collections.abc import Iterator

import pytest

from tests.authorization.asking import QUERIES, agrees, ask, outcome, url_of
from tests.authorization.tables import Address, addresses, expected, views
from tests.authorization.world import ASKERS, World

pytestmark = pytest.mark.django_db
SAMPLE = 2_500
Case = tuple[Address, str, str, str]


def cases() -> Iterator[Case]:
    """Address, method, relation and asker, all of them."""
    for address in addresses().values():
        for relation in expected()[(address.object, address.action)]:
            for asker in ASKERS:
                for method in address.methods:
                    yield address, method, relation, asker


def chosen() -> list[Case]:
    """The cases of this run: all, or those whose checksum is lowest."""
    every = list(cases())
    if os.environ.get("QUANCHENG_FULL_MATRIX"):
        return every
    by_checksum = sorted(every, key=lambda c: zlib.crc32(f"{c[0].view} {c[1:]}".encode()))
    return by_checksum[:SAMPLE]


CASES: dict[str, list[Case]] = {view: [] for view in addresses()}
for _case in chosen():
    CASES[_case[0].view].append(_case)


def test_every_address_stands_in_the_table_and_every_row_of_it_exists() -> None:
    built = {view for view, _ in views()}
    assert sorted(built - addresses().keys()) == [], "say in addresses.csv what a new address touches"
    assert sorted(addresses().keys() - built) == []


def test_every_object_and_action_has_its_expected_values() -> None:
    asked = {(address.object, address.action) for address in addresses().values()}
    assert sorted(asked ^ expected().keys()) == []


def test_the_table_answers_for_every_asker() -> None:
    askers = {tuple(row) for rows in expected().values() for row in rows.values()}
    assert askers == {ASKERS}


@pytest.mark.parametrize("view", CASES)
def test_everybody_gets_what_the_table_says(view: str, world: World) -> None:
    wrong = []
    for address, method, relation, asker in CASES[view]:
        wanted = expected()[(address.object, address.action)][relation][asker]
        data = QUERIES.get(address.object) if method == "GET" else None
        got = outcome(ask(world, asker, method, url_of(world, address, relation), data))
        if not agrees(wanted, got):
            wrong.append(f"{asker}, {relation}, {method}: {got}, not {wanted}")
    assert wrong == []
