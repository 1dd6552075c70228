"""The whole database as plain values, to compare what two requests left behind."""

import re
from collections import Counter
from typing import Any

from django.apps import apps
from django.db.models import Model

# New in every run whatever is sent: keys that are made up, chains over them, and the memory of forms.
VOLATILE = {"id", "public_id", "digest", "key", "submission", "session_key", "session_data", "created_at"}
# Names that the software makes up, and the unusable password of an account that is opened by phone.
MADE_UP = re.compile(r"^'(?:(?:p-|step:)?[0-9a-hjkmnp-tv-z]{16}|![0-9A-Za-z]{40})'$")
APART = {"ui.Submission", "sessions.Session", "audit.ChainHead", "contenttypes.ContentType"}


def snapshot() -> dict[str, Counter[tuple[tuple[str, str], ...]]]:
    """Every row of every table, without what is new each time; encrypted values in plain text."""
    return {
        model._meta.label: Counter(_row(row) for row in model._base_manager.all())
        for model in apps.get_models()
        if model._meta.label not in APART
    }


def _row(row: Model) -> tuple[tuple[str, str], ...]:
    return tuple(
        (field.attname, MADE_UP.sub("made up", repr(getattr(row, field.attname))))
        for field in row._meta.concrete_fields
        if field.attname not in VOLATILE
    )


def difference(
    first: dict[str, Counter[Any]], second: dict[str, Counter[Any]]
) -> dict[str, tuple[list[Any], list[Any]]]:
    """Table by table the rows that only one of the two has."""
    return {
        label: (
            list((first[label] - second[label]).elements()),
            list((second[label] - first[label]).elements()),
        )
        for label in first
        if first[label] != second[label]
    }
