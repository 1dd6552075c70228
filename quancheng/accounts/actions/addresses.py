"""Where an account has signed in before. A stranger's guesses lock out strangers, never the person herself.

Guesses at one account are counted over all addresses together, or fifty machines have fifty times as many. An
address from which the account was opened is left out of that count: it has limits of its own.
"""

from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from django.db import transaction
from django.http import HttpRequest

from quancheng.access.actor import Actor
from quancheng.accounts import client, rules
from quancheng.accounts.actions import rates
from quancheng.accounts.models import KnownAddress, User
from quancheng.kernel import clock
from quancheng.vault import keys

KEPT_FOR = timedelta(days=180)


def may_guess(*, by: Actor, request: HttpRequest, username: str) -> bool:
    """Whether one more password for this account is looked at; only those that are looked at count."""
    address = client.address(request)
    if is_known(f"name:{username}", address):
        return True
    if not AxesProxyHandler.is_allowed(request, {"username": username}):
        # Locked for this address already: nothing is tried, and axes shows its page.
        return True
    return rates.count(by=by, what=rules.SIGN_INS_BY_NAME, whom=username, limit=rules.GUESSES_PER_NAME)


def is_known(login: str, address: str) -> bool:
    """Whether `login` (name:… or phone:…) was signed in with from this address in the last half year."""
    return KnownAddress.objects.filter(token=_token(login, address)).exists()


@transaction.atomic
def remember(*, by: Actor, user: User, address: str) -> None:
    """Keeps, as a token, that the account was opened from there."""
    if address == client.UNKNOWN:
        return
    login = f"name:{user.username}" if user.is_employed else f"phone:{user.phone}"
    row = {"user": user, "seen_at": clock.now()}
    KnownAddress.objects.update_or_create(token=_token(login, address), defaults=row)


@transaction.atomic
def forget_addresses(*, by: Actor) -> int:
    """Deletes addresses from which nobody came for half a year; gives how many."""
    gone, _ = KnownAddress.objects.filter(seen_at__lt=clock.now() - KEPT_FOR).delete()
    return gone


def _token(login: str, address: str) -> int:
    return keys.token(f"known-address:{login}:{address}")
