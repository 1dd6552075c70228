"""METABRIC as published: 2,509 real, de-identified people come in, and nothing is believed blindly."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from quancheng.exchange.models import BatchRow
from quancheng.interfaces.spreadsheets.queries import known_mappings
from quancheng.oncology.calculators.npi import npi_value
from quancheng.oncology.models import CaseSummary, Fact
from quancheng.patients.models import Patient
from tests.integration.spreadsheets.conftest import Desk, states
from tests.reference import reference_path

NPI = "Nottingham prognostic index"


@pytest.fixture
def published() -> bytes:
    """The file; skips where the reference folder is absent."""
    path: Path = reference_path("data/metabric_clinical.tsv")
    return path.read_bytes()


def table(content: bytes) -> list[dict[str, str]]:
    """Its rows."""
    return list(csv.DictReader(io.StringIO(content.decode()), delimiter="\t"))


def by_command(clerk: Desk, report: Path, *more: str) -> Any:
    """The report that the command writes of the published file, which it takes without a fault."""
    file = reference_path("data/metabric_clinical.tsv")
    words = ("--mapping", "metabric", "--hospital", clerk.hospital.code, "--report", str(report), *more)
    with pytest.raises(SystemExit) as ended:
        call_command("import_registry", str(file), *words)
    assert not ended.value.code
    return json.loads(report.read_text())


def test_every_person_comes_in_with_what_the_file_says_and_a_second_time_nothing_changes(
    clerk: Desk, published: bytes, tmp_path: Path
) -> None:
    tried = by_command(clerk, tmp_path / "tried.json", "--dry-run")
    assert (tried["state"], Patient.objects.count()) == ("checked", 0)
    done = by_command(clerk, tmp_path / "done.json")
    assert (done["state"], done["rows"]["in"]) == ("finished", 2509)
    people = Patient.objects.filter(hospital=clerk.hospital)
    assert people.filter(pseudonymous=True, name__isnull=True, birth_on__isnull=True).count() == 2509
    assert people.filter(age_at_diagnosis__isnull=True).count() == 11
    source = table(published)
    kinds = Counter(Fact.objects.values_list("kind", flat=True))
    assert kinds == {
        "diagnosis": 2509,
        "surgical_pathology": 2509,
        "tnm": sum(row["Tumor Stage"] != "NA" for row in source),
        "operation": 1955,
        "therapy_started": 412 + 1173 + 1216,
        "therapy_ended": 412 + 1173 + 1216,
        "recurrence": 1002,
        "follow_up": 1486 + 92,
        "death": 1144,
    }
    assert CaseSummary.objects.filter(deceased=True).count() == 1144
    assert CaseSummary.objects.filter(recurred=True).count() == 1002
    assert Counter(Fact.objects.filter(kind="diagnosis").values_list("side", flat=True)) == {
        "left": 973, "right": 897, "": 639,
    }  # fmt: skip
    again = clerk.imported(published, "metabric", name="metabric_clinical.tsv")
    assert states(again) == {"unchanged": 2509}
    assert Fact.objects.count() == kinds.total()


def test_oddities_are_values_and_never_guesses(clerk: Desk, published: bytes) -> None:
    lines = published.splitlines()
    source = table(published)
    wanted = {0: lines[0]}
    picks = {
        "angiosarcoma": next(i for i, r in enumerate(source, 1) if r["Oncotree Code"] == "PBS"),
        "unspecified": next(i for i, r in enumerate(source, 1) if r["Oncotree Code"] == "BREAST"),
        "dead": next(i for i, r in enumerate(source, 1) if r["Patient's Vital Status"] == "Died of Disease"),
        "medullary": next(
            i for i, r in enumerate(source, 1) if r["Tumor Other Histologic Subtype"] == "Medullary"
        ),
    }
    body = b"\n".join([wanted[0], *(lines[place] for place in picks.values())])
    batch = clerk.imported(body, "metabric")
    assert states(batch) == {"in": 4}
    found = dict(zip(picks, BatchRow.objects.filter(batch=batch).order_by("number"), strict=True))

    def fact(who: str, kind: str) -> dict[str, Any]:
        return Fact.objects.get(patient=found[who].patient, kind=kind).body

    assert fact("angiosarcoma", "surgical_pathology")["histology"] == "angiosarcoma"
    assert fact("angiosarcoma", "diagnosis")["behaviour"] == {"absent": "unknown"}
    assert fact("unspecified", "surgical_pathology")["histology"] == "other"
    assert fact("medullary", "surgical_pathology")["histology"] == "medullary"
    months = float(source[picks["dead"] - 1]["Overall Survival (Months)"])
    death = Fact.objects.get(patient=found["dead"].patient, kind="death")
    assert death.body["cause"] == "breast_cancer"
    assert death.offset_days == round(months * 365.25 / 12)


def test_the_published_prognostic_index_is_never_taken_and_is_wrong_where_it_can_be_recomputed(
    clerk: Desk, published: bytes
) -> None:
    known = next(item for item in known_mappings(clerk.actor, clerk.hospital.pk) if item.code == "metabric")
    column = known.definition.by_name[NPI]
    assert column.to == ()
    assert "1,832 of 2,040" in column.ignored["en"]  # type: ignore[index]
    wrong = complete = 0
    for row in table(published):
        size, grade, nodes, stated = (
            row[name]
            for name in ("Tumor Size", "Neoplasm Histologic Grade", "Lymph nodes examined positive", NPI)
        )
        if "NA" in (size, grade, nodes, stated):
            continue
        complete += 1
        right = npi_value(size_mm=float(size), grade=int(grade), positive_nodes=int(nodes))
        # What stands there is the sum with a tenth of the size in it.
        wrong += abs(right - 0.018 * float(size) - float(stated)) < 0.000_01
    assert (complete, wrong) == (2040, 1832)
    first = published.splitlines()[:50]
    place = first[0].decode().split("\t").index(NPI)
    clerk.imported(b"\n".join(first), "metabric")
    changed = [first[0]]
    for line in first[1:]:
        cells = line.decode().split("\t")
        cells[place] = "9.99"
        changed.append("\t".join(cells).encode())
    assert states(clerk.imported(b"\n".join(changed), "metabric")) == {"unchanged": 49}
