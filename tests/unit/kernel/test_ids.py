"""Identifiers: ordered in time, or impossible to guess."""

import re
import time
import uuid

import pytest

from quancheng.kernel import ids


def test_uuid7_has_the_version_and_variant_of_rfc_9562() -> None:
    made = ids.uuid7()
    assert made.version == 7
    assert made.variant == uuid.RFC_4122


def test_uuid7_carries_the_present_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    millisecond = ids.uuid7().int >> 80
    assert before <= millisecond <= time.time_ns() // 1_000_000 + 5


def test_uuid7_sorts_in_the_order_of_making() -> None:
    made = [ids.uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert [str(one) for one in made] == sorted(str(one) for one in made)


def test_uuid7_still_rises_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ids.uuid7()
    hour_ago = time.time_ns() - 3_600_000_000_000
    monkeypatch.setattr(ids.time, "time_ns", lambda: hour_ago)
    assert ids.uuid7() > first


def test_public_ids_are_short_safe_in_urls_and_all_different() -> None:
    made = {ids.public_id() for _ in range(10_000)}
    assert len(made) == 10_000
    assert all(re.fullmatch(r"[0-9abcdefghjkmnpqrstvwxyz]{16}", one) for one in made)
