"""The time of day, from one place, so that tests and the demonstration can hold it still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

CLINIC_TZ = "Asia/Shanghai"

_held: ContextVar[datetime | None] = ContextVar("quancheng_clock", default=None)


@lru_cache(maxsize=16)
def zone(name: str = CLINIC_TZ) -> ZoneInfo:
    """The time zone of that name; the clinic's by default."""
    return ZoneInfo(name)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


def today(tz: str = CLINIC_TZ) -> date:
    """The calendar day on the wall of a clinic in that time zone."""
    return now().astimezone(zone(tz)).date()


def local_date(at: datetime, tz: str = CLINIC_TZ) -> date:
    """The calendar day of an aware moment in that time zone."""
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone has no certain day.")
    return at.astimezone(zone(tz)).date()


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold the clock at an aware moment inside the block; nests, and stays within this thread or task."""
    if at.tzinfo is None:
        raise ValueError("The clock is frozen at an aware moment only.")
    token = _held.set(at.astimezone(UTC))
    try:
        yield at
    finally:
        _held.reset(token)
