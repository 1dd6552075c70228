"""Words in the language of the page, kept once they were looked up: a page asks for hundreds of them.

The three of gettext here are Django's, many times as fast: to ask Django for the active language takes longer
than to look the word up. A request says its language once (`speak`); outside of one, Django's holds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from functools import lru_cache

from django.conf import settings
from django.utils import translation

_spoken: ContextVar[str | None] = ContextVar("quancheng_language", default=None)


def language() -> str:
    """The code of the language of the page: "zh-hans" or "en"."""
    return _spoken.get() or translation.get_language() or settings.LANGUAGE_CODE


def is_english() -> bool:
    """Whether the page is in English."""
    return language().startswith("en")


def speak(chosen: str) -> Token[str | None]:
    """The language for the rest of the request; whoever opened the request gives the token to `silence`."""
    translation.activate(chosen)
    return _spoken.set(chosen)


def silence(token: Token[str | None]) -> None:
    """The request is over: the language is Django's again."""
    _spoken.reset(token)


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Inside the block that language is spoken."""
    with translation.override(chosen):
        token = _spoken.set(chosen)
        try:
            yield
        finally:
            _spoken.reset(token)


def gettext(message: str) -> str:
    """The message in the language of the page."""
    return _said(language(), message)


def pgettext(context: str, message: str) -> str:
    """The message in this context, in the language of the page."""
    return _said_of(language(), context, message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The message for so many, in the language of the page."""
    return _counted(language(), singular, plural, number)


# In each, the language is the active one; it stands there because the answer is kept for it.
@lru_cache(maxsize=20_000)
def _said(language: str, message: str) -> str:
    return translation.gettext(message)


@lru_cache(maxsize=2_000)
def _said_of(language: str, context: str, message: str) -> str:
    return translation.pgettext(context, message)


@lru_cache(maxsize=5_000)
def _counted(language: str, singular: str, plural: str, number: int) -> str:
    return translation.ngettext(singular, plural, number)
