"""Whether a breast was conserved, whichever side was operated on first."""

import pytest

from quancheng.oncology.rules.summary import summarise
from tests.unit.oncology.cases import LABORATORY, WOMAN, fact, history


@pytest.mark.parametrize(
    ("operations", "conserved"),
    [
        ([("2016-03-01", "left", "mastectomy"), ("2016-05-01", "right", "conserving")], True),
        ([("2016-03-01", "right", "conserving"), ("2016-05-01", "left", "mastectomy")], True),
        ([("2016-03-01", "left", "conserving"), ("2016-03-20", "left", "mastectomy")], False),
        ([("2016-03-01", "left", "conserving"), ("2016-03-20", "left", "none")], True),
        ([("2016-03-01", "left", "conserving"), ("2016-03-20", "left", "conserving")], True),
        ([("2016-03-01", "left", "conserving"), ("2016-03-20", "", "mastectomy")], False),
        ([("2016-03-01", "", "conserving")], True),
        ([("2016-03-01", "left", "mastectomy"), ("2016-03-01", "right", "mastectomy")], False),
        ([], False),
    ],
)
def test_a_breast_is_conserved_by_the_last_operation_on_it(operations, conserved):
    facts = [fact("operation", on, side, breast=breast, axilla="slnb") for on, side, breast in operations]
    summary = summarise(WOMAN, history(*facts), LABORATORY)
    assert summary.breast_conserving is conserved
