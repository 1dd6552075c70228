"""Both suites keep the same promises, and the published vectors."""

import hashlib

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from quancheng.kernel.crypto import AES, SM, Suite, Tampered, suite, suite_of

MASTER = bytes(range(32))
BOTH = pytest.mark.parametrize("one", [AES, SM], ids=["aes", "sm"])


def key_of(one: Suite, purpose: str = "test") -> bytes:
    return one.derive(MASTER, purpose)


GCM_VECTORS = [
    # AES-256-GCM: McGrew and Viega, The Galois/Counter Mode of Operation (GCM), test case 16
    (
        AES,
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        (
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ),
        (
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        ),
        "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
    # SM4-GCM: RFC 8998, appendix A.1
    (
        SM,
        "0123456789abcdeffedcba9876543210",
        "00001234567800000000abcd",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        (
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
            "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
        ),
        (
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
            "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        ),
        "83de3541e4c2b58177e065a9bf7b62ec",
    ),
]


@pytest.mark.parametrize(
    ("one", "key", "nonce", "aad", "plain", "sealed", "tag"), GCM_VECTORS, ids=["aes", "sm"]
)
def test_opens_the_published_vector(
    one: Suite, key: str, nonce: str, aad: str, plain: str, sealed: str, tag: str
) -> None:
    mark = one.encrypt(bytes(one.key_size), b"", b"")[:1]
    envelope = mark + bytes.fromhex(nonce + sealed + tag)
    assert one.decrypt(bytes.fromhex(key), envelope, bytes.fromhex(aad)).hex() == plain


@pytest.mark.parametrize(
    ("one", "data", "expected"),
    [
        # FIPS 180-4 and GB/T 32905-2016, appendix A.1
        (AES, b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (SM, b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    ],
    ids=["aes", "sm"],
)
def test_hashes_the_published_vector(one: Suite, data: bytes, expected: str) -> None:
    assert one.digest(data).hex() == expected


def test_mac_of_the_published_vector() -> None:
    # RFC 4231, test case 2
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert AES.mac(b"Jefe", b"what do ya want for nothing?").hex() == expected


@BOTH
@given(key=st.binary(min_size=1, max_size=64), data=st.binary(max_size=200))
def test_mac_is_hmac_by_its_definition(one: Suite, key: bytes, data: bytes) -> None:
    # RFC 2104, with the suite's own hash of 64-byte blocks
    padded = key.ljust(64, b"\0")
    inner = one.digest(bytes(byte ^ 0x36 for byte in padded) + data)
    assert one.mac(key, data) == one.digest(bytes(byte ^ 0x5C for byte in padded) + inner)


@BOTH
@given(plain=st.binary(max_size=300), aad=st.binary(max_size=50))
def test_what_is_sealed_opens_again(one: Suite, plain: bytes, aad: bytes) -> None:
    key = key_of(one)
    envelope = one.encrypt(key, plain, aad)
    assert len(envelope) == len(plain) + 29
    assert suite_of(envelope) is one
    assert one.decrypt(key, envelope, aad) == plain


@BOTH
def test_equal_texts_look_different(one: Suite) -> None:
    key = key_of(one)
    assert len({one.encrypt(key, b"same", b"") for _ in range(100)}) == 100


@BOTH
def test_every_flipped_bit_is_noticed(one: Suite) -> None:
    key = key_of(one)
    envelope = one.encrypt(key, "张晓梅".encode(), b"patients.name")
    for place in range(len(envelope) * 8):
        damaged = bytearray(envelope)
        damaged[place // 8] ^= 1 << place % 8
        with pytest.raises(Tampered):
            one.decrypt(key, bytes(damaged), b"patients.name")


@BOTH
@pytest.mark.parametrize("change", ["aad", "key", "shorter", "longer", "empty"])
def test_another_context_key_or_length_is_noticed(one: Suite, change: str) -> None:
    key, aad = key_of(one), b"patients.name"
    envelope = one.encrypt(key, b"secret", aad)
    attempts = {
        "aad": (key, envelope, b"patients.phone"),
        "key": (key_of(one, "another"), envelope, aad),
        "shorter": (key, envelope[:-1], aad),
        "longer": (key, envelope + b"\0", aad),
        "empty": (key, b"", aad),
    }
    with pytest.raises(Tampered):
        one.decrypt(*attempts[change])


def test_an_envelope_of_the_other_suite_is_refused_by_name() -> None:
    envelope = SM.encrypt(key_of(SM), b"secret", b"")
    with pytest.raises(Tampered, match="no envelope of suite aes"):
        AES.decrypt(key_of(AES), envelope, b"")
    with pytest.raises(Tampered):
        suite_of(b"\x07rest")


def test_tampering_is_caught_as_the_library_names_it_too() -> None:
    assert issubclass(Tampered, InvalidTag)


@BOTH
def test_a_key_of_the_wrong_length_is_refused(one: Suite) -> None:
    with pytest.raises(ValueError, match=r"key"):
        one.encrypt(bytes(one.key_size - 1), b"", b"")


@BOTH
def test_each_purpose_has_its_own_key(one: Suite) -> None:
    keys = {key_of(one, purpose) for purpose in ("data", "token", "audit")}
    assert len(keys) == 3
    assert {len(key) for key in keys} == {one.key_size}
    assert key_of(one, "data") == key_of(one, "data")
    assert one.derive(bytes(32), "data") != key_of(one, "data")


def test_derivation_is_hkdf_by_its_definition() -> None:
    # RFC 5869 with no salt and one block of output
    extracted = AES.mac(bytes(32), MASTER)
    assert AES.derive(MASTER, "data") == AES.mac(extracted, b"quancheng:data\x01")
    assert SM.derive(MASTER, "data") == SM.mac(SM.mac(bytes(32), MASTER), b"quancheng:data\x01")[:16]


@BOTH
def test_a_short_master_key_is_refused(one: Suite) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        one.derive(b"short", "data")


@BOTH
@given(term=st.text())
def test_a_token_fits_a_bigint_and_comes_from_the_mac(one: Suite, term: str) -> None:
    if any("\ud800" <= c <= "\udfff" for c in term):
        return
    key = key_of(one)
    token = one.token64(key, term)
    assert -(2**63) <= token < 2**63
    assert token == int.from_bytes(one.mac(key, term.encode())[:8], "big", signed=True)


@BOTH
def test_tokens_differ_by_term_and_by_key(one: Suite) -> None:
    key = key_of(one)
    assert len({one.token64(key, f"n:{number}") for number in range(5_000)}) == 5_000
    assert one.token64(key, "n:张") != one.token64(key_of(one, "another"), "n:张")


def test_suites_are_chosen_by_name() -> None:
    assert suite("aes") is AES
    assert suite("sm") is SM
    assert (AES.name, SM.name) == ("aes", "sm")
    with pytest.raises(ValueError, match="choose aes or sm"):
        suite("des")


def test_the_two_suites_share_no_hash() -> None:
    assert AES.digest(b"x") == hashlib.sha256(b"x").digest() != SM.digest(b"x")
