"""G-05: every form is sent once as its page sends it and once with every field of every table beside it.

Both must leave the same database behind.
"""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.urls import reverse

from quancheng.kernel import clock
from tests.authorization.asking import parameters
from tests.authorization.snapshots import difference, snapshot
from tests.authorization.tables import addresses
from tests.authorization.world import World, undone

pytestmark = pytest.mark.django_db
REASON = "核对证件后更正"
FIRST = "the first that can be chosen"
# Who sends it, for an object in which relation, and what a person would fill in.
FORMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "patients_staff:identity": ("doctor", "team", {"name": "甘棠新", "reason": REASON}),
    "patients_staff:consent_give": ("doctor", "team", {"channel": "paper"}),
    "patients_staff:consent": ("doctor", "team", {}),
    "patients_staff:portal_open": ("nurse", "team", {"phone": "13512340001"}),
    "patients_staff:portal_close": ("nurse", "team", {}),
    "patients_staff:family_new": (
        "nurse",
        "team",
        {"name": "家属乙", "relation": "child", "phone": "13512340002", "scopes": ["today"]},
    ),
    "patients_staff:family_end": ("nurse", "team", {}),
    "patients_staff:colleague_new": ("nurse", "team", {"reason": "换药", "user": FIRST}),
    "patients_staff:colleague_end": ("nurse", "team", {}),
    "patients_staff:break_glass": ("nurse", "none", {"reason": "夜间急诊,需要立即核对过敏史"}),
    "patients_staff:glass_review": ("quality_director", "emergency", {"outcome": "justified"}),
    "patients_staff:correction": ("doctor", "team", {"state": "corrected", "answer": "已经更正"}),
    "patients_staff:match": ("data_clerk", "own", {"decision": "dismiss", "reason": REASON}),
    "patients_staff:unmerge": ("data_clerk", "team", {}),
    "workbench:register": ("data_clerk", "-", {"name": "新来人", "sex": "female", "record_number": "N-77"}),
    "workbench:fact_withdraw": ("doctor", "team", {"reason": "录错患者"}),
    "careplan_staff:add_step": ("nurse", "team", {"title": "电话回访", "due_by": "2026-11-20"}),
    "portal:correction": ("patient", "-", {"item": "电话", "text": "号码换了"}),
    "portal:family_new": (
        "patient",
        "-",
        {"name": "家属丙", "relation": "child", "phone": "13512340003", "scopes": ["today"], "days": "30"},
    ),
}
INTRUDER = "闯入"


def form_fields(world: World, asker: str, url: str) -> dict[str, Any]:
    """What the page itself would send: every control with its value."""
    body = world.client(asker).get(url).content.decode()
    form = max(re.findall(r"<form[^>]*method=\"post\".*?</form>", body, re.DOTALL), key=len)
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type")
        if name and (kind not in {"radio", "checkbox"} or "checked" in tag):
            found[name] = _attribute(tag, "value")
    for name, options in re.findall(r"<select name=\"([\w-]+)\".*?>(.*?)</select>", form, re.DOTALL):
        values = re.findall(r"value=\"([^\"]*)\"( selected)?", options)
        found[name] = next((value for value, selected in values if selected), "")
        found[f"{name} {FIRST}"] = next((value for value, _ in values if value), "")
    for name in re.findall(r"<textarea name=\"([\w-]+)\"", form):
        found.setdefault(name, "")
    every = set(re.findall(r"name=\"([\w-]+)\"", form))
    found.pop("csrfmiddlewaretoken", None)
    return {**dict.fromkeys(every - found.keys() - {"csrfmiddlewaretoken"}), **found}


def _filled(own: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    filled = {n: own[f"{n} {FIRST}"] if v == FIRST else v for n, v in {**own, **typed}.items()}
    return {n: v for n, v in filled.items() if v is not None and not n.endswith(FIRST)}


def filled_in(world: World, asker: str, url: str, typed: dict[str, Any]) -> dict[str, Any]:
    """What this asker's own page sends once the form is filled in like this."""
    return _filled(form_fields(world, asker, url), typed)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\b{name}=\"([^\"]*)\"", tag)
    return found.group(1) if found else ""


def intruders(world: World, own: set[str]) -> dict[str, str]:
    """A value for every field of every table that the form does not have, under both of its names."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            for name in {field.name, field.attname} - own:
                found[name] = _value(world, field)
    return found


def _value(world: World, field: models.Field) -> str:
    if isinstance(field, models.ForeignKey):
        if field.related_model._meta.label == "patients.Patient":
            return str(world.records["other"].pk)
        return str(field.related_model._base_manager.values_list("pk", flat=True).last() or 1)
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.IntegerField | models.DecimalField | models.FloatField):
        return str(world.partner.hospital.pk)
    if isinstance(field, models.DateTimeField | models.DateField):
        return "2001-01-01"
    return INTRUDER


def same_keys_again() -> None:
    """New rows get the keys after the last ones: PostgreSQL keeps what an undone request took."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def left_behind(world: World, asker: str, url: str, data: dict[str, Any]) -> tuple[int, Any]:
    """The status of the answer, and the database after it."""
    with undone():
        same_keys_again()
        with transaction.atomic():
            answer = world.client(asker).post(url, {"submission": str(uuid4()), **data})
        return answer.status_code, snapshot()


@pytest.mark.parametrize("view", FORMS)
def test_fields_that_a_form_does_not_have_change_nothing(view: str, world: World, at) -> None:
    asker, relation, typed = FORMS[view]
    url = reverse(view, kwargs=parameters(world, addresses()[view], relation))
    with at("2026-11-02 10:00"), clock.frozen(clock.now()):
        own = form_fields(world, asker, url)
        data = _filled(own, typed)
        before = snapshot()
        status, clean = left_behind(world, asker, url, data)
        assert status == 302, "the form must be one that is saved"
        assert difference(before, clean) != {}
        more = intruders(world, set(own) | set(data) | {"csrfmiddlewaretoken", "submission"})
        status, dirty = left_behind(world, asker, url, {**more, **data})
    assert status == 302
    assert difference(clean, dirty) == {}


def test_every_form_that_writes_for_a_patient_is_tried() -> None:
    wanted = {
        view
        for view, address in addresses().items()
        if {"GET", "POST"} <= set(address.methods) and view.startswith("patients_staff:")
    }
    assert wanted - FORMS.keys() == {"patients_staff:merge"}, "merge is asked with the other record's number"
