"""Views that want more than a session."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from quancheng.accounts import sessions

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """The same view for whoever is signed in; others are led to the sign-in page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _lead(request, "account_login")
        return view(request, *args, **kwargs)

    return wrapped


def fresh(view: View) -> View:
    """The same view; who proved herself longer than five minutes ago is asked for the password first."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not sessions.is_fresh(request, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT):
            return _lead(request, "accounts:confirm")
        return view(request, *args, **kwargs)

    return signed_in(wrapped)


def _lead(request: HttpRequest, page: str) -> HttpResponseBase:
    return redirect(f"{reverse(page)}?{urlencode({'next': request.path})}")
