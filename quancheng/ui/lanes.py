"""Where the marks of a timeline stand: dates as percentages of the width, without inline styles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Placed:
    """One mark: its left edge and width in percent of the lane, and what it stands for."""

    x: float
    width: float
    is_point: bool
    event: Mapping[str, Any]


@dataclass(frozen=True)
class Tick:
    """One label on the axis."""

    x: float
    year: int


def place(events: Iterable[Mapping[str, Any]], start: date, end: date) -> list[Placed]:
    """The events that touch [start, end], in percent; `starts_on` is a date, `ends_on` a date or missing."""
    placed = []
    for event in events:
        first, last = event["starts_on"], event.get("ends_on")
        if (last or first) < start or first > end:
            continue
        left = share(max(first, start), start, end)
        right = share(min(last, end), start, end) if last else left
        placed.append(Placed(left, max(round(right - left, 2), 0.6), last is None, event))
    return placed


def share(on: date, start: date, end: date) -> float:
    """How far along the axis a day is, 0 to 100."""
    return round(100 * (on - start).days / max((end - start).days, 1), 2)


def ticks(start: date, end: date) -> list[Tick]:
    """The first of January of each year on the axis; every second or fifth year when they would crowd."""
    years = range(start.year + 1, end.year + 1)
    pace = 1 if len(years) <= 12 else 2 if len(years) <= 24 else 5
    return [Tick(share(date(year, 1, 1), start, end), year) for year in years if year % pace == 0]
