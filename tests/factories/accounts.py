"""Hospitals and staff, made by the actions."""

from typing import Any

from django.test import Client

from quancheng.access.actor import Actor, Duty, system
from quancheng.access.roles import Role
from quancheng.accounts import actions
from quancheng.accounts.models import User
from quancheng.hospitals import actions as hospitals
from quancheng.hospitals.models import Hospital, Team

PASSWORD = "seven brown geese walk home"


def hospital(code: str = "first", name: str = "第一医院") -> Hospital:
    """A hospital."""
    return hospitals.add_hospital(by=system("test"), code=code, settings=hospitals.Settings(name=name))


def team(at: Hospital, name: str = "一组") -> Team:
    """A care team."""
    return hospitals.save_team(by=system("test"), hospital_id=at.pk, name=name)


def staff(at: Hospital, *roles: Role, username: str = "", name: str = "王丽娟", **credentials: Any) -> User:
    """A staff member with these roles in the hospital at large, who signs in with PASSWORD."""
    user, _password = actions.add_staff(
        by=system("test"),
        hospital_id=at.pk,
        username=username or (roles[0].value if roles else "nobody"),
        display_name=name,
        duties=[(role, None) for role in roles],
        credentials=actions.Credentials(**credentials),
        password=PASSWORD,
    )
    return user


def acting(user: User, at: Hospital, *roles: Role) -> Actor:
    """The actor that the user is."""
    return Actor(user_id=user.pk, name=user.display_name, duties=tuple(Duty(at.pk, role) for role in roles))


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: Any) -> Any:
    """The answer to account and password at the sign-in page."""
    return client.post("/accounts/login/", {"login": user.username, "password": password, **more})
