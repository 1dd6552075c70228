"""Words in the language of the page, kept once they were looked up: a page asks for hundreds of them.

`gettext` is Django's, several times as fast; presenters of long pages import it from here.
"""

from functools import lru_cache

from django.utils import translation


def gettext(message: str) -> str:
    """The message in the active language."""
    return _said(translation.get_language(), message)


@lru_cache(maxsize=20_000)
def _said(language: str | None, message: str) -> str:
    # The language is the active one; it stands here because the answer is kept for it.
    return translation.gettext(message)
