"""The clock: aware, in UTC, and still when told to be."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from quancheng.kernel import clock

EVENING_UTC = datetime(2026, 3, 5, 16, 30, tzinfo=UTC)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_today_is_the_day_in_shanghai() -> None:
    with clock.frozen(EVENING_UTC):
        assert clock.today() == date(2026, 3, 6)
        assert clock.today("Europe/London") == date(2026, 3, 5)


def test_a_frozen_clock_stands_still_nests_and_runs_again() -> None:
    with clock.frozen(EVENING_UTC):
        with clock.frozen(EVENING_UTC + timedelta(days=1)):
            assert clock.today() == date(2026, 3, 7)
        assert clock.now() == clock.now() == EVENING_UTC
    assert clock.now() != EVENING_UTC


def test_a_clock_frozen_in_local_time_still_answers_in_utc() -> None:
    with clock.frozen(datetime(2026, 3, 6, 0, 30, tzinfo=clock.zone())):
        assert clock.now() == EVENING_UTC
        assert clock.now().tzinfo is UTC


def test_the_clock_runs_again_after_an_error() -> None:
    with pytest.raises(KeyError), clock.frozen(EVENING_UTC):
        raise KeyError
    assert clock.now() != EVENING_UTC


def test_another_thread_keeps_its_own_time() -> None:
    seen: list[datetime] = []
    with clock.frozen(EVENING_UTC):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] != EVENING_UTC


def test_a_naive_moment_is_refused() -> None:
    naive = datetime(2026, 3, 5)  # noqa: DTZ001 - the very mistake
    with pytest.raises(ValueError, match="aware"), clock.frozen(naive):
        pass
    with pytest.raises(ValueError, match="time zone"):
        clock.local_date(naive)


def test_the_local_date_of_a_moment_is_the_clinics() -> None:
    assert clock.local_date(EVENING_UTC) == date(2026, 3, 6)
