"""Counting attempts so that guessing and flooding stop.

The counts are rows, not cache entries: every server process counts the same ones without a further service,
a restart forgets nothing, and the conditional UPDATE makes two simultaneous attempts two. A window is a fixed
stretch of the clock: at its border up to twice the limit can pass; the limits allow
for that.

A caller that refuses afterwards counts outside its own transaction, or the refusal would undo the count.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from quancheng.access.actor import Actor
from quancheng.accounts.models import RateWindow
from quancheng.kernel import clock
from quancheng.vault import keys

KEPT_FOR = timedelta(days=2)


@transaction.atomic
def count(*, by: Actor, what: str, whom: str, limit: tuple[int, timedelta]) -> bool:
    """Counts one attempt; False when this window's limit was reached before."""
    most, length = limit
    key, starts_at = _key(what, whom, length), _window(length)
    RateWindow.objects.get_or_create(key=key, starts_at=starts_at)
    row = RateWindow.objects.filter(key=key, starts_at=starts_at, count__lt=most)
    return bool(row.update(count=F("count") + 1))


@transaction.atomic
def forgive(*, by: Actor, what: str, whom: str, limit: tuple[int, timedelta]) -> None:
    """Forgets the attempts of the present window, after a success or by an administrator."""
    length = limit[1]
    RateWindow.objects.filter(key=_key(what, whom, length), starts_at=_window(length)).delete()


@transaction.atomic
def forget_windows(*, by: Actor) -> int:
    """Deletes counts that no limit looks at any more; gives how many."""
    gone, _ = RateWindow.objects.filter(starts_at__lt=clock.now() - KEPT_FOR).delete()
    return gone


def _key(what: str, whom: str, length: timedelta) -> int:
    return keys.token(f"rate:{what}:{int(length.total_seconds())}:{whom}")


def _window(length: timedelta) -> datetime:
    seconds = int(length.total_seconds())
    now = int(clock.now().timestamp())
    return datetime.fromtimestamp(now - now % seconds, UTC)
