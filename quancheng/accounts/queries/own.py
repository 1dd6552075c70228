"""Reading accounts."""

from allauth.mfa.models import Authenticator

from quancheng.access.actor import Actor
from quancheng.accounts.models import OpenSession


def recovery_codes_left(actor: Actor) -> int:
    """How many recovery codes of her own the actor has not used yet."""
    row = Authenticator.objects.filter(
        user_id=actor.user_id or 0, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return len(row.data.get("digests", [])) if row else 0


def own_sessions(actor: Actor) -> list[OpenSession]:
    """Where the actor's account is signed in, newest first."""
    return list(OpenSession.objects.filter(user_id=actor.user_id or 0).order_by("-began_at")[:20])
