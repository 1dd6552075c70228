"""Who asks: every request has an actor, and on PostgreSQL a transaction that knows it."""

from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from quancheng.access.actor import NOBODY, Actor
from quancheng.patients.actors import portal_actor, staff_actor
from quancheng.patients.row_security import admit

SIGN_IN = Actor(name="sign-in", system=True)
Handler = Callable[[HttpRequest], HttpResponse]


class CurrentActor:
    """Sets `request.actor`; where the database has row-level security, tells it who asks."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if connection.vendor != "postgresql":
            request.actor = _actor(request)  # type: ignore[attr-defined]
            return self.get_response(request)
        with transaction.atomic():
            request.actor = actor = _actor(request)  # type: ignore[attr-defined]
            admit(actor)
            return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return NOBODY
    found = staff_actor(request.user)
    if found is None:
        # What is open to a patient lies behind the wall; who she is, is told to it right afterwards.
        admit(SIGN_IN)
        found = portal_actor(request.user)
    return found
