"""One-time codes for patients and families: asking for one, and using it."""

import hmac
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import F

from quancheng.access.actor import Actor
from quancheng.accounts import rules
from quancheng.accounts.actions import addresses, rates
from quancheng.accounts.actions.second_factor import digits_of
from quancheng.accounts.models import SignInCode, User
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.vault import keys


@transaction.atomic
def ask_code(*, by: Actor, phone: str, address: str) -> tuple[SignInCode, User | None, str]:
    """A new code for a normalised phone: its row, the account it is for (None: nobody's), and the digits.

    Refuses when too many were asked for, in the same words for every number. Where this phone has signed in
    before, what strangers ask for elsewhere does not count. A newer code leaves the older ones: each is tried
    from the browser that asked for it, and a stranger must not be able to end the one that she is typing.
    """
    known = addresses.is_known(f"phone:{phone}", address)
    whom = f"{phone} {address}" if known else phone
    limits = (
        ("code-address", address, rules.CODES_PER_ADDRESS),
        ("code-phone", whom, rules.CODES_PER_PHONE),
        ("code-phone", whom, rules.CODES_PER_PHONE_A_DAY),
    )
    if not all(rates.count(by=by, what=what, whom=counted, limit=limit) for what, counted, limit in limits):
        raise Refused(rules.TOO_MANY_CODES, code="too_many_codes")
    token, now = keys.token(f"phone:{phone}"), clock.now()
    user = User.objects.filter(phone_token=token, is_active=True, staff__isnull=True).first()
    code = f"{secrets.randbelow(10**6):06d}"
    row = SignInCode.objects.create(
        phone_token=token,
        user=user,
        digest=_digest(token, code),
        asked_at=now,
        expires_at=now + rules.CODE_LIFE,
        tries_left=rules.CODE_TRIES,
    )
    return row, user, code


@transaction.atomic
def use_code(*, by: Actor, code_id: int, code: str) -> User | None:
    """The account that the right code opens, once; None for any wrong, used, old or exhausted one."""
    open_rows = SignInCode.objects.filter(
        pk=code_id, used_at__isnull=True, tries_left__gt=0, expires_at__gt=clock.now()
    )
    # The try is paid for before the code is looked at, so that simultaneous guesses are counted too.
    if not open_rows.update(tries_left=F("tries_left") - 1):
        return None
    row = SignInCode.objects.select_related("user").get(pk=code_id)
    right = hmac.compare_digest(bytes(row.digest), _digest(row.phone_token, digits_of(code)))
    if not right or row.user is None or not row.user.is_active:
        return None
    unused = SignInCode.objects.filter(pk=code_id, used_at__isnull=True)
    return row.user if unused.update(used_at=clock.now()) else None


@transaction.atomic
def forget_codes(*, by: Actor) -> int:
    """Deletes codes whose time is over; gives how many."""
    gone, _ = SignInCode.objects.filter(expires_at__lt=clock.now()).delete()
    return gone


def _digest(token: int, code: str) -> bytes:
    """Keyed, because six digits alone are tried through in a second."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"sign-in-code:{token}:{code}".encode(), "sha256")
