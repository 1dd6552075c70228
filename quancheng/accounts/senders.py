"""How a sign-in code reaches the phone. The demo shows it on the page; a hospital names its own channel.

A sender is `send(*, request, user, phone, code)`; it leaves a notice for a job to deliver, and touches no
network itself.
"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.module_loading import import_string

from quancheng.accounts.models import User

SHOWN = "demo_sign_in_code"


def send(*, request: HttpRequest, user: User, phone: str, code: str) -> None:
    """Hands the code to the channel that the settings name."""
    if not settings.SIGN_IN_CODE_SENDER:
        raise ImproperlyConfigured("SIGN_IN_CODE_SENDER is not set")
    import_string(settings.SIGN_IN_CODE_SENDER)(request=request, user=user, phone=phone, code=code)


def show_on_screen(*, request: HttpRequest, user: User, phone: str, code: str) -> None:
    """Demo only: the next page shows the code."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Codes are shown on screen in the demo only")
    request.session[SHOWN] = code
