"""One world for all cases of a file: built once, and every request that could write is undone."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.authorization.world import World, build


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: object) -> Iterator[World]:
    """Two hospitals, their people, and everybody signed in."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield build()
        transaction.set_rollback(True)
