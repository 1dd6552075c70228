"""Encryption, MACs and key derivation in two suites: international (aes) and Chinese commercial (sm).

Envelope: one byte that names the suite, a 12-byte random nonce, the ciphertext, a 16-byte tag.
"""

from __future__ import annotations

import hashlib
import hmac as stdlib_hmac
import os
from functools import lru_cache
from typing import Final, Literal, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SuiteName = Literal["aes", "sm"]

_NONCE: Final = 12
_TAG: Final = 16
_HEADER: Final = 1 + _NONCE
# Keys held for speed. A centre has a handful; the bound only stops a mistake from growing memory.
_CACHED_KEYS: Final = 256


class Tampered(InvalidTag):
    """The ciphertext is damaged, or was made with another key, suite or context."""


class Suite(Protocol):
    """A set of algorithms that belong together; `suite(name)` gives one."""

    @property
    def name(self) -> SuiteName:
        """ "aes" or "sm"."""

    @property
    def key_size(self) -> int:
        """The length of every key of this suite."""

    def encrypt(self, key: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """The sealed envelope; a fresh nonce each time, so equal texts look different."""

    def decrypt(self, key: bytes, envelope: bytes, aad: bytes) -> bytes:
        """The plaintext, or `Tampered`."""

    def mac(self, key: bytes, data: bytes) -> bytes:
        """32 bytes that only a holder of the key can make."""

    def digest(self, data: bytes) -> bytes:
        """The suite's 32-byte hash."""

    def derive(self, master: bytes, purpose: str) -> bytes:
        """The key for one purpose (HKDF); different purposes give unrelated keys."""

    def token64(self, key: bytes, term: str) -> int:
        """A signed 64-bit number for a term, to be indexed in a database bigint column."""


class _Base:
    """What both suites share."""

    name: SuiteName
    mark: bytes
    key_size: int

    def mac(self, key: bytes, data: bytes) -> bytes:
        raise NotImplementedError

    def _hash(self) -> hashes.HashAlgorithm:
        raise NotImplementedError

    def derive(self, master: bytes, purpose: str) -> bytes:
        if len(master) < 16:
            raise ValueError("A master key has at least 16 bytes.")
        info = b"quancheng:" + purpose.encode()
        return HKDF(self._hash(), length=self.key_size, salt=None, info=info).derive(master)

    def token64(self, key: bytes, term: str) -> int:
        return int.from_bytes(self.mac(key, term.encode())[:8], "big", signed=True)

    def _open(self, envelope: bytes) -> tuple[bytes, bytes]:
        if len(envelope) < _HEADER + _TAG or envelope[:1] != self.mark:
            raise Tampered(f"This is no envelope of suite {self.name}.")
        return envelope[1:_HEADER], envelope[_HEADER:]


class _Aes(_Base):
    """AES-256-GCM, HMAC-SHA256, HKDF-SHA256."""

    name: SuiteName = "aes"
    mark = b"\x01"
    key_size = 32

    def encrypt(self, key: bytes, plaintext: bytes, aad: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return self.mark + nonce + _aes_gcm(key).encrypt(nonce, plaintext, aad)

    def decrypt(self, key: bytes, envelope: bytes, aad: bytes) -> bytes:
        nonce, sealed = self._open(envelope)
        try:
            return _aes_gcm(key).decrypt(nonce, sealed, aad)
        except InvalidTag:
            raise Tampered("The envelope does not open with this key and context.") from None

    def mac(self, key: bytes, data: bytes) -> bytes:
        return stdlib_hmac.digest(key, data, "sha256")

    def digest(self, data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    def _hash(self) -> hashes.HashAlgorithm:
        return hashes.SHA256()


class _Sm(_Base):
    """SM4-GCM, HMAC-SM3, HKDF-SM3 (GB/T 32907, GB/T 32905)."""

    name: SuiteName = "sm"
    mark = b"\x02"
    key_size = 16

    def encrypt(self, key: bytes, plaintext: bytes, aad: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        sealer = Cipher(_sm4(key), modes.GCM(nonce)).encryptor()
        sealer.authenticate_additional_data(aad)
        return self.mark + nonce + sealer.update(plaintext) + sealer.finalize() + sealer.tag

    def decrypt(self, key: bytes, envelope: bytes, aad: bytes) -> bytes:
        nonce, sealed = self._open(envelope)
        opener = Cipher(_sm4(key), modes.GCM(nonce, sealed[-_TAG:])).decryptor()
        opener.authenticate_additional_data(aad)
        try:
            return opener.update(sealed[:-_TAG]) + opener.finalize()
        except InvalidTag:
            raise Tampered("The envelope does not open with this key and context.") from None

    def mac(self, key: bytes, data: bytes) -> bytes:
        keyed = _sm3_hmac(key).copy()
        keyed.update(data)
        return keyed.finalize()

    def digest(self, data: bytes) -> bytes:
        hasher = hashes.Hash(hashes.SM3())
        hasher.update(data)
        return hasher.finalize()

    def _hash(self) -> hashes.HashAlgorithm:
        return hashes.SM3()


@lru_cache(maxsize=_CACHED_KEYS)
def _aes_gcm(key: bytes) -> AESGCM:
    if len(key) != _Aes.key_size:
        raise ValueError("AES-256 needs a key of 32 bytes.")
    return AESGCM(key)


@lru_cache(maxsize=_CACHED_KEYS)
def _sm4(key: bytes) -> algorithms.SM4:
    return algorithms.SM4(key)


@lru_cache(maxsize=_CACHED_KEYS)
def _sm3_hmac(key: bytes) -> hmac.HMAC:
    return hmac.HMAC(key, hashes.SM3())


AES: Final[Suite] = _Aes()
SM: Final[Suite] = _Sm()
_SUITES: Final[dict[str, Suite]] = {"aes": AES, "sm": SM}
_MARKS: Final[dict[bytes, Suite]] = {_Aes.mark: AES, _Sm.mark: SM}


def suite(name: str) -> Suite:
    """The suite of that name, "aes" or "sm"."""
    try:
        return _SUITES[name]
    except KeyError:
        raise ValueError(f"{name!r} is no cipher suite; choose aes or sm.") from None


def suite_of(envelope: bytes) -> Suite:
    """The suite that sealed an envelope, so that a centre can change suites while old rows still open."""
    try:
        return _MARKS[envelope[:1]]
    except KeyError:
        raise Tampered("This is not an envelope.") from None
