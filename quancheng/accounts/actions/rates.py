"""Counting attempts so that guessing and flooding stop.

The counts are rows, not cache entries: every server process counts the same ones without a further service,
a restart forgets nothing, and the conditional UPDATE makes two simultaneous attempts two. A window is a fixed
stretch of the clock: at its border up to twice the limit can pass; the limits allow
for that.

A caller that refuses afterwards counts outside its own transaction, or the refusal would undo the count.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from quancheng.access.actor import Actor
from quancheng.accounts.counting import key_of, window_of
from quancheng.accounts.models import RateWindow
from quancheng.kernel import clock

KEPT_FOR = timedelta(days=2)


@transaction.atomic
def count(*, by: Actor, what: str, whom: str, limit: tuple[int, timedelta]) -> bool:
    """Counts one attempt; False when this window's limit was reached before."""
    most, length = limit
    key, starts_at = key_of(what, whom, length), window_of(length)
    RateWindow.objects.get_or_create(key=key, starts_at=starts_at)
    row = RateWindow.objects.filter(key=key, starts_at=starts_at, count__lt=most)
    return bool(row.update(count=F("count") + 1))


@transaction.atomic
def forgive(*, by: Actor, what: str, whom: str, limit: tuple[int, timedelta]) -> None:
    """Forgets the attempts of the present window, after a success or by an administrator."""
    length = limit[1]
    RateWindow.objects.filter(key=key_of(what, whom, length), starts_at=window_of(length)).delete()


@transaction.atomic
def forget_windows(*, by: Actor) -> int:
    """Deletes counts that no limit looks at any more; gives how many."""
    gone, _ = RateWindow.objects.filter(starts_at__lt=clock.now() - KEPT_FOR).delete()
    return gone
