"""Two connections at the same moment, each stopped where the other one shall meet it; PostgreSQL only."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from quancheng.audit.models import ChainHead
from quancheng.hospitals.models import Hospital

Act = Callable[[], Any]


class Colleague(threading.Thread):
    """Somebody who acts on a connection of her own; `met` is the error that she was shown, if any."""

    def __init__(self, act: Act) -> None:
        super().__init__()
        self.act, self.met, self.backend = act, None, 0
        self.met: Exception | None

    def run(self) -> None:
        """Does it, and closes her connection."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.backend = cursor.fetchone()[0]
            self.act()
        except Exception as error:
            self.met = error
        finally:
            connection.close()

    def start_and_wait(self) -> None:
        """Lets her begin; gives back when she waits for a lock that somebody holds."""
        self.start()
        until = time.monotonic() + 10
        while not self._waits():
            assert self.is_alive(), f"she did not wait: {self.met!r}"
            assert time.monotonic() < until, "she did not come as far as a lock"
            time.sleep(0.01)

    def _waits(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pid = %s", [self.backend])
            return cursor.fetchone() is not None


def meanwhile(first: Act, second: Act) -> Exception | None:
    """Does the first; the second begins before the first one's transaction ends. What the second one met."""
    colleague = Colleague(second)
    with transaction.atomic():
        first()
        colleague.start_and_wait()
    colleague.join(timeout=30)
    return colleague.met


def side_by_side(hospital: Hospital, ahead: Act, behind: Act) -> list[Exception | None]:
    """Both are stopped before the audit trail, or where they meet earlier, and let go. What each met."""
    ChainHead.objects.get_or_create(pk=hospital.pk, defaults={"seq": 0, "digest": bytes(32)})
    both = [Colleague(ahead), Colleague(behind)]
    with transaction.atomic():
        ChainHead.objects.select_for_update().get(pk=hospital.pk)
        for colleague in both:
            colleague.start_and_wait()
    for colleague in both:
        colleague.join(timeout=30)
    return [colleague.met for colleague in both]
