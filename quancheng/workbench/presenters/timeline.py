"""The course of care drawn in lanes: where each mark stands on the axis, in percent, and in which row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from quancheng.kernel.dates import add_months
from quancheng.oncology.facts.schema import LANE_LABELS, Lane
from quancheng.ui.words import gettext, is_english
from quancheng.workbench.presenters.events import Event

# The lane in which words are laid out so that they do not overlap; narrower screens scroll sideways.
WIDTH_PX, ROW_PX, MOST_ROWS, MOST_WORDS_PX = 1100, 26, 6, 260
# Percent of the axis from which a stretch of time is drawn as a bar.
LEAST_BAR = 0.9
# Months shown, the widest first; `treatment` starts at the first event, the others end with the last.
ZOOMS: dict[str, int | None] = {"all": None, "5y": 60, "treatment": 18, "6m": 6}
_LANE_ORDER = (
    Lane.DIAGNOSIS,
    Lane.SURGERY,
    Lane.SYSTEMIC,
    Lane.RADIOTHERAPY,
    Lane.FOLLOW_UP,
    Lane.PERSON,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One event on its lane: `x` and `width` in percent of the axis, `text` where there is room for it.

    Words longer than their bar stand after its end.
    """

    x: float
    width: float
    row: int
    text: str
    at_left: bool
    event: Event
    after: bool = False

    @property
    def y(self) -> int:
        """The middle of its row, in pixels."""
        return self.row * ROW_PX + ROW_PX // 2


@dataclass(frozen=True, slots=True)
class LaneView:
    """One lane; `empty` says who should fill it, `left_out` how many events found no room in the drawing."""

    label: str
    marks: tuple[Mark, ...]
    height: int
    empty: str = ""
    elsewhere: bool = False
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """The lanes with their axis: ticks as (x, words), the line of today, and the ways to zoom."""

    lanes: tuple[LaneView, ...]
    ticks: tuple[tuple[float, str], ...]
    today_x: float | None
    undated: tuple[Event, ...]
    zooms: tuple[dict[str, Any], ...]


def empty_words(lane: Lane) -> str:
    """Who should fill an empty lane."""
    return {
        Lane.DIAGNOSIS: gettext("Nothing yet: the doctor enters diagnosis and pathology reports"),
        Lane.SURGERY: gettext("Nothing yet: the surgeon enters operations and surgical pathology"),
        Lane.SYSTEMIC: gettext("Nothing yet: the medical oncologist enters each drug treatment as it starts"),
        Lane.RADIOTHERAPY: gettext("Nothing yet: the radiotherapist enters start and end"),
        Lane.FOLLOW_UP: gettext("Nothing yet: the case manager enters follow-up contacts"),
        Lane.PERSON: gettext("Nothing yet: the nurse enters height, weight, menopausal status and illnesses"),
    }[lane]


def draw(events: Sequence[Event], *, today: date, zoom: str = "all", dated: bool = True) -> Drawing:
    """The lanes of all events that have a day, over the axis that the zoom chooses."""
    placed = [event for event in events if event.first is not None]
    start, end = _axis(placed, today, zoom, dated)
    lanes = tuple(
        _lane_view(lane, [e for e in placed if e.lane is lane], start, end, today, dated)
        for lane in _LANE_ORDER
    )
    now = today.toordinal() if dated else None
    return Drawing(
        lanes=lanes,
        ticks=_ticks(start, end, dated),
        today_x=_share(now, start, end) if now is not None and start <= now <= end else None,
        undated=tuple(event for event in events if event.first is None),
        zooms=_zoom_links(zoom),
    )


def _zoom_links(zoom: str) -> tuple[dict[str, Any], ...]:
    words = {
        "all": gettext("Whole course"),
        "5y": gettext("Last 5 years"),
        "treatment": gettext("First 18 months"),
        "6m": gettext("Last 6 months"),
    }
    return tuple({"code": code, "text": words[code], "current": code == zoom} for code in ZOOMS)


def _axis(placed: Sequence[Event], today: date, zoom: str, dated: bool) -> tuple[int, int]:
    """First and last day of the axis. The last is today, or the last thing that happened to the deceased."""
    died = next((e.last for e in placed if e.kind == "death" and e.last is not None), None)
    days = [day for event in placed for day in (event.first, event.last) if day is not None]
    latest = max(days, default=today.toordinal() if dated else 0)
    end = died or (max(latest, today.toordinal()) if dated else latest)
    first = min(days, default=end - 365)
    start = first if ZOOMS[zoom] is None else _months_before(end, ZOOMS[zoom] or 0, dated)
    if zoom == "treatment":
        start, end = first, _months_before(first, -(ZOOMS[zoom] or 0), dated)
    span = max(end - start, 120)
    return start - span // 40, end + span // 30


def _months_before(day: int, months: int, dated: bool) -> int:
    return add_months(date.fromordinal(day), -months).toordinal() if dated else day - round(months * 30.44)


