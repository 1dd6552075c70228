"""Housekeeping of forms."""

from quancheng.access.actor import system
from quancheng.ui import actions


def forget() -> int:
    """Deletes the keys of forms that were sent long ago; gives how many."""
    return actions.forget_submissions(by=system("ui.forget"))
