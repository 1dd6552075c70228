"""What is written down when somebody signs in or out, or fails to."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.accounts import rules, sessions
from quancheng.accounts.actions import addresses, rates
from quancheng.accounts.models import OpenSession, User
from quancheng.audit import actions as audit
from quancheng.audit.events import Event
from quancheng.kernel import clock
from quancheng.vault import keys


def actor_of(user: User) -> Actor:
    """The person as the author of what she does while signing in, before her duties are known.

    A patient's account has no name: the trail says that somebody signed in by phone.
    """
    return Actor(user_id=user.pk, name=user.display_name)


def hospital_of(user: User) -> int | None:
    """The hospital whose auditor reads about this account."""
    return user.staff.hospital_id if user.is_employed else user.hospital_id


@transaction.atomic
def note_sign_in(*, by: Actor, user: User, how: str, address: str) -> None:
    """Audits a sign-in; `how` is password, second_factor or code. The address is known from now on."""
    addresses.remember(by=by, user=user, address=address)
    audit.record(
        Event.SIGNED_IN,
        by=by,
        hospital_id=hospital_of(user),
        subject=subject(user),
        detail={"how": how, "address": address},
    )


@transaction.atomic
def note_failure(*, by: Actor, username: str, how: str, address: str, locked: bool = False) -> None:
    """Audits a sign-in that failed, and whether it locked the account.

    The typed name is kept only where an account has it: people type passwords into the wrong box.
    """
    user = User.objects.select_related("staff").filter(username=username).first() if username else None
    detail: dict[str, object] = {"how": how, "address": address}
    if user is None:
        detail["name_token"] = keys.token(f"sign-in-name:{username}")
    audit.record(
        Event.ACCOUNT_LOCKED if locked else Event.SIGN_IN_FAILED,
        by=by,
        hospital_id=hospital_of(user) if user else None,
        subject=subject(user) if user else "",
        detail=detail,
    )


@transaction.atomic
def note_refused(*, by: Actor, username: str, address: str) -> None:
    """Audits, once an hour for each name, that guesses from many addresses have locked it."""
    if rates.count(by=by, what=rules.REFUSED_BY_NAME, whom=username, limit=rules.REFUSALS_NOTED):
        note_failure(by=by, username=username, how="password", address=address, locked=True)


@transaction.atomic
def note_sign_out(*, by: Actor, user: User, session_key: str) -> None:
    """Audits a sign-out and forgets the session."""
    OpenSession.objects.filter(session_key=session_key).delete()
    audit.record(Event.SIGNED_OUT, by=by, hospital_id=hospital_of(user), subject=subject(user))


@transaction.atomic
def end_other_sessions(*, by: Actor, session_key: str | None) -> int:
    """Ends the actor's own sessions in other browsers; gives how many."""
    user = User.objects.get(pk=by.user_id or 0)
    count = sessions.end_all(user, but=session_key)
    if count:
        detail = {"ended_sessions": count}
        audit.record(
            Event.SIGNED_OUT, by=by, hospital_id=hospital_of(user), subject=subject(user), detail=detail
        )
    return count


@transaction.atomic
def forget_sessions(*, by: Actor) -> int:
    """Deletes sessions that are past their longest time, and what was kept to find them; gives how many."""
    since = clock.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    gone, _ = OpenSession.objects.filter(began_at__lt=since).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return gone


@transaction.atomic
def remember_preference(*, by: Actor, field: str, value: str) -> None:
    """Keeps the language or the text size with the account. A taste is no event of the audit trail."""
    if field not in {"language", "text_size"}:
        raise ValueError(field)
    User.objects.filter(pk=by.user_id or 0).update(**{field: value})


def subject(user: User) -> str:
    """How the audit trail names an account."""
    return f"user {user.pk}"
