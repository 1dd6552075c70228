"""What every page may ask about its surroundings."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from quancheng.ui import preferences
from quancheng.ui.shell import Shells
from quancheng.ui.words import language


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the shells, the demo flag, the language and the text size of this request."""
    return {
        # A view may bring a frame of its own (the gallery does); context of the view would not win over this.
        "shells": getattr(request, "shells", None) or Shells(request),
        "demo": getattr(settings, "DEMO", False),
        "language": language(),
        "text_size": preferences.text_size(request),
    }
