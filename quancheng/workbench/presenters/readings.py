"""The access log of one record in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from quancheng.access.roles import PURPOSE_LABELS, Purpose
from quancheng.audit.presenters import page_word
from quancheng.ui.words import gettext


class Reading(Protocol):
    """One entry of the access log."""

    at: datetime
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


def shown(readings: Iterable[Reading]) -> list[Shown]:
    """The entries in words, in their order."""
    return [
        Shown(
            reading.at,
            reading.actor,
            page_word(reading.page),
            gettext(PURPOSE_LABELS[Purpose(reading.purpose)]),
            reading.purpose == Purpose.EMERGENCY,
        )
        for reading in readings
    ]
