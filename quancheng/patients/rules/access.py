"""What must hold before somebody may open a record: in an emergency, by name, for the family."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from quancheng.access.roles import ProxyScope
from quancheng.kernel.refused import Findings, Refused, msg
from quancheng.kernel.text import normalise, tidy_line

GLASS_OPEN_FOR = timedelta(hours=2)
LEAST_REASON = 10
PROXY_DEFAULT, PROXY_LONGEST = timedelta(days=90), timedelta(days=365)
OUTCOMES = ("justified", "unjustified")


def check_emergency_reason(reason: str) -> str:
    """The reason, tidied; refuses one that tells the reviewer nothing."""
    words = tidy_line(reason)
    if len(words) < LEAST_REASON:
        raise Refused(
            msg("Say in at least %(count)s characters what happened: somebody will review it."),
            params={"count": LEAST_REASON},
            field="reason",
            code="reason_short",
        )
    return words


def check_review(*, outcome: str, note: str, reviewed: bool, own: bool) -> str:
    """The note, tidied. Refuses a second review, one's own case, and a verdict without its why."""
    if reviewed:
        raise Refused(msg("Somebody has reviewed this already."), code="glass_reviewed")
    if own:
        raise Refused(msg("Nobody reviews her own emergency access. Leave it to a colleague."))
    words = tidy_line(note)
    findings = Findings()
    if outcome not in OUTCOMES:
        findings.add(msg("Choose whether it was justified."), field="outcome")
    if outcome == "unjustified" and len(words) < LEAST_REASON:
        findings.add(
            msg("Say in at least %(count)s characters why it was not justified."),
            params={"count": LEAST_REASON},
            field="note",
        )
    findings.raise_any()
    return words


def check_scopes(codes: Iterable[str]) -> list[str]:
    """The parts of the portal, in their order; refuses none and unknown ones."""
    wanted = set(codes)
    if not wanted or not wanted <= {scope.value for scope in ProxyScope}:
        raise Refused(msg("Choose what the family member may see."), field="scopes")
    return [scope.value for scope in ProxyScope if scope.value in wanted]


def check_expiry(expires_at: datetime | None, *, now: datetime) -> datetime:
    """When family access ends: 90 days from now unless said otherwise, a year at most."""
    end = expires_at or now + PROXY_DEFAULT
    if end <= now:
        raise Refused(msg("Choose a day after today."), field="expires_on")
    if end > now + PROXY_LONGEST:
        raise Refused(msg("Family access lasts a year at most. It can be granted again."), field="expires_on")
    return end


def check_person(name: str, *, field: str = "name") -> str:
    """The name, tidied; refuses an empty one."""
    words = normalise(name)
    if not words:
        raise Refused(msg("Enter the name."), field=field)
    return words


def check_naming(reason: str, until: datetime | None, *, now: datetime) -> str:
    """Why a colleague is named on the record; refuses no reason, and an end that is past."""
    words = tidy_line(reason)
    if len(words) < 2:
        raise Refused(msg("Say why this colleague looks after her."), field="reason")
    if until is not None and until <= now:
        raise Refused(msg("Choose a day after today."), field="until")
    return words
