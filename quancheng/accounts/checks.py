"""What must be set before people can sign in; a production server does not start without it."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.module_loading import import_string

WANTED = "SIGN_IN_CODE_SENDER names no channel: patients could ask for a code and never get one."
HINT = "Set QUANCHENG_SIGN_IN_CODE_SENDER to the dotted path of send(*, request, user, phone, code)."


def install() -> None:
    """Makes Django run the checks of this file."""
    register(Tags.security)(code_sender)


def code_sender(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """An error where codes have nowhere to go: in production, or when the path leads to nothing."""
    path = settings.SIGN_IN_CODE_SENDER
    if not path:
        return [Error(WANTED, hint=HINT, id="accounts.E001")] if settings.BEHIND_TLS else []
    try:
        import_string(path)
    except ImportError as missing:
        return [Error(f"SIGN_IN_CODE_SENDER: {missing}", hint=HINT, id="accounts.E002")]
    if path.endswith(".show_on_screen") and not settings.DEMO:
        return [Error("Codes are shown on screen in the demo only.", hint=HINT, id="accounts.E003")]
    return []
