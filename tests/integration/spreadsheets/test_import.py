"""A registry of 5,000 rows with every kind of fault (G-46), and what becomes of files that come again."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command

from quancheng.audit.models import AuditEvent
from quancheng.exchange.actions.batches import begin_import, claim, match_columns, stop
from quancheng.exchange.models import Batch, BatchRow
from quancheng.exchange.storage import reader
from quancheng.interfaces.spreadsheets import downloads, jobs
from quancheng.interfaces.spreadsheets.actions import importing
from quancheng.interfaces.spreadsheets.actions.undoing import take_back
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.oncology.models import CaseSummary, Fact
from quancheng.patients.models import Identifier, Patient, SearchToken
from tests.factories.registry_files import FAULTS, HEADER, PLACE, as_csv, as_xlsx, good_row, rows
from tests.factories.sentences import ASKS
from tests.integration.spreadsheets.conftest import Desk, states, told


def test_of_5000_rows_300_are_refused_by_row_and_column_and_the_second_run_changes_nothing(
    clerk: Desk,
) -> None:
    body, expected = rows(5_000, 300)
    assert len(expected) == 300
    assert set(Counter(expected.values())) == {
        "身份证号", "诊断日期", "临床N分期", "侧别", "Ki-67(%)", "手术日期", "肿瘤大小(mm)", "病历号", "ER",
    }  # fmt: skip
    content = as_xlsx(body)
    batch = clerk.checked(content, name="registry.xlsx")
    assert Patient.objects.count() == 0
    assert states(batch) == {"new": 4_700, "refused": 300}
    assert {row: columns[0] for row, columns in told(batch).items()} == expected
    begin_import(by=clerk.actor, batch=batch)
    jobs.advance_imports()
    batch.refresh_from_db()
    assert (batch.state, states(batch)) == ("finished", {"in": 4_700, "refused": 300})
    assert Patient.objects.count() == 4_700
    with reader(batch.file.stored_as) as kept:
        assert kept.read() == content
    before = (Fact.objects.count(), SearchToken.objects.count(), Identifier.objects.count())
    again = clerk.imported(content, name="registry.xlsx")
    assert states(again) == {"unchanged": 4_700, "refused": 300}
    assert told(again) == told(batch)
    assert (Fact.objects.count(), SearchToken.objects.count(), Identifier.objects.count()) == before
    assert Patient.objects.count() == 4_700


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_a_sentence_at_its_column_and_takes_no_other_row_with_it(
    clerk: Desk, fault: str
) -> None:
    body = [good_row(number) for number in range(1, 5)]
    if fault == "two patients with one ID":
        body[2][PLACE["出生日期"]] = "1950-01-02"
    column = FAULTS[fault](body[2], 3)
    batch = clerk.imported(as_csv(body))
    assert told(batch) == {4: [column]}
    assert states(batch) == {"in": 3, "refused": 1}
    row = BatchRow.objects.get(batch=batch, number=4)
    sentence = row.findings[0]["message"]
    assert sentence.endswith(".")
    assert ASKS.search(sentence), f"says what is wrong and not what to do: {sentence}"
    assert row.cells[0] == body[2][0]


def test_merged_cells_are_refused_in_each_row_that_they_cross(clerk: Desk) -> None:
    body = [good_row(number) for number in range(1, 7)]
    batch = clerk.imported(as_xlsx(body, merged=("L4:L6",)), name="a.xlsx")
    assert told(batch) == {row: ["肿瘤大小(mm)"] for row in (4, 5, 6)}
    assert states(batch) == {"in": 3, "refused": 3}


def test_a_formula_of_excel_is_refused_and_never_calculated(clerk: Desk) -> None:
    body = [good_row(1), good_row(2)]
    body[0][PLACE["Ki-67(%)"]] = "=SUM(A1:A2)"
    batch = clerk.imported(as_xlsx(body), name="a.xlsx")
    assert told(batch) == {2: ["Ki-67(%)"]}


def test_a_percentage_of_excel_is_read_as_it_is_shown(clerk: Desk) -> None:
    from openpyxl import load_workbook

    content = as_xlsx([good_row(1)])
    import io

    book = load_workbook(io.BytesIO(content))
    cell = book.active.cell(2, PLACE["Ki-67(%)"] + 1)
    cell.value, cell.number_format = 0.14, "0%"
    out = io.BytesIO()
    book.save(out)
    clerk.imported(out.getvalue(), name="a.xlsx")
    assert Fact.objects.get(kind="surgical_pathology").body["ki67_percent"] == 14


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_reads_every_encoding_and_separator(clerk: Desk, encoding: str, delimiter: str) -> None:
    body = [good_row(number) for number in range(1, 4)]
    batch = clerk.imported(as_csv(body, encoding=encoding, delimiter=delimiter))
    assert states(batch) == {"in": 3}
    patient = Patient.objects.order_by("pk").first()
    assert patient is not None
    assert (patient.name, patient.birth_on.isoformat()) == ("张晓梅", "1950-01-02")


def test_finds_the_heading_below_a_title_and_passes_over_blank_lines(clerk: Desk) -> None:
    body = [good_row(1), [""] * len(HEADER), good_row(2)]
    batch = clerk.imported(as_xlsx(body, above=2), name="a.xlsx")
    assert batch.layout["header_row"] == 3
    assert sorted(BatchRow.objects.filter(batch=batch).values_list("number", flat=True)) == [4, 6]


def test_a_row_that_says_something_else_is_shown_and_the_record_left_alone(clerk: Desk) -> None:
    clerk.imported(as_csv([good_row(1), good_row(2)]))
    changed = good_row(1)
    changed[PLACE["组织学分级"]] = "3"
    before = list(Fact.objects.order_by("pk").values_list("body", "retired_at"))
    again = clerk.imported(as_csv([changed, good_row(2)]))
    assert states(again) == {"differs": 1, "unchanged": 1}
    finding = BatchRow.objects.get(batch=again, state="differs").findings[0]
    assert (finding["column"], finding["old"], finding["new"]) == ("组织学分级", "2", "3")
    assert list(Fact.objects.order_by("pk").values_list("body", "retired_at")) == before


def test_a_record_number_registered_by_hand_is_not_imported_over(clerk: Desk) -> None:
    clerk.imported(as_csv([good_row(1)]))
    Fact.objects.all().delete()
    BatchRow.objects.all().delete()
    batch = clerk.imported(as_csv([good_row(1), good_row(2)]))
    assert told(batch) == {2: ["病历号"]}
    assert BatchRow.objects.get(batch=batch, number=2).patient is not None


def test_a_row_that_somebody_registers_meanwhile_holds_up_no_other(
    clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = [good_row(number) for number in range(1, 6)]
    first, second = clerk.checked(as_csv(body[:3])), clerk.checked(as_csv(body))
    for batch in (first, second):
        begin_import(by=clerk.actor, batch=batch)
    jobs.advance_imports()
    assert states(first) == {"in": 3}
    assert states(second) == {"in": 2, "refused": 3}
    assert Patient.objects.count() == 5


def test_refused_rows_are_downloaded_corrected_and_brought_back(clerk: Desk) -> None:
    body = [good_row(number) for number in range(1, 5)]
    body[1][PLACE["Ki-67(%)"]] = "140"
    body[2][PLACE["肿瘤大小(mm)"]] = '=HYPERLINK("http://x")'
    batch = clerk.imported(as_csv(body))
    found = list(BatchRow.objects.filter(batch=batch, state="refused").order_by("number"))
    text = b"".join(downloads.as_csv(batch, found)).decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "\n=" not in text
    assert ",=" not in text
    repaired = clerk.receive(text.replace("140", "14").encode())
    assert repaired.corrects == batch
    clerk.match(repaired)
    jobs.advance_imports()
    repaired.refresh_from_db()
    begin_import(by=clerk.actor, batch=repaired)
    jobs.advance_imports()
    assert states(repaired) == {"in": 1, "refused": 1}
    assert states(batch) == {"in": 2, "refused": 1, "resubmitted": 1}
    workbook = clerk.receive(downloads.as_xlsx(batch, found), name="refused.xlsx")
    assert workbook.corrects == batch


def test_undoing_the_corrections_opens_the_refused_rows_again(clerk: Desk) -> None:
    body = [good_row(number) for number in range(1, 5)]
    body[1][PLACE["Ki-67(%)"]] = body[2][PLACE["Ki-67(%)"]] = "140"
    batch = clerk.imported(as_csv(body))
    found = list(BatchRow.objects.filter(batch=batch, state="refused").order_by("number"))
    repaired = clerk.imported(b"".join(downloads.as_csv(batch, found)).replace(b"140", b"14"))
    assert states(batch) == {"in": 2, "resubmitted": 2}
    take_back(by=clerk.actor, batch=repaired)
    jobs.advance_imports()
    assert states(repaired) == {"undone": 2}
    assert states(batch) == {"in": 2, "refused": 2}
    answer = clerk.client.get(f"/s/imports/{batch.public_id}/refused.csv").content.decode()
    assert answer.count(f"{batch.public_id}/") == 2


def test_a_stopped_import_goes_on_where_it_stood(clerk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 10)
    batch = clerk.checked(as_csv([good_row(number) for number in range(1, 36)]))
    begin_import(by=clerk.actor, batch=batch)

    def stop_after_first(count: int) -> None:
        if batch.cursor and Batch.objects.get(pk=batch.pk).state == "importing":
            stop(by=clerk.actor, batch=Batch.objects.get(pk=batch.pk))

    claim(by=clerk.actor, batch=batch, worker="w")
    jobs.work_on(batch, "w", stop_after_first)
    batch = Batch.objects.get(pk=batch.pk)
    assert (batch.state, states(batch)) == ("stopped", {"in": 10, "new": 25})
    assert Patient.objects.count() == 10
    begin_import(by=clerk.actor, batch=batch)
    jobs.advance_imports()
    assert states(batch) == {"in": 35}
    assert Patient.objects.count() == 35


def test_a_worker_without_the_lease_writes_nothing(clerk: Desk) -> None:
    batch = clerk.checked(as_csv([good_row(1)]))
    begin_import(by=clerk.actor, batch=batch)
    assert claim(by=clerk.actor, batch=batch, worker="first")
    stale = Batch.objects.get(pk=batch.pk)
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert claim(by=clerk.actor, batch=batch, worker="second")
    jobs.work_on(stale, "first")
    assert Patient.objects.count() == 0
    jobs.work_on(batch, "second")
    assert Patient.objects.count() == 1


def test_nobody_claims_what_another_worker_holds(clerk: Desk) -> None:
    batch = clerk.match(clerk.receive(as_csv([good_row(1)])))
    assert claim(by=clerk.actor, batch=batch, worker="first")
    assert not claim(by=clerk.actor, batch=batch, worker="second")
    assert jobs.advance_imports() == 0


def test_an_import_is_taken_back_and_can_come_again(clerk: Desk) -> None:
    body = [good_row(number) for number in range(1, 6)]
    batch = clerk.imported(as_csv(body))
    take_back(by=clerk.actor, batch=batch)
    jobs.advance_imports()
    batch.refresh_from_db()
    assert (batch.state, states(batch)) == ("undone", {"undone": 5})
    left = [model.objects.count() for model in (Patient, Fact, CaseSummary, Identifier, SearchToken)]
    assert left == [0, 0, 0, 0, 0]
    assert AuditEvent.objects.filter(event="patient_removed").count() == 5
    assert AuditEvent.objects.filter(event="import_undone").count() == 1
    assert reader(batch.file.stored_as).read() == as_csv(body)
    assert states(clerk.imported(as_csv(body))) == {"in": 5}


def test_an_import_on_which_somebody_built_stays_and_says_so(clerk: Desk) -> None:
    from quancheng.careplan.actions.facts import record_facts
    from quancheng.oncology.rules.recording import NewFact

    batch = clerk.imported(as_csv([good_row(number) for number in range(1, 4)]))
    patient = BatchRow.objects.get(batch=batch, number=3).patient
    assert patient is not None
    weight = NewFact(kind="body_measures", body={"weight_kg": 60}, on=clock.today())
    record_facts(by=clerk.actor, patient=patient, facts=[weight])
    with pytest.raises(Refused, match=r"1 of these patients .*rows 3"):
        take_back(by=clerk.actor, batch=batch)
    batch.refresh_from_db()
    assert batch.state == "finished"
    assert Patient.objects.count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_undoing_waits_for_who_is_writing_and_keeps_that_patient(clerk: Desk) -> None:
    from quancheng.careplan.actions.facts import record_facts
    from quancheng.oncology.rules.recording import NewFact
    from tests.integration.careplan.at_once import meanwhile

    batch = clerk.imported(as_csv([good_row(number) for number in range(1, 4)]))
    patient = BatchRow.objects.get(batch=batch, number=3).patient
    assert patient is not None
    take_back(by=clerk.actor, batch=batch)
    weight = NewFact(kind="body_measures", body={"weight_kg": 60}, on=clock.today())
    write = lambda: record_facts(by=clerk.actor, patient=patient, facts=[weight])  # noqa: E731
    assert meanwhile(write, jobs.advance_imports) is None
    batch.refresh_from_db()
    assert (batch.state, states(batch)) == ("finished", {"undone": 2, "in": 1})
    assert Patient.objects.get().facts.filter(kind="body_measures").exists()


def test_an_import_whose_clerk_lost_the_right_stops(clerk: Desk) -> None:
    batch = clerk.checked(as_csv([good_row(1)]))
    begin_import(by=clerk.actor, batch=batch)
    clerk.user.duty_assignments.update(ends_on=clock.today() - timedelta(days=1))
    jobs.advance_imports()
    batch.refresh_from_db()
    assert (batch.state, Patient.objects.count()) == ("stopped", 0)
    assert "may not import" in batch.report["stopped"]["message"]


def test_nothing_of_a_row_lies_in_plain_in_the_tables(clerk: Desk) -> None:
    from django.db import connection

    row = good_row(1)
    row[PLACE["Ki-67(%)"]] = "14000"
    batch = clerk.imported(as_csv([row, good_row(2)]))
    assert told(batch)
    with connection.cursor() as cursor:
        cursor.execute("SELECT raw, problems FROM exchange_batchrow")
        dump = b"".join(bytes(cell) for line in cursor.fetchall() for cell in line if cell is not None)
    for word in (row[PLACE["姓名"]], row[PLACE["身份证号"]], row[0], "14000"):
        assert word.encode() not in dump
    assert row[PLACE["身份证号"]] not in json.dumps(batch.report)


def test_the_command_tells_by_its_exit_code(
    clerk: Desk, tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:  # type: ignore[no-untyped-def]
    from quancheng.exchange.actions.mappings import save_mapping

    batch = clerk.match(clerk.receive(as_csv([good_row(1)])))
    save_mapping(by=clerk.actor, hospital_id=clerk.hospital.pk, name="登记表", definition=batch.definition)
    batch.delete()
    file, report = tmp_path / "a.csv", tmp_path / "r.json"
    body = [good_row(1), good_row(2)]
    body[1][PLACE["ER"]] = "?"
    file.write_bytes(as_csv(body))

    def run(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            call_command("import_registry", str(file), "--hospital", "centre", *words)
        return int(ended.value.code or 0)

    assert run("--mapping", "登记表", "--dry-run", "--report", str(report)) == 1
    assert Patient.objects.count() == 0
    told_by = json.loads(report.read_text(encoding="utf-8"))
    assert told_by["problems"][0] | {"sentence": ""} == {
        "column": "ER", "sentence": "", "count": 1, "rows": [3], "state": "refused",
    }  # fmt: skip
    assert run("--mapping", "登记表") == 1
    file.write_bytes(as_csv(body[:1]))
    assert run("--mapping", "登记表") == 0
    assert run("--mapping", "nobody's") == 2
    file.write_bytes(b"MZ\x90\x00")
    assert run("--mapping", "登记表") == 2


def test_a_missing_column_is_named_and_the_file_kept(clerk: Desk) -> None:
    body = as_csv([good_row(1)])
    batch = clerk.match(clerk.receive(body))
    definition = batch.definition
    shorter = clerk.receive(body.replace("病历号".encode(), "编号".encode(), 1))
    match_columns(by=clerk.actor, batch=shorter, source="own-test", definition=definition)
    jobs.advance_imports()
    shorter.refresh_from_db()
    assert shorter.state == "refused"
    assert shorter.report["problem"]["params"] == {"names": "病历号"}
    assert reader(shorter.file.stored_as).read().startswith("编号".encode())
