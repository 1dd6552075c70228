"""What is due in the registry."""

from quancheng.access.actor import system
from quancheng.patients.actions.matching import propose_new
from quancheng.patients.row_security import acting_as

CHUNK = 500


def propose_matches() -> int:
    """Looks for people known to two hospitals among records new or changed; gives how many were looked at.

    One transaction a chunk, so that a stop loses nothing and nobody waits behind it for long.
    """
    by, looked_at = system("propose_matches"), 0
    while True:
        with acting_as(by):
            count, _ = propose_new(by=by, limit=CHUNK)
        looked_at += count
        if count < CHUNK:
            return looked_at
