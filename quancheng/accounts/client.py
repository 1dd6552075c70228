"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - says "unknown", nothing listens here


def address(request: HttpRequest) -> str:
    """The visitor's IP address, behind as many proxies as the settings say are ours.

    Each proxy of ours appends the address it saw; whatever stands further left was sent by the visitor
    and is not believed.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part]
        if len(forwarded) >= settings.TRUSTED_PROXIES:
            seen = forwarded[-settings.TRUSTED_PROXIES]
    try:
        return str(ipaddress.ip_address(seen))
    except ValueError:
        return UNKNOWN


def browser(request: HttpRequest) -> str:
    """What the browser calls itself, as long as a column holds."""
    return request.headers.get("User-Agent", "")[:200]
