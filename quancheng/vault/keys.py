"""The keys in use: unwraps data keys with the master key and derives the search-token key."""

import base64
import secrets
from functools import lru_cache

from django.conf import settings

from quancheng.kernel import crypto
from quancheng.vault.models import DataKey


@lru_cache(maxsize=1)
def _master() -> bytes:
    return base64.b64decode(settings.MASTER_KEY)


@lru_cache(maxsize=64)
def _unwrapped(key_id: int) -> tuple[crypto.Suite, bytes]:
    row = DataKey.objects.get(pk=key_id)
    suite = crypto.suite(row.suite)
    return suite, suite.decrypt(suite.derive(_master(), "wrap"), bytes(row.wrapped), b"data-key")


@lru_cache(maxsize=1)
def current_key_id() -> int:
    """The id of the newest data key of the configured suite; makes the first one where there is none."""
    row = DataKey.objects.filter(suite=settings.CRYPTO_SUITE).order_by("-pk").first()
    return row.pk if row else add_key().pk


def add_key() -> DataKey:
    """A new data key, which every later write uses (rotation keeps the old ones for reading)."""
    suite = crypto.suite(settings.CRYPTO_SUITE)
    wrapped = suite.encrypt(suite.derive(_master(), "wrap"), secrets.token_bytes(suite.key_size), b"data-key")
    return DataKey.objects.create(suite=suite.name, wrapped=wrapped)


@lru_cache(maxsize=1)
def _token_key() -> bytes:
    return crypto.suite(settings.CRYPTO_SUITE).derive(_master(), "search-token")


# What sealing adds: two bytes of key id, then suite mark, nonce and tag.
OVERHEAD = 2 + 1 + 12 + 16


def seal(text: str, context: str) -> bytes:
    """Ciphertext of `text`: two bytes of key id, then the suite's output, bound to `context`."""
    return seal_bytes(text.encode(), context)


def seal_bytes(data: bytes, context: str) -> bytes:
    """Ciphertext of `data`, OVERHEAD bytes longer than it."""
    key_id = current_key_id()
    suite, key = _unwrapped(key_id)
    return key_id.to_bytes(2, "big") + suite.encrypt(key, data, context.encode())


def unseal(blob: bytes, context: str) -> str:
    """The text that `seal` was given. Raises InvalidTag where blob or context was altered."""
    return unseal_bytes(blob, context).decode()


def unseal_bytes(blob: bytes, context: str) -> bytes:
    """The bytes that `seal_bytes` was given. Raises InvalidTag where blob or context was altered."""
    suite, key = _unwrapped(int.from_bytes(blob[:2], "big"))
    return suite.decrypt(key, blob[2:], context.encode())


def token(term: str) -> int:
    """The blind index of a term: a signed 64-bit number, equal for equal terms, not reversible."""
    return crypto.suite(settings.CRYPTO_SUITE).token64(_token_key(), term)
