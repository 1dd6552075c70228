"""The two tables that say who may do what, and the addresses that the site really has.

`addresses.csv` says for each address what kind of object it touches and what it does to it; `expected.csv`
says for object, action and relation what each asker gets:

    yes      the page (200, 302); of a form that was sent also its refusal (400, 409, 422)
    role     403: her role does not include it
    hidden   404: as if it did not exist
    no       one of the two: she lacks the right and could not see it with the right either
    sign-in  led to sign-in
    open     the steps of signing in, which lead to one another
    door     staff at the patients' door: led back to their own pages
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

HERE = Path(__file__).parent
# Open while somebody develops or tries the demo, with invented data only.
SHOWCASE = "ui_staff:"


@dataclass(frozen=True)
class Address:
    """One address by the name of its view: how it is asked, and what that means."""

    view: str
    methods: tuple[str, ...]
    object: str
    action: str
    parameters: tuple[str, ...] = ()


@cache
def addresses() -> dict[str, Address]:
    """Every address of the table by view."""
    found = {}
    parameters = dict(views())
    with (HERE / "addresses.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            view = row["view"]
            found[view] = Address(
                view, tuple(row["methods"].split()), row["object"], row["action"], parameters.get(view, ())
            )
    return found


@cache
def expected() -> dict[tuple[str, str], dict[str, dict[str, str]]]:
    """(object, action) → relation → asker → outcome."""
    found: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    with (HERE / "expected.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key, relation = (row.pop("object"), row.pop("action")), row.pop("relation")
            found.setdefault(key, {})[relation] = row
    return found


@cache
def views() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every view of the URLconf with the names of its parameters, showcases left out."""
    return tuple((view, names) for view, names in _walk(get_resolver(), ()) if not view.startswith(SHOWCASE))


def _walk(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif isinstance(entry, URLPattern):
            yield (
                ":".join((*spaces, entry.name or "nameless")),
                tuple(entry.pattern.converters) or tuple(getattr(entry.pattern.regex, "groupindex", ())),
            )
