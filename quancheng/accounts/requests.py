"""What views behind the door know of their request."""

from django.http import HttpRequest

from quancheng.access.actor import Actor
from quancheng.accounts.models import User


class SignedInRequest(HttpRequest):
    """For annotations: a request whose person is known (`guards.signed_in`, or any page behind a door)."""

    user: User
    actor: Actor
