"""What the counts of attempts say; they are written by `actions.rates`."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from quancheng.access.actor import Actor
from quancheng.accounts.counting import key_of, window_of
from quancheng.accounts.models import RateWindow


def exhausted(
    actor: Actor, *, what: str, whom: Iterable[str], limit: tuple[int, timedelta]
) -> dict[str, datetime]:
    """Those of them whose limit is reached, and when its window ends."""
    most, length = limit
    starts_at, by_key = window_of(length), {key_of(what, one, length): one for one in whom}
    full = RateWindow.objects.filter(key__in=by_key.keys(), starts_at=starts_at, count__gte=most)
    return {by_key[row.key]: starts_at + length for row in full}
