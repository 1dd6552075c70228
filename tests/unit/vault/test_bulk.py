"""Instances made in a hurry are those that the models make."""

from datetime import date
from typing import Any

import pytest
from django.db.models import Model

from quancheng.audit.models import AuditEvent
from quancheng.careplan.models import Step
from quancheng.kernel import clock
from quancheng.oncology.models import Fact
from quancheng.patients.models import Contact, Patient
from quancheng.vault.bulk import draft

PATIENT = Patient(pk=7, hospital_id=3, name="张晓梅")


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (
            Fact,
            {"patient": PATIENT, "hospital_id": 3, "kind": "body_measures", "occurred_on": date(2026, 1, 2)},
        ),
        (Step, {"patient": PATIENT, "hospital_id": 3, "title": "电话随访", "team_id": None}),
        (Contact, {"patient": PATIENT, "kind": "phone", "value": "19900000001", "name": None}),
        (AuditEvent, {"hospital_id": 3, "seq": 1, "detail": {"kind": "imaging"}}),
    ],
)
def test_a_draft_is_what_the_model_makes(model: type[Model], values: dict[str, Any]) -> None:
    with clock.frozen(clock.now()):
        quick, slow = draft(model, **values), model(**values)
    theirs = {field.attname for field in model._meta.concrete_fields if field.attname == "public_id"}
    assert {k: v for k, v in vars(quick).items() if k not in theirs | {"_state"}} == {
        k: v for k, v in vars(slow).items() if k not in theirs | {"_state"}
    }
    assert quick._state.adding
    assert quick._state.fields_cache == slow._state.fields_cache
    for name in theirs:
        assert len(getattr(quick, name)) == len(getattr(slow, name))


def test_a_name_that_the_model_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="kynd"):
        draft(Fact, kynd="imaging")
