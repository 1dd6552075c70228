"""The import from the command line beside a running worker, which may be faster."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from quancheng.exchange.actions.batches import claim
from quancheng.exchange.actions.mappings import save_mapping
from quancheng.exchange.models import Batch
from quancheng.interfaces.spreadsheets import jobs
from quancheng.interfaces.spreadsheets.management.commands import import_registry
from quancheng.kernel import clock
from quancheng.patients.models import Patient
from tests.factories.registry_files import as_csv, good_row
from tests.integration.spreadsheets.conftest import Desk

WORDS = ("import_registry", "--mapping", "登记表", "--hospital", "centre")


@pytest.fixture
def file(clerk: Desk, tmp_path: Path) -> Path:
    """A registry file whose columns the hospital knows."""
    batch = clerk.match(clerk.receive(as_csv([good_row(1)])))
    save_mapping(by=clerk.actor, hospital_id=clerk.hospital.pk, name="登记表", definition=batch.definition)
    batch.delete()
    found = tmp_path / "a.csv"
    found.write_bytes(as_csv([good_row(number) for number in range(1, 6)]))
    return found


def run(file: Path) -> int:
    """The exit code."""
    name, *words = WORDS
    with pytest.raises(SystemExit) as ended:
        call_command(name, str(file), *words)
    return int(ended.value.code or 0)


def test_it_follows_a_worker_that_was_faster_and_ends_with_its_result(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def beaten(*, by: Any, batch: Batch, worker: str) -> bool:
        claim(by=by, batch=Batch.objects.get(pk=batch.pk), worker="server")
        return claim(by=by, batch=batch, worker=worker)

    def meanwhile(_: float) -> None:
        batch = Batch.objects.select_related("file", "hospital").get()
        jobs.work_on(batch, "server")

    monkeypatch.setattr(import_registry, "claim", beaten)
    monkeypatch.setattr(import_registry, "sleep", meanwhile)
    assert run(file) == 0
    assert Patient.objects.count() == 5
    assert Batch.objects.get().state == "finished"


def test_it_takes_over_from_a_worker_that_died(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = 0

    def once_beaten(*, by: Any, batch: Batch, worker: str) -> bool:
        nonlocal tries
        tries += 1
        if tries == 1:
            claim(by=by, batch=Batch.objects.get(pk=batch.pk), worker="server")
        return claim(by=by, batch=batch, worker=worker)

    def its_lease_ends(_: float) -> None:
        Batch.objects.update(lease_until=clock.now() - timedelta(seconds=1))

    monkeypatch.setattr(import_registry, "claim", once_beaten)
    monkeypatch.setattr(import_registry, "sleep", its_lease_ends)
    assert run(file) == 0
    assert Patient.objects.count() == 5


def test_it_says_why_a_check_did_not_come_to_its_end(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "check_rows", broken)
    monkeypatch.setattr(jobs, "connection", SimpleNamespace(in_atomic_block=False))
    assert run(file) == 3
    assert "软件" in capsys.readouterr().err
