"""What django-axes asks us: under which name it counts a guess, and the page that a locked account gets."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quancheng.vault import keys


def counted_as(username: str) -> str:
    """The name under which guesses at an account are counted.

    A token: people type their phone number, or the password, into the wrong box, and axes keeps what it gets.
    """
    return f"{keys.token(f'sign-in-name:{username}') % 2**64:016x}"


def guessed_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The account that somebody tries to open, as axes keeps it."""
    return counted_as(str((credentials or {}).get("username") or ""))


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """429 with plain words. It looks the same whether or not the account exists."""
    return render(request, "accounts/locked.html", status=429)
