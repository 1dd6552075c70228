"""The page that a locked account gets (django-axes calls it)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """429 with plain words. It looks the same whether or not the account exists."""
    return render(request, "accounts/locked.html", status=429)
