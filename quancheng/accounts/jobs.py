"""Housekeeping of sign-in: what nobody looks at any more goes."""

from quancheng.access.actor import system
from quancheng.accounts import actions


def forget() -> int:
    """Deletes codes, counts and sessions whose time is over; gives how many."""
    by = system("accounts.forget")
    return actions.forget_codes(by=by) + actions.forget_windows(by=by) + actions.forget_sessions(by=by)
