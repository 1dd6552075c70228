"""The rules of a signed-in session: what is marked on it, and how a user's sessions end.

Marks live in the session itself, so that checking them costs no query.
"""

from importlib import import_module
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from quancheng.accounts import client
from quancheng.accounts.models import OpenSession, User
from quancheng.accounts.rules import is_over, is_password_old
from quancheng.kernel import clock

BEGAN, SEEN, PROVED, LAST_DAY, OWED = "began", "seen", "proved", "last_day", "owed"
LANGUAGE, TEXT_SIZE, CHOSEN = "language", "text_size", "chosen"
STAFF = "staff"
OWED_PASSWORD, OWED_SECOND_FACTOR = "password", "second_factor"


def begin(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Marks a session that has just been signed in, however that came about."""
    session, now = request.session, clock.now()
    session[BEGAN] = session[SEEN] = session[PROVED] = now.timestamp()
    session[STAFF] = user.is_employed
    if user.is_employed and user.staff.account_expires_on:
        session[LAST_DAY] = user.staff.account_expires_on.isoformat()
    if owed := owes(user):
        session[OWED] = owed
    _prefer(request, user)
    OpenSession.objects.update_or_create(
        session_key=session.session_key,
        defaults={
            "user": user,
            "began_at": now,
            "address": client.address(request),
            "browser": client.browser(request),
        },
    )


def owes(user: User) -> list[str]:
    """What the user has to do before anything else: renew the password, set up the second factor."""
    owed = []
    old = is_password_old(
        user.password_changed_at, now=clock.now(), rotation_days=settings.PASSWORD_ROTATION_DAYS
    )
    if user.must_change_password or (user.is_employed and old):
        owed.append(OWED_PASSWORD)
    if user.is_employed and settings.REQUIRE_TOTP and not has_second_factor(user):
        owed.append(OWED_SECOND_FACTOR)
    return owed


def has_second_factor(user: User) -> bool:
    """Whether codes of an authenticator are asked at sign-in."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def settle(request: HttpRequest, debt: str) -> None:
    """Takes one debt off the present session."""
    if owed := [other for other in request.session.get(OWED, []) if other != debt]:
        request.session[OWED] = owed
    else:
        request.session.pop(OWED, None)


def prove(request: HttpRequest) -> None:
    """Marks that the person has just proved again who she is."""
    request.session[PROVED] = clock.now().timestamp()


def is_fresh(request: HttpRequest, seconds: int) -> bool:
    """Whether the person proved who she is within so many seconds."""
    return clock.now().timestamp() - request.session.get(PROVED, 0) <= seconds


def why_over(request: HttpRequest) -> str:
    """Why this session may not go on ("idle", "longest", "expired"), or ""."""
    session, now = request.session, clock.now().timestamp()
    if (last_day := session.get(LAST_DAY)) and last_day < clock.today().isoformat():
        return "expired"
    return is_over(
        began=session.get(BEGAN, now),
        seen=session.get(SEEN, now),
        now=now,
        idle=settings.SESSION_IDLE_SECONDS,
        longest=settings.SESSION_COOKIE_AGE,
    )


def follow(request: HttpRequest, old_key: str | None) -> None:
    """Keeps track of a session whose key was changed."""
    OpenSession.objects.filter(session_key=old_key).update(session_key=request.session.session_key)


def end_all(user: User, *, but: str | None = None) -> int:
    """Ends every session of the user, except one; gives how many."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = OpenSession.objects.filter(user=user).exclude(session_key=but or "")
    keys = list(rows.values_list("session_key", flat=True))
    for key in keys:
        store(key).delete()
    rows.filter(session_key__in=keys).delete()
    return len(keys)


def _prefer(request: HttpRequest, user: User) -> None:
    """Keeps what was chosen on the sign-in page for the account, and takes over what the account prefers."""
    chosen = request.session.pop(CHOSEN, {})
    changed = {name: value for name, value in chosen.items() if getattr(user, name) != value}
    for name, value in changed.items():
        setattr(user, name, value)
    if changed:
        user.save(update_fields=list(changed))
    for name in (LANGUAGE, TEXT_SIZE):
        if value := getattr(user, name):
            request.session[name] = value
