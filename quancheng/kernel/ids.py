"""Identifiers that the software makes up itself."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

# No i, l, o, u: what is read aloud on the telephone is not misheard, and no rude words appear.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 16


class _Ticks:
    """60 bits: milliseconds since 1970 and a 12-bit fraction, never twice the same in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        ns = time.time_ns()
        tick = (ns // 1_000_000) << 12 | (ns % 1_000_000) * 4096 // 1_000_000
        with self._lock:
            # A clock set back must not bring an earlier identifier.
            self._last = max(tick, self._last + 1)
            return self._last


_ticks = _Ticks()


def uuid7() -> uuid.UUID:
    """A time-ordered UUID (RFC 9562, version 7); later calls in one process always sort later."""
    tick = _ticks.next()
    value = (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def public_id() -> str:
    """A short random name for a URL: 16 lower-case characters, 80 bits, impossible to guess."""
    bits = secrets.randbits(5 * PUBLIC_ID_LENGTH)
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(0, 5 * PUBLIC_ID_LENGTH, 5))
