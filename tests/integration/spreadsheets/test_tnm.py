"""TNM as hospitals write it: a prefix that agrees is taken off, what cannot be is refused at its column."""

import csv
import io
from typing import Any

import pytest

from quancheng.exchange.actions.batches import begin_import, match_columns
from quancheng.exchange.models import Batch
from quancheng.interfaces.spreadsheets import jobs
from quancheng.interfaces.spreadsheets.mappers.building import Choice, build
from quancheng.oncology.models import Fact
from tests.factories.tnm import IMPOSSIBLE
from tests.integration.spreadsheets.conftest import Desk, states, told

TARGETS = {
    "id": "patient.record_number",
    "name": "patient.name",
    "sex": "patient.sex",
    "date": "diagnosis.@date+*.@date",
    "side": "*.@side",
    **{
        f"{fact}.{code}": f"{fact}.{code}"
        for fact in ("tnm_c", "tnm_p", "tnm_yp")
        for code in ("t", "n", "m")
    },
    **{f"{fact}.stage": f"{fact}.stage_group" for fact in ("tnm_c", "tnm_p", "tnm_yp")},
}
WHO = {"name": "张晓梅", "sex": "女", "date": "2018-03-04", "side": "左"}
COLUMNS = {"t": "t", "n": "n", "m": "m", "stage_group": "stage"}


def imported(clerk: Desk, *rows: dict[str, str]) -> Batch:
    """The rows, all the way in or refused."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(TARGETS))
    writer.writeheader()
    for number, row in enumerate(rows, start=1):
        writer.writerow({"id": f"R{number}", **WHO, **row})
    batch = clerk.receive(out.getvalue().encode())
    choices = [Choice(name, target) for name, target in TARGETS.items()]
    definition = {**build(None, choices, people="named", missing=""), "code": "own-test"}
    match_columns(by=clerk.actor, batch=batch, source="own-test", definition=definition)
    jobs.advance_imports()
    batch.refresh_from_db()
    begin_import(by=clerk.actor, batch=batch)
    jobs.advance_imports()
    batch.refresh_from_db()
    return batch


def stored(fact: Fact) -> tuple[Any, ...]:
    """Classification, T, N and M as they are kept."""
    return tuple(fact.body.get(code) for code in ("classification", "t", "n", "m"))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tnm_p.t": "pT2", "tnm_p.n": "pN1a", "tnm_p.m": "cM0"}, ("p", "T2", "N1a", "M0")),
        ({"tnm_p.t": "PT1C", "tnm_p.n": "pn0(i+)", "tnm_p.m": "M0"}, ("p", "T1c", "N0(i+)", "M0")),
        ({"tnm_p.t": "ｐＴ２", "tnm_p.n": "N1mi", "tnm_p.m": "pM1"}, ("p", "T2", "N1mi", "M1")),
        ({"tnm_p.t": "pTis", "tnm_p.n": "cN0", "tnm_p.m": "cM0"}, ("p", "Tis", "N0", "M0")),
        ({"tnm_c.t": "cT4b", "tnm_c.n": "cN1", "tnm_c.m": "pM1"}, ("c", "T4b", "N1", "M1")),
        ({"tnm_yp.t": "ypT0", "tnm_yp.n": "ypN0", "tnm_yp.m": "cM0"}, ("yp", "T0", "N0", "M0")),
    ],
)
def test_a_prefix_that_agrees_is_taken_off(
    clerk: Desk, cells: dict[str, str], expected: tuple[str, ...]
) -> None:
    batch = imported(clerk, cells)
    assert states(batch) == {"in": 1}, told(batch)
    assert stored(Fact.objects.get(kind="tnm")) == expected


def test_with_and_without_prefix_is_the_same_row(clerk: Desk) -> None:
    imported(clerk, {"tnm_p.t": "pT2", "tnm_p.n": "pN1a"})
    assert states(imported(clerk, {"tnm_p.t": "T2", "tnm_p.n": "N1a"})) == {"unchanged": 1}
    fact = Fact.objects.get(kind="tnm")
    assert stored(fact) == ("p", "T2", "N1a", None)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"tnm_p.t": "cT2", "tnm_p.n": "N0"}, "tnm_p.t"),
        ({"tnm_p.t": "ypT2", "tnm_p.n": "N0"}, "tnm_p.t"),
        ({"tnm_p.t": "T2", "tnm_p.n": "cN0"}, "tnm_p.n"),
        ({"tnm_c.t": "pT2"}, "tnm_c.t"),
        ({"tnm_c.t": "T2", "tnm_c.n": "pN1a"}, "tnm_c.n"),
        ({"tnm_yp.t": "pT2"}, "tnm_yp.t"),
        ({"tnm_p.t": "T2", "tnm_p.n": "N0", "tnm_p.m": "pM0"}, "tnm_p.m"),
        ({"tnm_p.t": "p", "tnm_p.n": "N0"}, "tnm_p.t"),
        ({"tnm_p.t": "pT9", "tnm_p.n": "N0"}, "tnm_p.t"),
        ({"tnm_p.t": "xT2"}, "tnm_p.t"),
        ({"tnm_p.t": "T2", "tnm_p.n": "N0", "tnm_p.m": "MX"}, "tnm_p.m"),
    ],
)
def test_a_prefix_that_disagrees_is_refused_at_its_column(
    clerk: Desk, cells: dict[str, str], column: str
) -> None:
    batch = imported(clerk, {}, cells)
    assert states(batch) == {"in": 1, "refused": 1}
    assert column in told(batch)[3]
    assert not Fact.objects.filter(kind="tnm").exists()


@pytest.mark.parametrize(("values", "field"), IMPOSSIBLE)
def test_tnm_that_cannot_be_is_refused(clerk: Desk, values: dict[str, str], field: str) -> None:
    fact = f"tnm_{values['classification']}"
    cells = {f"{fact}.{COLUMNS[code]}": value for code, value in values.items() if code in COLUMNS}
    batch = imported(clerk, cells)
    assert told(batch) == {2: [f"{fact}.{COLUMNS[field]}"]}


def test_a_stage_without_tnm_is_kept_as_reported(clerk: Desk) -> None:
    batch = imported(
        clerk, {"tnm_p.stage": "IIIC"}, {"tnm_p.t": "pT1c", "tnm_p.n": "pN0", "tnm_p.stage": "IB"}
    )
    assert states(batch) == {"in": 2}
    assert {fact.body["stage_group"] for fact in Fact.objects.filter(kind="tnm")} == {"IIIC", "IB"}
