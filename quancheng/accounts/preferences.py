"""Keeps language and text size with the account (settings.PREFERENCE_KEEPER)."""

from django.conf import settings
from django.http import HttpRequest

from quancheng.accounts import actions, sessions

FIELDS = {settings.LANGUAGE_COOKIE_NAME: sessions.LANGUAGE, "text_size": sessions.TEXT_SIZE}


def keep(request: HttpRequest, name: str, value: str) -> None:
    """Remembers a choice: in the account, or until sign-in where nobody is signed in yet."""
    field = FIELDS.get(name)
    if field is None:
        return
    if not request.user.is_authenticated:
        request.session[sessions.CHOSEN] = {**request.session.get(sessions.CHOSEN, {}), field: value}
        return
    request.session[field] = value
    actions.remember_preference(by=request.actor, field=field, value=value)  # type: ignore[attr-defined]
