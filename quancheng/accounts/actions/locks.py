"""What a security administrator does for people who cannot sign in."""

from allauth.mfa.models import Authenticator
from axes.handlers.proxy import AxesProxyHandler
from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.accounts import rules, sessions
from quancheng.accounts.actions import rates
from quancheng.accounts.actions.signing_in import subject
from quancheng.accounts.actions.staff import NOT_HERE
from quancheng.accounts.lockout import counted_as
from quancheng.accounts.models import User
from quancheng.audit import actions as audit
from quancheng.audit.events import Event


@transaction.atomic
def unlock(*, by: Actor, user_id: int) -> User:
    """Lets the account sign in again, from everywhere."""
    user = _found(by, user_id)
    AxesProxyHandler.reset_attempts(username=counted_as(user.username))
    for what, limit in (
        ("second-factor", rules.SECOND_FACTORS_PER_USER),
        ("password", rules.PASSWORDS_PER_USER),
    ):
        rates.forgive(by=by, what=what, whom=str(user.pk), limit=limit)
    rates.forgive(by=by, what=rules.SIGN_INS_BY_NAME, whom=user.username, limit=rules.GUESSES_PER_NAME)
    rates.forgive(by=by, what=rules.REFUSED_BY_NAME, whom=user.username, limit=rules.REFUSALS_NOTED)
    _note(by, Event.ACCOUNT_UNLOCKED, user)
    return user


@transaction.atomic
def clear_second_factor(*, by: Actor, user_id: int) -> User:
    """Takes away a second factor whose phone is lost; its owner sets up a new one at the next sign-in.

    A system administrator resets passwords and a security administrator second factors, so that no single
    person can take over an account.
    """
    rules.check_not_oneself(by.user_id, user_id)
    user = _found(by, user_id)
    gone, _ = Authenticator.objects.filter(user=user).delete()
    sessions.end_all(user)
    if gone:
        _note(by, Event.SECOND_FACTOR_REMOVED, user)
    return user


def _found(by: Actor, user_id: int) -> User:
    check_may(by, Permission.UNLOCK_ACCOUNT)
    user = User.objects.select_related("staff").filter(pk=user_id, staff__isnull=False).first()
    if user is None or not by.may(Permission.UNLOCK_ACCOUNT, user.staff.hospital_id):
        raise NotFound(NOT_HERE, code="not_here")
    return user


def _note(by: Actor, event: Event, user: User) -> None:
    audit.record(event, by=by, hospital_id=user.staff.hospital_id, subject=subject(user))
