"""Rows made and written, many or one: what models, `bulk_create` and `save` do, in a third of their time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.base import ModelState

# Their values are stored as they are; every other kind of field prepares its own.
_PLAIN = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.FloatField,
    models.ForeignKey,
)
_AS_THEY_ARE = frozenset({str, int, float, bool})
_MOST_PARAMETERS = 30_000

Column = tuple[str, "models.Field[Any, Any]", bool]
Row = TypeVar("Row", bound=models.Model)


@lru_cache(maxsize=200)
def _columns(model: type[models.Model]) -> tuple[Column, ...]:
    return tuple(
        (field.attname, field, isinstance(field, _PLAIN))
        for field in model._meta.local_concrete_fields
        if not isinstance(field, models.AutoField | models.BigAutoField)
    )


@lru_cache(maxsize=200)
def _shape(
    model: type[models.Model],
) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]], dict[str, str | None]]:
    """Values that are the same for every new row, those that are made for each, and the names one may give.

    A name that stands for a related object leads to the name of its column, any other to none.
    """
    fields = model._meta.concrete_fields
    made = [field for field in fields if field.has_default() and callable(field.default)]
    same = {field.attname: field.get_default() for field in fields if field not in made}
    names: dict[str, str | None] = {field.attname: None for field in fields}
    names |= {field.name: field.attname for field in fields if field.is_relation}
    return same, [(field.attname, field.get_default) for field in made], names


def draft(model: type[Row], /, **values: Any) -> Row:
    """The instance that `model(**values)` makes, without its signals; raises KeyError for an unknown name."""
    same, made, names = _shape(model)
    row = model.__new__(model)
    row._state = ModelState()
    found = row.__dict__
    found.update(same)
    for name, value in values.items():
        column = names[name]
        if column is None:
            found[name] = value
        else:
            row._state.fields_cache[name] = value
            found[column] = None if value is None else value.pk
    for name, make in made:
        if name not in values:
            found[name] = make()
    return row


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
    adapted: dict[Any, Any] = {}
    values = [value for row in rows for value in _values(row.__dict__, columns, here, adapted)]
    with here.cursor() as cursor:
        cursor.execute(_statement(model, len(rows), replacing), values)
        keys = [key for (key,) in cursor.fetchall()]
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, here.alias


def _values(
    of: dict[str, Any], columns: Sequence[Column], here: Any, adapted: dict[Any, Any]
) -> Iterator[Any]:
    """A row as the database takes it. `adapted` keeps moments: rows written at once share theirs."""
    for name, field, plain in columns:
        value = of[name]
        kind = type(value)
        if value is None or (plain and kind in _AS_THEY_ARE):
            yield value
        elif kind is date:
            yield here.ops.adapt_datefield_value(value)
        elif kind is datetime:
            if value not in adapted:
                adapted[value] = field.get_db_prep_save(value, here)
            yield adapted[value]
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
