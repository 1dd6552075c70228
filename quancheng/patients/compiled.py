"""Queries that are built and compiled once and then only filled in.

What an actor may see is a long condition: putting it together and turning it into SQL takes Django ten times
as long as the database takes to answer. But the SQL depends only on the *pattern* of the question (which
roles, how many teams, which of the ids are the same), so one compiled for a pattern serves every question of
that pattern. It is built with stand-ins for ids, texts and the time, and each parameter that is a stand-in
gets the real value. Whatever a builder does with a stand-in other than handing it to the database (adding to
it, writing it into the SQL) is refused when it is compiled, so nothing can be answered with another's value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import wraps
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from quancheng.access.actor import Actor, Duty
from quancheng.kernel import clock

# No id is as large, no text has this character, no calendar or clock of ours shows these years.
_FIRST_ID, _STEP, _MARK = 8_888_000_000_000_000_000, 1_000_000, "\ue000"
_FIRST_DAY, _DAYS, _MOMENT = date(7100, 1, 1), 500, datetime(7777, 7, 7, 7, 7, 7, tzinfo=UTC)
_FAR_AHEAD = re.compile(r"7[01789]\d\d-")
_MOST_PATTERNS, _NO_NUMBER = 500, 2**63

_KEPT: list[dict[Hashable, _Compiled]] = []

Leaf = int | str | date
Build = Callable[..., "QuerySet[Any, Any]"]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number that belongs to the pattern, such as how many rows are wanted; builders get it bare."""

    value: int


def compiled(build: Build) -> Callable[..., list[Any]]:
    """A function with the same arguments (the actor first) that gives the rows of the queryset, as a list.

    Arguments are ids, texts and days, tuples of them, or what is part of the pattern: None, flags, codes and
    `Fixed` numbers.
    """
    kept: dict[Hashable, _Compiled] = {}
    _KEPT.append(kept)

    @wraps(build)
    def rows(actor: Actor, *values: Any) -> list[Any]:
        pattern = _Pattern(actor, values)
        if not pattern.fits:
            return list(build(actor, *(_bare(value) for value in values)))
        key = (connection.vendor, pattern.key)
        known = kept.get(key)
        if known is None:
            if len(kept) >= _MOST_PATTERNS:
                kept.clear()
            known = kept[key] = _Compiled(build, pattern)
        return known.rows(pattern.leaves)

    return rows


def forget() -> None:
    """Drops every compiled statement: for tests that change what an actor may see."""
    for kept in _KEPT:
        kept.clear()


class _Pattern:
    """One question taken apart: its ids, texts and days (`leaves`), and the rest, which decides the SQL."""

    def __init__(self, actor: Actor, values: Sequence[Any]) -> None:
        self.actor, self.values = actor, values
        found = [*_flat(values), *_numbers(actor)]
        # Stand-ins stand in the order of ids and days, so that sorting or comparing them changes nothing.
        self.leaves: list[Leaf] = [
            *sorted({leaf for leaf in found if isinstance(leaf, int)}),
            *sorted({leaf for leaf in found if isinstance(leaf, date)}),
            *dict.fromkeys(leaf for leaf in found if isinstance(leaf, str)),
        ]
        self._place: dict[Leaf | None, int] = {leaf: place for place, leaf in enumerate(self.leaves)}
        kinds = tuple(type(leaf).__name__ for leaf in self.leaves)
        self.key: Hashable = (kinds, self._of_actor(), self._of(tuple(values)))

    @property
    def fits(self) -> bool:
        """Whether the database has room for every number; Django knows what to answer where it has none."""
        return all(abs(leaf) < _NO_NUMBER for leaf in self.leaves if isinstance(leaf, int))

    def _of(self, value: Any) -> Hashable:
        if isinstance(value, tuple):
            return tuple(self._of(item) for item in value)
        return ("leaf", self._place[value]) if _is_leaf(value) else value

    def _of_actor(self) -> Hashable:
        actor, place = self.actor, self._place
        return (
            actor.system,
            place.get(actor.user_id),
            tuple((place[d.hospital_id], d.role, place.get(d.team_id)) for d in actor.duties),
            tuple(sorted(place[pk] for pk in actor.own_patient_ids)),
            tuple(sorted((place[pk], tuple(sorted(codes))) for pk, codes in actor.proxy_scopes.items())),
        )

    def stand_ins(self) -> list[Leaf]:
        """What is put in place of the leaves while the query is built."""
        return [_stand_in(place, leaf) for place, leaf in enumerate(self.leaves)]

    def disguised(self) -> tuple[Actor, tuple[Any, ...]]:
        """The same question asked with stand-ins."""
        known = dict(zip(self.leaves, self.stand_ins(), strict=True))

        def of(value: Any) -> Any:
            if isinstance(value, tuple):
                return tuple(of(item) for item in value)
            return known[value] if _is_leaf(value) else _bare(value)

        actor = self.actor
        return (
            Actor(
                user_id=of(actor.user_id),
                duties=tuple(Duty(of(d.hospital_id), d.role, of(d.team_id)) for d in actor.duties),
                own_patient_ids=frozenset(of(pk) for pk in actor.own_patient_ids),
                proxy_scopes={of(pk): codes for pk, codes in actor.proxy_scopes.items()},
                system=actor.system,
            ),
            of(tuple(self.values)),
        )


