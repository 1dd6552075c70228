"""The access log of one record in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from quancheng.access.roles import PURPOSE_LABELS, Purpose
from quancheng.audit.presenters import page_word, who_word
from quancheng.ui.words import gettext


class Reading(Protocol):
    """One entry of the access log."""

    at: datetime
    user_id: int | None
    actor: str
    page: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Who looked, when, at what, and why."""

    at: datetime
    who: str
    page: str
    purpose: str
    is_emergency: bool


def shown(readings: Iterable[Reading], family: Mapping[int, str]) -> list[Shown]:
    """The entries in words, in their order; `family` has the names of family members by account."""
    return [
        Shown(
            reading.at,
            who_word(reading.actor, family.get(reading.user_id or 0, "")),
            page_word(reading.page),
            gettext(PURPOSE_LABELS[Purpose(reading.purpose)]),
            reading.purpose == Purpose.EMERGENCY,
        )
        for reading in readings
    ]
