"""What is due for the audit trail: sealing the access log."""

from quancheng.access.actor import system
from quancheng.audit import actions

BLOCKS = 100


def seal_readings() -> int:
    """Seals the readings that have settled, block by block; gives how many."""
    by, sealed = system("seal_readings"), 0
    for _ in range(BLOCKS):
        count = actions.seal_readings(by=by)
        if not count:
            break
        sealed += count
    return sealed
