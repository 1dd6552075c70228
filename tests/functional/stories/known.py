"""What people typed into the demonstration: names and free text, which stay as they are in every language."""

import json
from functools import cache

from tests.functional.centre import Centre

# Runs beside the server: the identifying fields are readable only with the centre's own key. Texts that the
# software ships and translates (titles of pathways and of their steps) are no data and are left out.
DUMP = """
import json, re
from django.apps import apps
from quancheng.access.actor import system
from quancheng.patients.row_security import acting_as

found, places = set(), set()
def take(value):
    if isinstance(value, str):
        if re.search(r"[\\u3400-\\u9fff]", value):
            found.add(value)
    elif isinstance(value, dict):
        [take(one) for one in value.values()]
    elif isinstance(value, (list, tuple)):
        [take(one) for one in value]

with acting_as(system("known")):
    for model in apps.get_models():
        label = model._meta.label
        if label.split(".")[0] in {"sessions", "contenttypes", "axes"} or label == "careplan.Pathway":
            continue
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                if label == "careplan.Step" and field.name in {"title", "why"} and row.code != "by_hand":
                    continue
                # A place that has an English name must be called by it on English pages.
                if field.name == "name" and getattr(row, "name_en", ""):
                    places.add(value)
                take(value)
found -= places
print("KNOWN" + json.dumps(sorted(found)))
"""


@cache
def at_first(centre: Centre) -> frozenset[str]:
    """The typed texts as the demonstration was built."""
    return now(centre)


def now(centre: Centre) -> frozenset[str]:
    """The typed texts as they stand; takes seconds, so ask when something looks left over."""
    answer = centre.manage("shell", "--verbosity", "0", "--command", DUMP)
    _, mark, text = answer.stdout.partition("KNOWN")
    assert mark, answer.stderr[-2000:]
    return frozenset(json.loads(text))
