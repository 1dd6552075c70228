"""Hash chains over canonical rows: change, remove or reorder a row and every later link breaks."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from uuid import UUID

from quancheng.kernel.crypto import suite as crypto_suite

GENESIS = bytes(32)


def canonical(row: Mapping[str, object]) -> bytes:
    """The one spelling of a row: sorted compact UTF-8 JSON; moments in UTC, decimals as text, bytes as hex.

    Raises TypeError or ValueError for what has no certain spelling (naive datetimes, sets, NaN).
    """
    text = json.dumps(_plain(row), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def link(prev: bytes, payload: bytes, suite: str = "aes") -> bytes:
    """The next link of a chain: SHA-256 (or SM3) over the previous link (first GENESIS) and the payload."""
    if len(prev) != len(GENESIS):
        raise ValueError("A link has 32 bytes; the first follows GENESIS.")
    return crypto_suite(suite).digest(prev + payload)


def digest(payload: bytes, suite: str = "aes") -> bytes:
    """The 32-byte hash of a payload on its own."""
    return crypto_suite(suite).digest(payload)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    return _plain_scalar(value)


def _plain_mapping(value: Mapping[object, object]) -> dict[str, object]:
    if not all(isinstance(key, str) for key in value):
        raise TypeError("A canonical row has text keys only.")
    return {str(key): _plain(item) for key, item in value.items()}


def _plain_scalar(value: object) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("A canonical row has aware datetimes only.")
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("A canonical row has finite numbers only.")
        return format(value, "f")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("A canonical row has finite numbers only.")
        return value
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form.")
