"""A role that row-level security does not bind is told before anybody works with it."""

from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

pytestmark = pytest.mark.django_db


def found() -> list[Any]:
    """What the checks of the database say about the role."""
    messages = run_checks(tags=["database"], databases=["default"])
    return [message for message in messages if message.id == "vault.E001"]


def pretend(*, superuser: bool, bypass: bool) -> None:
    """A catalogue of roles in which ours has these rights: only a superuser could really give them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY VIEW pg_roles AS SELECT current_user AS rolname,"
            f" {superuser} AS rolsuper, {bypass} AS rolbypassrls"
        )
        cursor.execute("SET LOCAL search_path = pg_temp, public, pg_catalog")


def test_the_role_of_the_tests_is_bound() -> None:
    assert found() == []


@pytest.mark.postgres
@pytest.mark.parametrize(("superuser", "bypass"), [(True, False), (False, True), (True, True)])
def test_a_role_that_is_not_bound_is_an_error_and_in_the_demo_a_warning(
    superuser: bool, bypass: bool, settings: Any
) -> None:
    pretend(superuser=superuser, bypass=bypass)
    settings.DEMO = False
    (message,) = found()
    assert message.is_serious()
    with pytest.raises(SystemCheckError, match="row-level security"):
        call_command("check", tags=["database"], databases=["default"])
    settings.DEMO = True
    (message,) = found()
    assert not message.is_serious()


@pytest.mark.postgres
def test_a_role_that_is_bound_passes_in_the_same_catalogue(settings: Any) -> None:
    pretend(superuser=False, bypass=False)
    settings.DEMO = False
    assert found() == []
