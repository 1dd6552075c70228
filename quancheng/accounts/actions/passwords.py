"""Changing a password, one's own or (a temporary one) somebody else's."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.accounts import rules, sessions
from quancheng.accounts.actions import rates
from quancheng.accounts.actions.signing_in import hospital_of, subject
from quancheng.accounts.models import User
from quancheng.audit import actions as audit
from quancheng.audit.events import Event
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused

# Letters and digits that are not mistaken for one another when read from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def change_password(*, by: Actor, old: str, new: str, again: str, session_key: str | None) -> User:
    """The user with her new password; every session but the present one ends.

    Refuses a wrong old password, and raises Django's ValidationError for a new one that is easy to guess.
    """
    whom, limit = str(by.user_id), rules.PASSWORDS_PER_USER
    if not rates.count(by=by, what="password", whom=whom, limit=limit):
        raise Refused(rules.TOO_MANY_TRIES, code="too_many_tries")
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=by.user_id or 0)
        if not user.check_password(old):
            raise Refused(rules.WRONG_PASSWORD, field="old", code="wrong_password")
        rates.forgive(by=by, what="password", whom=whom, limit=limit)
        rules.check_new_password(old=old, new=new, again=again)
        validate_password(new, user)
        user.set_password(new)
        user.password_changed_at, user.must_change_password = clock.now(), False
        user.save(update_fields=["password", "password_changed_at", "must_change_password"])
        sessions.end_all(user, but=session_key)
        audit.record(Event.PASSWORD_CHANGED, by=by, hospital_id=hospital_of(user), subject=subject(user))
    return user


def temporary_password() -> str:
    """A random password (79 bits) in four groups, easy to read out and type once."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
