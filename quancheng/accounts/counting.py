"""Under which key attempts are counted, and in which stretch of the clock."""

from datetime import UTC, datetime, timedelta

from quancheng.kernel import clock
from quancheng.vault import keys


def key_of(what: str, whom: str, length: timedelta) -> int:
    """The key of the count, which tells nobody whose it is."""
    return keys.token(f"rate:{what}:{int(length.total_seconds())}:{whom}")


def window_of(length: timedelta) -> datetime:
    """When the present window of this length began."""
    seconds = int(length.total_seconds())
    now = int(clock.now().timestamp())
    return datetime.fromtimestamp(now - now % seconds, UTC)
