"""Builds the Actor of a request from the account: duties of staff, records and grants of the portal."""

from typing import Any

from django.db.models import QuerySet

from quancheng.access.actor import NOBODY, Actor, duties
from quancheng.access.roles import ProxyScope
from quancheng.accounts.models import DutyAssignment, User
from quancheng.kernel import clock
from quancheng.patients.compiled import compiled
from quancheng.patients.models import PortalAccess, ProxyGrant


def actor_for(user: User) -> Actor:
    """The actor of an account; one query for staff, three for patients and families."""
    return staff_actor(user) or portal_actor(user)


def staff_actor(user: User) -> Actor | None:
    """The actor of an active account with duties, of which no row lies behind the second wall."""
    held = duties(_duties(Actor(user_id=user.pk))) if user.is_active else ()
    return Actor(user_id=user.pk, name=user.display_name, duties=held) if held else None


def portal_actor(user: User) -> Actor:
    """The actor of an active account by what is open to it: her own records and those granted to her."""
    if not user.is_active:
        return NOBODY
    me = Actor(user_id=user.pk)
    own, rows = dict(_own(me)), _granted(me)
    scopes = {pk: frozenset(ProxyScope(code) for code in codes) for pk, codes, _name in reversed(rows)}
    # For her own pages only: the trail writes what she is, never what she is called (audit.rules.signature).
    names = [*own.values(), *(name for _pk, _codes, name in rows)]
    name = next((name for name in names if name), "")
    return Actor(user_id=user.pk, name=name, own_patient_ids=frozenset(own), proxy_scopes=scopes)


@compiled
def _own(actor: Actor) -> QuerySet[PortalAccess, tuple[int, str | None]]:
    rows = PortalAccess.objects.filter(user_id=actor.user_id or 0, closed_at__isnull=True)
    return rows.order_by("pk").values_list("patient_id", "patient__name")


@compiled
def _granted(actor: Actor) -> QuerySet[ProxyGrant, tuple[int, Any, str | None]]:
    rows = ProxyGrant.objects.filter(user_id=actor.user_id or 0, revoked_at__isnull=True)
    live = rows.filter(expires_at__gt=clock.now())
    return live.order_by("-pk").values_list("patient_id", "scopes", "name")


@compiled
def _duties(actor: Actor) -> QuerySet[DutyAssignment, tuple[int, str, int | None]]:
    rows = DutyAssignment.objects.in_force(clock.today()).filter(user_id=actor.user_id or 0)
    return rows.values_list("hospital_id", "role", "team_id")
