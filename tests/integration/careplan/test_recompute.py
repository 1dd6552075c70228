"""Deriving everything anew writes what has drifted, and nothing else."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from quancheng.access.guards import NotPermitted
from quancheng.access.roles import Role
from quancheng.careplan.actions.recomputing import Recount, recompute
from quancheng.careplan.models import Course, StageChange, Step
from quancheng.careplan.side_by_side import recompute_side_by_side
from quancheng.oncology.models import CaseSummary
from quancheng.vault import keys
from tests.integration.careplan.centre import MACHINE, Centre, centre, fact, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Centre:
    clinic = centre()
    for days in (None, 10, 20):
        patient = clinic.patient(enrolled_days_ago=days)
        record(patient, fact("biopsy_pathology", 8, "left", histology="nst", er_percent=90))
    clinic.patient()
    return clinic


@pytest.fixture
def keys_in_the_database(transactional_db: None) -> None:
    """This process remembers keys of databases that tests have emptied since; another could not read them."""
    keys.current_key_id.cache_clear()
    keys._unwrapped.cache_clear()


def test_finds_nothing_where_nothing_has_drifted(clinic: Centre) -> None:
    # The fourth was registered without a fact, so nothing was ever derived for her.
    assert recompute(by=MACHINE) == Recount(4, 1, 1)
    assert recompute(by=MACHINE) == Recount(4, 0, 0)


def test_mends_stage_summary_and_plan_and_leaves_a_row(clinic: Centre) -> None:
    recompute(by=MACHINE)
    Course.objects.update(stage="new")
    CaseSummary.objects.update(er="")
    Step.objects.filter(code="clinical_tnm").delete()
    changes = StageChange.objects.count()
    assert recompute(by=MACHINE, dry_run=True, size=2) == Recount(4, 3, 3)
    assert not Step.objects.filter(code="clinical_tnm").exists()
    assert recompute(by=MACHINE, size=2) == Recount(4, 3, 3)
    assert list(Course.objects.order_by("pk").values_list("stage", flat=True)) == ["pre_treatment"] * 3 + [
        "new"
    ]
    assert StageChange.objects.count() == changes + 3
    assert Step.objects.filter(code="clinical_tnm").count() == 2
    assert recompute(by=MACHINE) == Recount(4, 0, 0)


def test_looks_at_one_hospital_where_told(clinic: Centre) -> None:
    other = centre("other")
    other.patient()
    said = StringIO()
    call_command("recompute_stages", "--hospital", "other", "--dry-run", verbosity=0, stdout=said)
    assert said.getvalue().startswith("1 patients")
    with pytest.raises(CommandError, match="no hospital"):
        call_command("recompute_stages", "--hospital", "nowhere", verbosity=0)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_several_processes_find_and_mend_the_same(
    keys_in_the_database: None, clinic: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quancheng.careplan.side_by_side.SPAN", 1)
    recompute(by=MACHINE)
    Course.objects.update(stage="new")
    seen: list[int] = []
    found = recompute_side_by_side(
        by=MACHINE, processes=2, after_batch=lambda done: seen.append(done.patients)
    )
    assert (found, seen) == (Recount(4, 0, 3), [1] * 4)
    assert Course.objects.filter(stage="pre_treatment").count() == 3
    said = StringIO()
    monkeypatch.setattr("quancheng.careplan.management.commands.recompute_stages.SPAN", 1)
    call_command("recompute_stages", "--processes", "2", verbosity=0, stdout=said)
    assert "0 summaries and 0 stages were changed" in said.getvalue()


def test_only_the_machine_derives_everything_anew(clinic: Centre) -> None:
    with pytest.raises(NotPermitted):
        recompute(by=clinic.actor("护士", Role.NURSE))


def test_the_job_has_a_command() -> None:
    said = StringIO()
    call_command("replan_pathways", stdout=said)
    assert said.getvalue() == "0 batches re-planned.\n"
