"""Words for what happened to a session or an account."""

from collections.abc import Iterable
from datetime import date

from quancheng.access.labels import PERMISSIONS
from quancheng.access.roles import ROLE_LABELS, ROLE_PERMISSIONS, Role
from quancheng.kernel.dates import age_on
from quancheng.kernel.refused import msg
from quancheng.ui.words import gettext

WHY_SIGNED_OUT = {
    "idle": msg("You were signed out because nothing was done for half an hour. What was saved is kept."),
    "longest": msg("You were signed out because a sign-in lasts 12 hours at most. What was saved is kept."),
    "expired": msg("You were signed out because your account has reached its last day."),
    "password": msg("The password was changed. Sign in with the new one."),
}


def why_signed_out(code: str) -> str:
    """The sentence (an English msgid) for the sign-in page; nothing for an unknown code."""
    return WHY_SIGNED_OUT.get(code, "")


EXPIRY_WORDS = {
    "account_expires_on": msg("Account"),
    "licence_expires_on": msg("Licence"),
    "internet_hospital_expires_on": msg("Internet-hospital right"),
}


def years_in(since: date | None, on: date) -> int | None:
    """Whole years in breast care; None when nobody has said since when."""
    if since is None:
        return None
    return age_on(since, on) if since <= on else 0


def state_of(is_active: bool, is_expired: bool) -> tuple[str, str]:
    """Kind and word (an English msgid) for the state of an account."""
    if not is_active:
        return "grey", msg("Disabled")
    return ("today", msg("Expired")) if is_expired else ("done", msg("In use"))


def time_left(on: date, today: date) -> tuple[str, int]:
    """Kind, and days left (negative: days over), for a date that runs out."""
    days = (on - today).days
    return ("urgent" if days < 0 else "today" if days <= 30 else "info"), days


def role_word(role: Role) -> str:
    """A role in the reader's language."""
    return gettext(ROLE_LABELS[role])


def duty_words(duties: Iterable[tuple[Role, str]]) -> list[str]:
    """Duties as a list shows them: the role, and the team where it is held in one."""
    return [f"{role_word(role)} · {team}" if team else role_word(role) for role, team in duties]


def permission_words(roles: Iterable[Role]) -> list[str]:
    """What these roles together allow, in the order of the table of permissions."""
    held = frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
    return [gettext(words) for permission, words in PERMISSIONS.items() if permission in held]
