"""Page cursors: the sort key of the last row shown, as text for a URL. Not secret, and never trusted."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from quancheng.kernel.refused import Refused, msg

DAMAGED = msg("This page address is damaged; go back to the first page of the list.")

Value = None | bool | int | str | date | datetime | Decimal | UUID
_MAX_LENGTH = 2000


def encode_cursor(values: Sequence[Value]) -> str:
    """URL-safe text that `decode_cursor` turns back into the same values and types."""
    packed = json.dumps([_pack(value) for value in values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def decode_cursor(text: str) -> tuple[Value, ...]:
    """The values of a cursor; refuses anything that `encode_cursor` did not make."""
    try:
        if not text or len(text) > _MAX_LENGTH:
            raise ValueError("empty or too long")
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        items = json.loads(raw.decode())
        if not isinstance(items, list):
            raise ValueError("not a list")
        return tuple(_unpack(item) for item in items)
    except (ValueError, TypeError, binascii.Error, InvalidOperation, RecursionError):
        raise Refused(DAMAGED, code="cursor_damaged") from None


def _pack(value: Value) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if isinstance(value, UUID):
        return {"u": str(value)}
    raise TypeError(f"A cursor cannot hold {type(value).__name__}.")


def _unpack(item: object) -> Value:
    if item is None or isinstance(item, bool | int | str):
        return item
    if not isinstance(item, dict) or len(item) != 1:
        raise ValueError("not a cursor value")
    ((kind, text),) = item.items()
    if not isinstance(text, str):
        raise ValueError("not a cursor value")
    return _unpack_tagged(kind, text)


def _unpack_tagged(kind: str, text: str) -> Value:
    if kind == "t":
        return datetime.fromisoformat(text)
    if kind == "d":
        return date.fromisoformat(text)
    if kind == "n":
        number = Decimal(text)
        if not number.is_finite():
            raise ValueError("not a finite number")
        return number
    if kind == "u":
        return UUID(text)
    raise ValueError("unknown kind")
