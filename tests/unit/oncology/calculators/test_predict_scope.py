"""Whom PREDICT answers, and who gets the reason instead of a number."""

from collections.abc import Callable
from typing import Any

import pytest

from quancheng.oncology.calculators.predict import v2, v3
from quancheng.oncology.calculators.predict.person import Person, Sex, covariates
from quancheng.oncology.calculators.predict.shared import Prediction, Treatment
from quancheng.oncology.calculators.result import InvalidInput, MissingInput, OutOfScope
from tests.unit.oncology.calculators.predict_cases import NOTHING, person

Predict = Callable[[Person, Treatment], Prediction]
BOTH = pytest.mark.parametrize("predict", [v2.predict, v3.predict], ids=["2.2", "3.2"])


@BOTH
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sex": Sex.MALE}, "male"),
        ({"invasive": False}, "in_situ"),
        ({"operated": False}, "no_surgery"),
        ({"neoadjuvant": True}, "neoadjuvant"),
        ({"bilateral": True}, "bilateral"),
        ({"metastatic": True}, "metastatic"),
        ({"age": 24.9}, "age"),
        ({"age": 86}, "age"),
    ],
    ids=str,
)
def test_people_out_of_scope_get_the_reason(predict: Predict, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(OutOfScope) as refusal:
        predict(person(**changes), NOTHING)
    assert refusal.value.code == code


@BOTH
@pytest.mark.parametrize("age", [25, 85])
def test_answers_at_both_ends_of_the_ages(predict: Predict, age: int) -> None:
    assert predict(person(age=age), NOTHING).value is not None


@BOTH
@pytest.mark.parametrize(
    "wrong",
    [
        {"size_mm": 0},
        {"size_mm": 501},
        {"positive_nodes": 101},
        {"positive_nodes": -1},
        {"grade": 4},
        {"ki67": 140.0},
    ],
    ids=str,
)
def test_refuses_what_cannot_be(predict: Predict, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        predict(person(**wrong), NOTHING)


NEEDED = [
    "sex",
    "invasive",
    "operated",
    "neoadjuvant",
    "bilateral",
    "metastatic",
    "age",
    "size_mm",
    "positive_nodes",
]


@BOTH
@pytest.mark.parametrize("name", [*NEEDED, "er"])
def test_never_gives_a_number_without_its_inputs(predict: Predict, name: str) -> None:
    with pytest.raises(MissingInput) as refusal:
        predict(person(**{name: None}), NOTHING)
    assert refusal.value.field == name


def test_version_3_asks_for_smoking_and_the_heart_dose() -> None:
    with pytest.raises(MissingInput) as smoking:
        v3.predict(person(smoking=None), NOTHING)
    assert smoking.value.field == "smoking"
    with pytest.raises(MissingInput) as heart:
        v3.predict(person(), Treatment(radiotherapy=True))
    assert heart.value.field == "heart_gy"
    assert v2.predict(person(smoking=None), Treatment(radiotherapy=True)).value is not None


@BOTH
@pytest.mark.parametrize("name", ["grade", "her2", "ki67", "detection"])
def test_an_unknown_that_the_model_knows_how_to_treat_is_said_in_the_limits(
    predict: Predict, name: str
) -> None:
    known, unknown = predict(person(), NOTHING), predict(person(**{name: None}), NOTHING)
    assert unknown.value is not None
    assert unknown.value != known.value
    assert name == "detection" or len(unknown.limits) > len(known.limits)


def test_ki67_is_positive_above_ten_percent() -> None:
    """Neither 14 % nor 20 %, and not at 10 itself."""
    assert [covariates(person(ki67=pct)).ki67 for pct in (0, 10, 10.1, 13, 20)] == [
        False,
        False,
        True,
        True,
        True,
    ]


@BOTH
def test_one_node_with_micrometastasis_counts_half(predict: Predict) -> None:
    def value(nodes: int, micro: bool) -> float:
        return predict(person(positive_nodes=nodes, micrometastases_only=micro), NOTHING).value or 0

    assert covariates(person(positive_nodes=1, micrometastases_only=True)).nodes == 0.5
    assert value(1, False) < value(1, True) < value(0, False)
    assert value(2, True) == value(2, False)
    with pytest.raises(InvalidInput):
        value(0, True)
