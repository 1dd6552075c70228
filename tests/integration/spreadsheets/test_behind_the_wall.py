"""Jobs and commands on PostgreSQL as they run in production: each says by itself who asks, or sees no row.

Elsewhere the tests' connection sees everything, and a row that a job reads outside its transaction is found.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from quancheng.access.actor import system
from quancheng.audit.models import AuditEvent
from quancheng.careplan.models import Course
from quancheng.exchange.actions.batches import begin_import
from quancheng.exchange.actions.mappings import save_mapping
from quancheng.exchange.models import Batch
from quancheng.exchange.scheduling import Worker
from quancheng.interfaces.spreadsheets.actions.undoing import take_back
from quancheng.patients.models import Patient
from quancheng.patients.row_security import acting_as
from tests.factories.registry_files import as_csv, good_row
from tests.integration.spreadsheets.conftest import Desk, states

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TEST = system("test")


@contextmanager
def nothing_in_sight() -> Iterator[None]:
    """Inside, this connection is as a new one in production."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.system', '', false)")
        assert Patient.objects.count() == 0
        yield
        cursor.execute("SELECT set_config('app.system', '1', false)")


def work(batch: Batch) -> Batch:
    """The worker's next round over everything, none of whose jobs may fail."""
    failures: list[str] = []
    with nothing_in_sight(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("quancheng.exchange.scheduling.log.error", lambda *said: failures.append(str(said)))
        patch.setattr(
            "quancheng.interfaces.spreadsheets.jobs.log.error", lambda *said: failures.append(str(said))
        )
        assert Worker().run_due(everything=True) > 0
    assert failures == []
    batch.refresh_from_db()
    return batch


def run(name: str, *words: str) -> str:
    """What a command says, run as from a shell."""
    said, complaint = StringIO(), StringIO()
    with nothing_in_sight():
        try:
            call_command(name, *words, stdout=said, stderr=complaint)
        except SystemExit as ended:
            assert not ended.code, complaint.getvalue()
    return said.getvalue()


def test_the_worker_checks_imports_and_takes_back(clerk: Desk) -> None:
    with acting_as(TEST):
        batch = clerk.match(clerk.receive(as_csv([good_row(number) for number in range(1, 4)])))
    assert states(work(batch)) == {"new": 3}
    begin_import(by=clerk.actor, batch=batch)
    assert states(work(batch)) == {"in": 3}
    assert Course.objects.count() == 3
    take_back(by=clerk.actor, batch=batch)
    assert states(work(batch)) == {"undone": 3}


def test_commands_see_what_they_work_on(clerk: Desk, tmp_path: Path) -> None:
    file, mapping = tmp_path / "registry.csv", clerk.match(clerk.receive(as_csv([good_row(1)]))).definition
    save_mapping(by=clerk.actor, hospital_id=clerk.hospital.pk, name="登记表", definition=mapping)
    file.write_bytes(as_csv([good_row(number) for number in range(1, 4)]))
    said = run("import_registry", str(file), "--mapping", "登记表", "--hospital", "centre")
    assert json.loads(said.splitlines()[0])["rows"]["in"] == 3
    said = run("import_registry", str(file), "--mapping", "登记表", "--hospital", "centre")
    assert json.loads(said.splitlines()[0])["rows"]["unchanged"] == 3
    assert run("recompute_stages", "--verbosity", "0").startswith("3 patients")
    assert "batches re-planned" in run("replan_pathways")
    report = json.loads(run("service_report", "--from", "2010-01", "--to", "2027-01", "--format", "json"))
    assert "3" in json.dumps(report)
    events = AuditEvent.objects.filter(hospital_id=clerk.hospital.pk).count()
    assert f"hospital {clerk.hospital.pk}: {events} events, whole" in run("verify_audit")
    assert run("anchor_audit", "--to", str(tmp_path / "anchors")) == "1 chains anchored\n"
