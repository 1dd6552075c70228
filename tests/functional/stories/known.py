"""What people typed into the demonstration: names and free text, which stay as they are in every language."""

from tests.functional.centre import Centre

# Texts that the software ships and translates (titles of pathways and of their steps) are no data and are
# left out; so are places that have an English name, by which English pages must call them.
TYPED = """
import re
from django.apps import apps

def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts(one)

found, places = set(), set()
for model in apps.get_models():
    label = model._meta.label
    if label.split(".")[0] in ("sessions", "contenttypes", "axes") or label == "careplan.Pathway":
        continue
    for row in model._default_manager.all():
        for field in model._meta.concrete_fields:
            if label == "careplan.Step" and field.name in ("title", "why") and row.code != "by_hand":
                continue
            value = getattr(row, field.attname)
            if field.name == "name" and getattr(row, "name_en", ""):
                places.add(value)
            found.update(texts(value))
# One word alone is no data, except where people give names of their own choice.
named = {("exchange.Mapping", "code"), ("patients.CorrectionRequest", "item")}
codes = {one for label, field in named for one in apps.get_model(label).objects.values_list(field, flat=True)}
answer = sorted(codes | {one for one in found - places if not one.isascii() or " " in one})
"""


_LAST: dict[Centre, frozenset[str]] = {}


def typed(centre: Centre) -> frozenset[str]:
    """The typed texts as they were when somebody last asked."""
    return _LAST[centre] if centre in _LAST else typed_by_now(centre)


def typed_by_now(centre: Centre) -> frozenset[str]:
    """The typed texts as they stand; takes seconds, so ask when something looks left over."""
    _LAST[centre] = frozenset(centre.ask(TYPED))
    return _LAST[centre]
