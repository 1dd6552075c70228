"""Words for events and readings. Every value of an event's detail is shown; nothing is left out."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from quancheng.access.roles import PURPOSE_LABELS, Purpose
from quancheng.audit.events import LABELS, Event


def event_word(code: str) -> str:
    """The type of an event in words; a code that this version does not know stands as it is."""
    try:
        return _(LABELS[Event(code)])
    except ValueError:
        return code


def purpose_word(code: str) -> str:
    """Why a record was read, in words."""
    try:
        return _(PURPOSE_LABELS[Purpose(code)])
    except ValueError:
        return code


def lines(detail: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Name and value of everything in an event's detail, one line each."""
    for name, value in detail.items():
        full = f"{path} › {name}" if path else str(name)
        if isinstance(value, Mapping):
            yield from lines(value, full)
        elif isinstance(value, list) and len(value) == 2 and path.endswith("changed"):
            yield full, f"{shown(value[0])} → {shown(value[1])}"
        else:
            yield full, shown(value)


def shown(value: Any) -> str:
    """A value of a detail as text."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value) or "–"
    return str(value)


def brief(detail: Mapping[str, Any], most: int = 3) -> str:
    """The beginning of a detail for one line of a list."""
    return " · ".join(f"{name}: {value}" for name, value in list(lines(detail))[:most])
