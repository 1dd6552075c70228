"""Codes of an authenticator (RFC 6238) and recovery codes: setting up, using, removing. Each code opens once.

allauth keeps used codes in the cache for one period, while a code stays valid for three and a cache may be
one process's own. Here the last period used is kept with the secret, so that no code works twice anywhere.
Recovery codes are kept as keyed digests only.
"""

import hmac
import re
import secrets

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.accounts import rules
from quancheng.accounts.actions import rates
from quancheng.accounts.actions.signing_in import hospital_of, subject
from quancheng.accounts.models import User
from quancheng.audit import actions as audit
from quancheng.audit.events import Event
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.kernel.text import normalise

PERIOD = 30
LAST_USED = "last_used_period"
DIGESTS = "digests"
Kind = Authenticator.Type


def matching_period(secret: str, code: str) -> int | None:
    """The period whose code this is, one before or after the present one included."""
    present = int(clock.now().timestamp()) // PERIOD
    tolerance = settings.MFA_TOTP_TOLERANCE
    for period in range(present - tolerance, present + tolerance + 1):
        if hmac.compare_digest(format_hotp_value(hotp_value(secret, period)), code):
            return period
    return None


@transaction.atomic
def use_second_factor(*, by: Actor, user: User, code: str) -> Authenticator | None:
    """The authenticator that the code proves; None for a wrong or used one.

    Refuses after five wrong ones in a quarter of an hour.
    """
    limit = rules.SECOND_FACTORS_PER_USER
    if not rates.count(by=by, what="second-factor", whom=str(user.pk), limit=limit):
        raise Refused(rules.TOO_MANY_TRIES, code="too_many_tries")
    digits = digits_of(code)
    # Locked, so that of two simultaneous uses of one code the second sees the first.
    for authenticator in Authenticator.objects.select_for_update().filter(user=user).order_by("-type"):
        if _proves(authenticator, digits):
            authenticator.last_used_at = clock.now()
            authenticator.save(update_fields=["data", "last_used_at"])
            rates.forgive(by=by, what="second-factor", whom=str(user.pk), limit=limit)
            return authenticator
    return None


@transaction.atomic
def set_second_factor(*, by: Actor, user: User, secret: str, code: str) -> list[str]:
    """Turns the second factor on, if its first code is right; gives the recovery codes, to be shown once."""
    period = matching_period(secret, digits_of(code))
    if period is None:
        raise Refused(rules.WRONG_APP_CODE, field="code", code="wrong_code")
    Authenticator.objects.filter(user=user).delete()
    row = TOTP.activate(user, secret).instance
    row.data[LAST_USED] = period
    row.save(update_fields=["data"])
    audit.record(Event.SECOND_FACTOR_SET, by=by, hospital_id=hospital_of(user), subject=subject(user))
    return make_recovery_codes(by=by, user=user)


@transaction.atomic
def make_recovery_codes(*, by: Actor, user: User) -> list[str]:
    """Ten new recovery codes; the old ones open nothing any more."""
    codes = [f"{secrets.randbelow(10**10):010d}" for _ in range(settings.MFA_RECOVERY_CODE_COUNT)]
    Authenticator.objects.update_or_create(
        user=user,
        type=Kind.RECOVERY_CODES,
        defaults={"data": {DIGESTS: [_digest(user.pk, code) for code in codes]}},
    )
    audit.record(Event.RECOVERY_CODES_MADE, by=by, hospital_id=hospital_of(user), subject=subject(user))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


@transaction.atomic
def remove_second_factor(*, by: Actor, user: User) -> None:
    """Turns one's own second factor off, where the centre does not insist on it."""
    if settings.REQUIRE_TOTP:
        raise Refused(rules.SECOND_FACTOR_WANTED, code="second_factor_wanted")
    gone, _ = Authenticator.objects.filter(user=user).delete()
    if gone:
        audit.record(Event.SECOND_FACTOR_REMOVED, by=by, hospital_id=hospital_of(user), subject=subject(user))


def digits_of(code: str) -> str:
    """The digits of a code however it was typed: full-width, with spaces or a dash."""
    return re.sub(r"[^0-9]", "", normalise(code))


def _proves(authenticator: Authenticator, digits: str) -> bool:
    if authenticator.type == Kind.TOTP:
        return _proves_totp(authenticator, digits)
    if authenticator.type == Kind.RECOVERY_CODES:
        return _proves_recovery(authenticator, digits)
    return False


def _proves_totp(authenticator: Authenticator, digits: str) -> bool:
    period = matching_period(decrypt(authenticator.data["secret"]), digits)
    if period is None or period <= authenticator.data.get(LAST_USED, -1):
        return False
    authenticator.data[LAST_USED] = period
    return True


def _proves_recovery(authenticator: Authenticator, digits: str) -> bool:
    wanted = _digest(authenticator.user_id, digits)
    kept = [known for known in authenticator.data[DIGESTS] if not hmac.compare_digest(known, wanted)]
    found = len(kept) < len(authenticator.data[DIGESTS])
    authenticator.data[DIGESTS] = kept
    return found


def _digest(user_id: int, code: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), f"recovery:{user_id}:{code}".encode(), "sha256").hex()
