"""A hospital with its administrator, and the form in which she writes down staff."""

from typing import Any

import pytest
from django.test import Client

from quancheng.access.actor import Actor
from quancheng.access.roles import Role
from quancheng.accounts.models import User
from quancheng.hospitals.models import Hospital
from quancheng.kernel.ids import uuid7
from tests.factories.accounts import acting, hospital, staff


@pytest.fixture
def home() -> Hospital:
    """The administrator's hospital."""
    return hospital()


@pytest.fixture
def admin(home: Hospital) -> User:
    """A system administrator."""
    return staff(home, Role.SYSTEM_ADMIN, name="周敏")


@pytest.fixture
def by(admin: User, home: Hospital) -> Actor:
    """The administrator as an actor."""
    return acting(admin, home, Role.SYSTEM_ADMIN)


@pytest.fixture
def office(client: Client, admin: User) -> Client:
    """The administrator's browser, signed in."""
    client.force_login(admin, "quancheng.accounts.backend.Backend")
    return client


def filled(**more: Any) -> dict[str, Any]:
    """The form for a new nurse."""
    return {
        "submission": str(uuid7()), "username": "wang.lijuan", "display_name": "王丽娟", "role_0": "nurse",
        "team_0": "0", "title": "intermediate", "licence_number": "201031011234",
        "licence_expires_on": "2030年5月1日", "breast_care_since": "2010-07-01", **more,
    }  # fmt: skip
