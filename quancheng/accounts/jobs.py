"""Housekeeping of sign-in: what nobody looks at any more goes."""

from quancheng.access.actor import system
from quancheng.accounts import actions


def forget() -> int:
    """Deletes codes, counts, sessions and known addresses whose time is over; gives how many."""
    by = system("accounts.forget")
    forgets = (
        actions.forget_codes,
        actions.forget_windows,
        actions.forget_sessions,
        actions.forget_addresses,
    )
    return sum(forget_some(by=by) for forget_some in forgets)
