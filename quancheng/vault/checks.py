"""The second wall stands only where the database's role is bound by it (ADR 0007)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections

UNBOUND = "The role %s of DATABASE_URL passes row-level security by: the second wall is not there."
HINT = (
    "Connect as a role that is no superuser and has no BYPASSRLS, and that owns the tables: "
    "ALTER ROLE … NOSUPERUSER NOBYPASSRLS."
)
_ROLE = "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname IN (current_user, session_user)"


def install() -> None:
    """Makes Django run the check wherever it looks at databases: `migrate`, the server's start."""
    checks.register(checks.Tags.database)(role_is_bound)


def role_is_bound(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """An error where PostgreSQL shows our role every row whatever the policies say; the demo is warned."""
    kind = checks.Warning if settings.DEMO else checks.Error
    return [
        kind(UNBOUND % role, hint=HINT, id="vault.E001")
        for alias in databases or ()
        if connections[alias].vendor == "postgresql"
        for role in _unbound_roles(alias)
    ]


def _unbound_roles(alias: str) -> list[str]:
    with connections[alias].cursor() as cursor:
        cursor.execute(_ROLE)
        return [role for role, unbound in cursor.fetchall() if unbound]
