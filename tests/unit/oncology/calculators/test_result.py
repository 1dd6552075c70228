"""The common shape: codes with labels, refusals with sentences, inputs that cannot be silently absent."""

import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.kernel.refused import Refused
from quancheng.oncology.calculators import cps_eg, fields, her2, prognostic_stage, rcb, tnm_from_report
from quancheng.oncology.calculators.bsa import bsa
from quancheng.oncology.calculators.fields import AGE, GRADE, KI67, POSITIVE_NODES, SIZE_MM, Field, known
from quancheng.oncology.calculators.her2 import Ihc
from quancheng.oncology.calculators.predict import v3
from quancheng.oncology.calculators.receptors import Receptor, is_positive, percent, prevailing
from quancheng.oncology.calculators.result import InvalidInput, MissingInput, OutOfScope

FIELDS = [AGE, GRADE, KI67, POSITIVE_NODES, SIZE_MM]


def test_a_code_is_its_text_and_carries_its_label() -> None:
    assert Ihc("2+") is Ihc.TWO
    assert f"{Ihc.TWO}" == "2+"
    assert Ihc.TWO.label == "IHC 2+"
    assert pickle.loads(pickle.dumps(Ihc.TWO)) is Ihc.TWO


def test_every_refusal_is_one_that_the_doors_know() -> None:
    assert all(issubclass(kind, Refused) for kind in (MissingInput, InvalidInput, OutOfScope))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_field_refuses_what_is_missing_by_its_own_sentence(field: Field) -> None:
    with pytest.raises(MissingInput) as refusal:
        field.read(None)
    assert refusal.value.field == field.name
    assert refusal.value.message == field.missing


@pytest.mark.parametrize(
    ("field", "low", "high"),
    [
        (fields.AGE, 0, 120), (fields.SIZE_MM, 0, 500), (fields.GRADE, 1, 3), (fields.POSITIVE_NODES, 0, 100),
        (fields.EXAMINED_NODES, 0, 150), (fields.ER, 0, 100), (fields.PR, 0, 100), (fields.KI67, 0, 100),
        (fields.KI67_CUT, 5, 50), (fields.HEIGHT_CM, 100, 250), (fields.WEIGHT_KG, 20, 350),
        (her2.RATIO, 0, 50), (her2.COPIES, 0, 100), (her2.FAINT, 0, 10), (rcb.D1, 0, 300), (rcb.D2, 0, 300),
        (rcb.CELLULARITY, 0, 100), (rcb.IN_SITU, 0, 100), (rcb.LARGEST_NODE, 0, 100),
        (cps_eg.NUCLEAR_GRADE, 1, 3), (prognostic_stage.ONCOTYPE, 0, 100),
        (tnm_from_report.DEPOSIT_MM, 0, 100), (v3.HEART_GY, 0, 50),
    ],
)  # fmt: skip
def test_a_field_reads_its_whole_range_and_nothing_beyond(field: Field, low: float, high: float) -> None:
    assert field.read(high) == high
    for beyond in (low - 1, high + 1, *([low] if field.above_low else [])):
        with pytest.raises(InvalidInput) as refusal:
            field.read(beyond)
        assert str(beyond) in str(refusal.value)
    assert field.above_low or field.read(low) == low


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, -1.0, 140.5])
def test_ki67_refuses_what_cannot_be(value: float) -> None:
    with pytest.raises(InvalidInput) as refusal:
        KI67.read(value)
    assert str(value) in str(refusal.value)
    assert "0 to 100 %" in str(refusal.value)


def test_a_size_of_nothing_is_no_tumour() -> None:
    with pytest.raises(InvalidInput, match="above 0"):
        SIZE_MM.read(0)
    assert SIZE_MM.read(0.1) == 0.1


def test_half_a_node_is_refused() -> None:
    with pytest.raises(InvalidInput):
        POSITIVE_NODES.read_whole(1.5)


def test_a_yes_or_no_that_is_not_recorded_is_a_refusal_not_a_no() -> None:
    assert known(False, "Not recorded.", "x") is False
    with pytest.raises(MissingInput, match=r"Not recorded\."):
        known(None, "Not recorded.", "x")


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_field_gives_back_a_number_within_its_range_or_refuses(value: float) -> None:
    for field in FIELDS:
        try:
            read = field.read(value)
        except InvalidInput as refusal:
            assert refusal.field == field.name
        else:
            assert field.low <= read <= field.high


def test_an_answer_shows_inputs_source_version_and_limits() -> None:
    answer = bsa(height_cm=160, weight_kg=60)
    assert [(line.name, line.value, line.unit) for line in answer.inputs] == [
        ("height_cm", 160, "cm"),
        ("weight_kg", 60, "kg"),
    ]
    assert answer.source
    assert answer.version
    assert answer.limits
    assert answer.label == "Mosteller"


@pytest.mark.parametrize(("marker", "positive"), [(0, False), (0.99, False), (1, True), (100, True)])
def test_a_receptor_is_positive_from_one_percent(marker: float, positive: bool) -> None:
    assert is_positive(AGE, marker) is positive


def test_a_receptor_without_percentage_says_only_so_much() -> None:
    assert is_positive(AGE, Receptor.POSITIVE) is True
    assert is_positive(AGE, Receptor.NEGATIVE) is False
    assert percent(AGE, Receptor.NEGATIVE, "Needed.") == 0
    with pytest.raises(MissingInput, match=r"Needed\."):
        percent(AGE, Receptor.POSITIVE, "Needed.")


def test_positive_on_any_specimen_prevails() -> None:
    assert prevailing(Receptor.NEGATIVE, None, Receptor.POSITIVE) is Receptor.POSITIVE
    assert prevailing(Receptor.NEGATIVE, None) is Receptor.NEGATIVE
    assert prevailing(None, None) is None
