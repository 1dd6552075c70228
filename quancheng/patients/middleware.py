"""Who asks: every request has an actor, and on PostgreSQL a transaction that knows it."""

from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from quancheng.access.actor import NOBODY, Actor
from quancheng.patients.actors import actor_for
from quancheng.patients.row_security import admit

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
            admit(Actor(name="sign-in", system=True))
            request.actor = actor = _actor(request)  # type: ignore[attr-defined]
            admit(actor)
            return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    return actor_for(request.user) if request.user.is_authenticated else NOBODY
