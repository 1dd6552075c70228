"""G-01: who gets what at every address; G-14 among them. The expected values stand in expected.csv.

The ordinary run asks a sample: every cell of the table that says yes, no or hidden once, at one of its
addresses, and others up to 2,600 cases, another choice each day. QUANCHENG_MATRIX=all asks every case, and
QUANCHENG_MATRIX=sqlite every case on SQLite only, as CI does; QUANCHENG_MATRIX=2026-11-27 asks what that day
asked. A failure names the day.
"""

import os
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection

from tests.authorization.asking import QUERIES, agrees, ask, outcome, url_of
from tests.authorization.tables import Address, addresses, expected, views
from tests.authorization.world import ASKERS, World

pytestmark = pytest.mark.django_db
SAMPLE = 2_600
# A right lost or a record shown is found on the day it happens, whichever cases the day has drawn.
ALWAYS = {"yes", "no", "hidden"}
ASKED = os.environ.get("QUANCHENG_MATRIX", "")
if ASKED == "sqlite":
    ASKED = "all" if connection.vendor == "sqlite" else ""
WHICH = ASKED or datetime.now(UTC).date().isoformat()
Case = tuple[Address, str, str, str]


def wanted_of(case: Case) -> str:
    """What the table says of this case."""
    address, _method, relation, asker = case
    return expected()[(address.object, address.action)][relation][asker]


def cases() -> Iterator[Case]:
    """Address, method, relation and asker, all of them."""
    for address in addresses().values():
        for relation in expected()[(address.object, address.action)]:
            for asker in ASKERS:
                for method in address.methods:
                    yield address, method, relation, asker


def chosen(which: str) -> list[Case]:
    """The cases of this run: all, or one of each cell that is always asked and others of the day's order."""
    every = list(cases())
    if which == "all":
        return every
    every.sort(key=lambda case: zlib.crc32(f"{which} {case[0].view} {case[1:]}".encode()))
    always: dict[tuple[str, str, str, str], Case] = {}
    for case in every:
        address, _method, relation, asker = case
        if wanted_of(case) in ALWAYS:
            always.setdefault((address.object, address.action, relation, asker), case)
    once = set(always.values())
    others = [case for case in every if case not in once]
    return [*once, *others[: max(0, SAMPLE - len(once))]]


CASES: dict[str, list[Case]] = {view: [] for view in addresses()}
for _case in chosen(WHICH):
    CASES[_case[0].view].append(_case)


def test_every_sample_asks_each_cell_that_says_yes_no_or_hidden_and_days_differ() -> None:
    cells = {
        (*key, relation, asker)
        for key, rows in expected().items()
        for relation, row in rows.items()
        for asker, wanted in row.items()
        if wanted in ALWAYS
    }
    days = [chosen(f"2026-11-{day:02}") for day in (27, 28)]
    for sample in days:
        assert cells <= {(case[0].object, case[0].action, *case[2:]) for case in sample}
        assert len(sample) == len(set(sample)) == SAMPLE
    assert set(days[0]) != set(days[1])


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
    for case in sorted(CASES[view], key=lambda case: case[1:]):
        (address, method, relation, asker), wanted = case, wanted_of(case)
        data = QUERIES.get(address.object) if method == "GET" else None
        got = outcome(ask(world, asker, method, url_of(world, address, relation), data))
        if not agrees(wanted, got):
            wrong.append(f"{asker}, {relation}, {method}: {got}, not {wanted}")
    assert wrong == [], f"asked with QUANCHENG_MATRIX={WHICH}"
