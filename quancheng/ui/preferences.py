"""What a person prefers of every page: the size of the words, and the language."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string

TEXT_SIZES = ("standard", "large", "huge")
DEFAULT_TEXT_SIZE = "large"
TEXT_SIZE_COOKIE = "text_size"
A_YEAR = 365 * 24 * 3600


def text_size(request: HttpRequest) -> str:
    """standard, large or huge: what the account remembers, else this browser, else large."""
    attribute = getattr(request, "text_size", None)
    chosen = attribute or request.COOKIES.get(TEXT_SIZE_COOKIE)
    return chosen if chosen in TEXT_SIZES else DEFAULT_TEXT_SIZE


def language(request: HttpRequest) -> str:
    """The language chosen in this browser; the first of the settings where nothing valid was."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def remember(request: HttpRequest, response: HttpResponseBase, name: str, value: str) -> None:
    """Keep a choice in this browser for a year, and in the account where settings name a keeper for it.

    `PREFERENCE_KEEPER` is a dotted path to `keep(request, name, value)`, given by the door that has accounts.
    """
    response.set_cookie(
        name, value, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )
    if path := getattr(settings, "PREFERENCE_KEEPER", ""):
        _keeper(path)(request, name, value)


@cache
def _keeper(path: str) -> Callable[[HttpRequest, str, str], None]:
    keeper: Callable[[HttpRequest, str, str], None] = import_string(path)
    return keeper
