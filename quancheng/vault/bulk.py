"""Rows written at once, or a single one: what `bulk_create` and `save` do, in a third of their time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

# Their values are stored as they are; every other kind of field prepares its own.
_PLAIN = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.FloatField,
    models.ForeignKey,
)
_AS_THEY_ARE = frozenset({str, int, float, bool, type(None)})
_MOST_PARAMETERS = 30_000

Column = tuple[str, "models.Field[Any, Any]", bool]


@lru_cache(maxsize=200)
def _columns(model: type[models.Model]) -> tuple[Column, ...]:
    return tuple(
        (field.attname, field, isinstance(field, _PLAIN))
        for field in model._meta.local_concrete_fields
        if not isinstance(field, models.AutoField | models.BigAutoField)
    )


def insert_many(rows: Sequence[models.Model], *, replacing: bool = False) -> None:
    """Inserts rows of one model and gives them their keys. No signals, no defaults of the database.

    `replacing` is for models whose key is another row's: a row that is there already gets the new values.
    """
    if not rows:
        return
    model = type(rows[0])
    columns = _columns(model)
    step = max(1, min(_MOST_PARAMETERS // len(columns), 1_000))
    for start in range(0, len(rows), step):
        _insert(model, columns, rows[start : start + step], replacing)


def _insert(
    model: type[models.Model], columns: Sequence[Column], rows: Sequence[models.Model], replacing: bool
) -> None:
    # The connection itself: Django's proxy is asked for it anew at every attribute, a million times here.
    here = connections[DEFAULT_DB_ALIAS]
    values = [value for row in rows for value in _values(row.__dict__, columns, here)]
    with here.cursor() as cursor:
        cursor.execute(_statement(model, len(rows), replacing), values)
        keys = [key for (key,) in cursor.fetchall()]
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, here.alias


def _values(of: dict[str, Any], columns: Sequence[Column], here: Any) -> Iterator[Any]:
    for name, field, plain in columns:
        value = of[name]
        kind = type(value)
        if plain and kind in _AS_THEY_ARE:
            yield value
        elif kind is date:
            yield here.ops.adapt_datefield_value(value)
        else:
            yield field.get_db_prep_save(value, here)


@lru_cache(maxsize=500)
def _statement(model: type[models.Model], count: int, replacing: bool) -> str:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    key = quote(str(model._meta.pk.column))
    names = [quote(str(field.column)) for _, field, _ in _columns(model)]
    places = "(" + ", ".join(["%s"] * len(names)) + ")"
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(names)}) VALUES "  # noqa: S608
    sql += ", ".join([places] * count)
    if replacing:
        new = ", ".join(f"{name} = EXCLUDED.{name}" for name in names if name != key)
        sql += f" ON CONFLICT ({key}) DO UPDATE SET {new}"
    return f"{sql} RETURNING {key}"
