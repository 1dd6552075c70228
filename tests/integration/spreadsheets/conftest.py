"""A hospital with a data clerk, a second one with its own, and imports made the way the pages make them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from quancheng.access.actor import Actor, Duty
from quancheng.access.roles import Role
from quancheng.accounts.models import User
from quancheng.exchange import storage
from quancheng.exchange.actions.batches import begin_import, match_columns
from quancheng.exchange.models import Batch, BatchRow
from quancheng.hospitals.models import Hospital
from quancheng.interfaces.spreadsheets import jobs
from quancheng.interfaces.spreadsheets.actions.receiving import take_in
from quancheng.interfaces.spreadsheets.mappers.building import Choice, build
from quancheng.interfaces.spreadsheets.mappers.targets import guess
from quancheng.interfaces.spreadsheets.queries import mapping_called
from tests.factories import accounts
from tests.factories.registry_files import in_blocks

BACKEND = "quancheng.accounts.backend.Backend"


@dataclass
class Desk:
    """A clerk at her hospital."""

    hospital: Hospital
    user: User
    actor: Actor
    client: Client = field(default_factory=Client)

    def receive(self, content: bytes, name: str = "registry.csv") -> Batch:
        """A file taken in."""
        stored = storage.keep(in_blocks(content))
        return take_in(by=self.actor, hospital_id=self.hospital.pk, name=name, stored=stored)

    def match(self, batch: Batch, mapping: str = "", **changes: str) -> Batch:
        """Its columns matched: by a mapping that is known, else each by its name."""
        if mapping:
            known = mapping_called(self.actor, self.hospital.pk, mapping)
            return match_columns(by=self.actor, batch=batch, source=known.code, definition=known.raw)
        columns = [name for name in batch.layout["columns"] if name]
        choices = [Choice(name, changes.get(name, guess(name))) for name in columns]
        definition = {**build(None, choices, people="named", missing="NA"), "code": "own-test"}
        return match_columns(by=self.actor, batch=batch, source="own-test", definition=definition)

    def checked(self, content: bytes, mapping: str = "", name: str = "registry.csv") -> Batch:
        """A file after its dry run."""
        batch = self.match(self.receive(content, name), mapping)
        jobs.advance_imports()
        batch.refresh_from_db()
        return batch

    def imported(self, content: bytes, mapping: str = "", name: str = "registry.csv") -> Batch:
        """A file all the way in."""
        batch = begin_import(by=self.actor, batch=self.checked(content, mapping, name))
        jobs.advance_imports()
        batch.refresh_from_db()
        return batch


def desk(code: str, name: str) -> Desk:
    """A hospital of that code with one clerk, signed in."""
    hospital = accounts.hospital(code, name)
    user = accounts.staff(hospital, Role.DATA_CLERK, username=f"clerk-{code}", name=f"{name}录入员")
    actor = Actor(user_id=user.pk, name=user.display_name, duties=(Duty(hospital.pk, Role.DATA_CLERK),))
    found = Desk(hospital, user, actor)
    found.client.force_login(user, backend=BACKEND)
    return found


@pytest.fixture(autouse=True)
def light_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signing in has tests of its own."""
    monkeypatch.setattr(settings, "REQUIRE_TOTP", False)


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Received files of this test alone."""
    monkeypatch.setattr(settings, "UPLOADS", tmp_path / "uploads")
    return tmp_path / "uploads"


@pytest.fixture
def clerk(db: Any) -> Desk:
    """The clerk of the centre."""
    return desk("centre", "中心医院")


@pytest.fixture
def partner(db: Any) -> Desk:
    """The clerk of the partner hospital."""
    return desk("partner", "协作医院")


def told(batch: Batch) -> dict[int, list[str]]:
    """Of each refused row the columns of its problems."""
    rows = BatchRow.objects.filter(batch=batch, state="refused")
    return {row.number: [item["column"] for item in row.findings] for row in rows}


def states(batch: Batch) -> dict[str, int]:
    """How many rows stand where."""
    found: dict[str, int] = {}
    for state in BatchRow.objects.filter(batch=batch).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found