def _share(day: int, start: int, end: int) -> float:
    return round(100 * (day - start) / max(end - start, 1), 2)


def _lane_view(
    lane: Lane, events: Sequence[Event], start: int, end: int, today: date, dated: bool
) -> LaneView:
    """The lane with as many marks as have room; turning points and reports are placed before the rest."""
    marks: list[Mark] = []
    rows = _Rows()
    shown = 0
    for event in sorted(events, key=lambda event: (event.weight, event.first or 0)):
        first, last = event.first or 0, event.last if event.last is not None else event.first or 0
        if event.running:
            last = min(end, today.toordinal()) if dated else end
        if last < start or first > end:
            continue
        shown += 1
        mark = _mark(event, _share(max(first, start), start, end), _share(min(last, end), start, end), rows)
        marks += [mark] if mark else []
    height = max(rows.count, 1) * ROW_PX + 8
    marks.sort(key=lambda mark: (mark.x, mark.row))
    return LaneView(
        label=gettext(LANE_LABELS[lane]),
        marks=tuple(marks),
        height=height,
        empty="" if events else empty_words(lane),
        elsewhere=bool(events) and not shown,
        left_out=shown - len(marks),
    )


class _Rows:
    """Which stretches of each row are taken, in pixels."""

    def __init__(self) -> None:
        self._taken: list[list[tuple[float, float]]] = []

    @property
    def count(self) -> int:
        """How many rows are in use."""
        return len(self._taken)

    def place(self, begin: float, finish: float) -> int | None:
        """The first row with room for the stretch, now taken; None where no row has room."""
        for number, stretches in enumerate(self._taken):
            if all(finish < other or begin > end for other, end in stretches):
                stretches.append((begin, finish))
                return number
        if self.count == MOST_ROWS:
            return None
        self._taken.append([(begin, finish)])
        return self.count - 1


def _mark(event: Event, left: float, right: float, rows: _Rows) -> Mark | None:
    """The mark with its words where there is room for them, else bare; None where no row has room."""
    x, width = left * WIDTH_PX / 100, (right - left) * WIDTH_PX / 100
    span = round(right - left, 2)
    text = "" if event.is_quiet else _fitted(event.headline)
    if text:
        length = _length(text)
        after = span > LEAST_BAR and width < length + 12
        words_x = x + width if after else x
        at_left = words_x + 14 + length > WIDTH_PX and x - 14 - length > 0
        begin = x - 18 - length if at_left else x - 8
        finish = max(x + width, x + 8) if at_left else max(x + width, words_x + 18 + length)
        row = rows.place(begin, finish)
        if row is not None:
            return Mark(left, span, row, text, at_left, event, after and not at_left)
    row = rows.place(x - 8, max(x + width, x + 8))
    return None if row is None else Mark(left, span, row, "", False, event)


def _fitted(text: str) -> str:
    """The words, cut where they would take more than a quarter of the lane."""
    if _length(text) <= MOST_WORDS_PX:
        return text
    while text and _length(text) > MOST_WORDS_PX - 13:
        text = text[:-1]
    return text.rstrip() + "…"


def _length(text: str) -> float:
    """About how many pixels the words need, at 13 px."""
    return sum(13.0 if ord(character) > 0x2E80 else 7.2 for character in text)


def _ticks(start: int, end: int, dated: bool) -> tuple[tuple[float, str], ...]:
    if not dated:
        return _offset_ticks(start, end)
    months = (end - start) / 30.44
    step = next((step for step in (1, 3, 6, 12, 24, 60) if months / step <= 13), 120)
    on = date.fromordinal(max(start, 1))
    on = date(on.year, 1, 1) if step >= 12 else date(on.year, (on.month - 1) // step * step + 1, 1)
    ticks = []
    while on.toordinal() <= end:
        if on.toordinal() >= start and (step < 12 or on.year % (step // 12) == 0):
            ticks.append((_share(on.toordinal(), start, end), _tick_words(on, step)))
        on = add_months(on, min(step, 12))
    return tuple(ticks)


def _tick_words(on: date, step: int) -> str:
    if step >= 12 or on.month == 1:
        return str(on.year)
    return f"{on:%b}" if is_english() else f"{on.month}月"


def _offset_ticks(start: int, end: int) -> tuple[tuple[float, str], ...]:
    """Whole years from diagnosis."""
    years = (end - start) / 365.25
    step = next((step for step in (1, 2, 5, 10) if years / step <= 13), 20)
    first = -(-start // 365) // step * step
    found = []
    for year in range(first, int(end // 365.25) + 1, step):
        day = round(year * 365.25)
        if start <= day <= end:
            words = gettext("Diagnosis") if year == 0 else gettext("%(n)s y") % {"n": f"{year:+d}"}
            found.append((_share(day, start, end), words))
    return tuple(found)