class _Compiled:
    """The SQL of one pattern, with the place among the leaves of each parameter that is a stand-in."""

    def __init__(self, build: Build, pattern: _Pattern) -> None:
        actor, values = pattern.disguised()
        with clock.frozen(_MOMENT):
            self.queryset = build(actor, *values)
            moment = connection.ops.adapt_datetimefield_value(_MOMENT)
            today = _adapted(clock.today())
        self.compiler = self.queryset.query.get_compiler(using=self.queryset.db)
        self._kept_converters: Any = None
        with _numbers_of_any_size():
            try:
                self.sql, params = self.compiler.as_sql()
            except EmptyResultSet:
                self.sql, params = "", ()
        known: dict[Any, Callable[[Sequence[Leaf]], Any]] = {
            _adapted(stand_in): _taking(place) for place, stand_in in enumerate(pattern.stand_ins())
        }
        known[moment] = lambda leaves: connection.ops.adapt_datetimefield_value(clock.now())
        known[today] = lambda leaves: _adapted(clock.today())
        self.params = tuple(params)
        self.fills = [(place, known[param]) for place, param in enumerate(params) if _is_known(param, known)]
        _check_untouched(self.sql, [param for param in params if not _is_known(param, known)])

    def rows(self, leaves: Sequence[Leaf]) -> list[Any]:
        """The answer for these leaves."""
        params = list(self.params)
        for place, value in self.fills:
            params[place] = value(leaves)
        # A compiler and a queryset of this question's own; what they share is only read.
        compiler, query = copy(self.compiler), copy(self.queryset.query)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (self.sql, tuple(params))
        compiler.get_converters = self._converters
        query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        # Not copy(): to copy a queryset is to ask the database for it.
        queryset = object.__new__(type(self.queryset))
        queryset.__dict__ = self.queryset.__dict__ | {"_query": query}
        iterable: Any = queryset._iterable_class(queryset)
        return list(iterable)

    def _converters(self, fields: Any) -> Any:
        """How values of the columns are read; the same for every question."""
        if self._kept_converters is None:
            self._kept_converters = self.compiler.get_converters(fields)
        return self._kept_converters


@contextmanager
def _numbers_of_any_size() -> Iterator[None]:
    """Stand-ins are larger than a small column's numbers; Django must not leave them out for that."""
    ops: Any = connection.ops
    ops.integer_field_range = lambda internal_type: (None, None)
    try:
        yield
    finally:
        del ops.integer_field_range


def _taking(place: int) -> Callable[[Sequence[Leaf]], Leaf]:
    return lambda leaves: _adapted(leaves[place])


def _adapted(leaf: Leaf) -> Any:
    """The value as the database's driver takes it."""
    return connection.ops.adapt_datefield_value(leaf) if isinstance(leaf, date) else leaf


def _stand_in(place: int, leaf: Leaf) -> Leaf:
    if isinstance(leaf, int):
        return _FIRST_ID + place * _STEP
    return _FIRST_DAY + timedelta(place * _DAYS) if isinstance(leaf, date) else f"{_MARK}{place}"


def _is_leaf(value: Any) -> bool:
    # What is empty belongs to the pattern: builders ask whether a filter was given.
    plain = isinstance(value, int | str | date) and not isinstance(value, bool | Enum | datetime)
    return plain and bool(value)


def _flat(values: Sequence[Any]) -> Iterator[Leaf]:
    for value in values:
        if isinstance(value, tuple):
            yield from _flat(value)
        elif _is_leaf(value):
            yield value
        elif value and not isinstance(value, bool | Enum | Fixed):
            raise TypeError(f"A compiled query cannot take {type(value).__name__}.")


def _bare(value: Any) -> Any:
    return value.value if isinstance(value, Fixed) else value


def _numbers(actor: Actor) -> Iterator[int]:
    if actor.user_id is not None:
        yield actor.user_id
    for duty in actor.duties:
        yield duty.hospital_id
        if duty.team_id is not None:
            yield duty.team_id
    yield from actor.portal_patient_ids


def _is_known(param: Any, known: dict[Any, Any]) -> bool:
    return isinstance(param, Hashable) and param in known


def _check_untouched(sql: str, params: Sequence[Any]) -> None:
    """Refuses a query in which a stand-in went another way than as a parameter of its own."""
    digits = str(_FIRST_ID)[:7]
    for text in (sql, *map(str, params)):
        if digits in text or _MARK in text or _FAR_AHEAD.match(text):
            raise TypeError("A compiled query hands its ids, texts and the time to the database unchanged.")
