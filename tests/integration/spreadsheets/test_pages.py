"""The pages of the imports: the clerk's way through them, who may not pass, and uploads that attack."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quancheng.access.roles import Role
from quancheng.audit.models import AuditEvent
from quancheng.exchange.actions.batches import begin_import
from quancheng.exchange.models import Batch, BatchRow, Mapping, ReceivedFile
from quancheng.interfaces.spreadsheets import jobs
from quancheng.interfaces.spreadsheets.client.table import MOST_COLUMNS
from quancheng.interfaces.spreadsheets.mappers.targets import guess
from quancheng.kernel import clock
from quancheng.patients.models import Patient
from tests.factories import accounts
from tests.factories.registry_files import HEADER, PLACE, as_csv, good_row
from tests.integration.spreadsheets.conftest import BACKEND, Desk, states

HOME = "/s/imports/"
BAD = good_row(3)
BAD[PLACE["Ki-67(%)"]] = "140"
CONTENT = as_csv([good_row(1), good_row(2), BAD])


def post(client: Client, url: str, **data: Any) -> Any:
    """The answer to a form sent once."""
    return client.post(url, {**data, "submission": str(uuid4())})


def upload(client: Client, content: bytes, name: str = "registry.csv") -> Any:
    """The answer to an upload."""
    return post(client, HOME + "new/", file=SimpleUploadedFile(name, content))


def newest() -> Batch:
    """The batch that was made last."""
    found = Batch.objects.order_by("-pk").first()
    assert found is not None
    return found


def address(batch: Batch, tail: str = "") -> str:
    """A page of the batch."""
    return f"{HOME}{batch.public_id}/{tail}"


class Drawn(HTMLParser):
    """What a browser would send of the form of columns."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data: dict[str, str] = {}
        self._in = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Takes the values of inputs, selected options and texts."""
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in = found.get("id", "")
        if self._in != "columns":
            return
        if tag == "input" and (found.get("type") != "radio" or "checked" in found):
            self.data[found["name"]] = found.get("value", "")
        elif tag == "select":
            self._select = found["name"]
            self.data[self._select] = ""
        elif tag == "option" and "selected" in found:
            self.data[self._select] = found["value"]
        elif tag == "textarea":
            self.data[found["name"]] = ""


def chosen(client: Client, batch: Batch) -> dict[str, str]:
    """The form of columns as it is drawn, ready to be sent."""
    return Drawn(client.get(address(batch, "columns/")).content.decode()).data


def test_a_clerk_goes_all_the_way(clerk: Desk) -> None:
    assert "尚未导入任何内容" in clerk.client.get(HOME).content.decode()
    answer = upload(clerk.client, CONTENT)
    batch = newest()
    assert answer["Location"] == address(batch)
    assert clerk.client.get(address(batch))["Location"] == address(batch, "columns/")
    data = chosen(clerk.client, batch)
    refused = post(clerk.client, address(batch, "columns/"), **data)
    assert refused.status_code == 422
    assert "请为这套匹配起名" in refused.content.decode()
    post(clerk.client, address(batch, "columns/"), **{**data, "name": "登记表"})
    assert "正在排队" in clerk.client.get(address(batch)).content.decode()
    assert "hx-get" in clerk.client.get(address(batch, "progress/")).content.decode()
    jobs.advance_imports()
    assert clerk.client.get(address(batch, "progress/"))["HX-Refresh"] == "true"
    page = clerk.client.get(address(batch)).content.decode()
    assert "Ki-67(%)" in page
    assert "140" in page
    assert Patient.objects.count() == 0
    post(clerk.client, address(batch, "begin/"))
    jobs.advance_imports()
    page = clerk.client.get(address(batch)).content.decode()
    patient = Patient.objects.order_by("pk").first()
    assert patient is not None
    assert f"/s/patients/{patient.public_id}/" in page
    assert "已导入 2 位患者" in page
    rows = clerk.client.get(address(batch, "rows/refused/")).content.decode()
    assert "R000003" in rows
    upload(clerk.client, CONTENT, "again.csv")
    page = clerk.client.get(address(newest(), "columns/")).content.decode()
    assert re.search(r"已识别：(<[^>]*>)?登记表", page)


@pytest.mark.parametrize("state", ["in", "refused", "new", "differs", "unchanged", "resubmitted", "undone"])
def test_rows_are_shown_by_state(clerk: Desk, state: str) -> None:
    batch = clerk.imported(CONTENT)
    assert clerk.client.get(address(batch, f"rows/{state}/")).status_code == 200


def test_refused_rows_and_the_original_are_saved_and_never_shown(clerk: Desk) -> None:
    batch = clerk.imported(CONTENT)
    for tail, start in (
        ("refused.csv", "\ufeffQuancheng row".encode()),
        ("refused.xlsx", b"PK"),
        ("original/", "病历号".encode()),
    ):
        answer = clerk.client.get(address(batch, tail))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert body.startswith(start)
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert AuditEvent.objects.filter(event="file_downloaded").count() == 3


def test_stop_go_on_and_undo_by_button(clerk: Desk) -> None:
    batch = clerk.checked(CONTENT)
    post(clerk.client, address(batch, "begin/"))
    post(clerk.client, address(batch, "stop/"))
    assert "继续" in clerk.client.get(address(batch)).content.decode()
    post(clerk.client, address(batch, "begin/"))
    jobs.advance_imports()
    assert "将移除 2 位患者" in clerk.client.get(address(batch, "undo/")).content.decode()
    post(clerk.client, address(batch, "undo/"))
    jobs.advance_imports()
    batch.refresh_from_db()
    assert (batch.state, Patient.objects.count()) == ("undone", 0)
    assert "已撤销" in clerk.client.get(address(batch)).content.decode()


def test_a_move_that_the_state_does_not_allow_is_refused_with_a_page(clerk: Desk) -> None:
    batch = clerk.imported(CONTENT)
    answer = post(clerk.client, address(batch, "begin/"))
    assert answer.status_code == 409
    assert "刷新页面" in answer.content.decode()


def test_the_dry_run_can_be_thrown_away_and_columns_matched_again(clerk: Desk) -> None:
    batch = clerk.checked(CONTENT)
    post(clerk.client, address(batch, "rematch/"))
    batch.refresh_from_db()
    assert (batch.state, states(batch)) == ("received", {})


def test_a_check_that_failed_says_so_on_the_page_of_columns(
    clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> None:
        raise ZeroDivisionError

    batch = clerk.match(clerk.receive(CONTENT))
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "check_rows", broken)
        patched.setattr(jobs, "connection", SimpleNamespace(in_atomic_block=False))
        jobs.advance_imports()
    batch.refresh_from_db()
    assert (batch.state, states(batch)) == ("received", {})
    assert batch.report["stopped"]["message"] == jobs.OUR_FAULT
    page = clerk.client.get(address(batch), follow=True).content.decode()
    assert "检查没有完成" in page
    assert "请告知管理员" in page
    assert "请告知管理员" in clerk.client.get(HOME).content.decode()
    data = chosen(clerk.client, batch) | {"name": "登记表"}
    post(clerk.client, address(batch, "columns/"), **data)
    batch.refresh_from_db()
    assert (batch.state, batch.report) == ("mapped", {})


def test_why_a_check_could_not_begin_is_kept_for_the_page(clerk: Desk) -> None:
    batch = clerk.match(clerk.receive(CONTENT))
    clerk.user.duty_assignments.update(ends_on=clock.today() - timedelta(days=1))
    jobs.advance_imports()
    batch.refresh_from_db()
    assert (batch.state, batch.report["stopped"]["message"]) == ("received", jobs.NO_RIGHT)


def test_the_columns_of_the_widest_table_can_be_sent(clerk: Desk) -> None:
    names = ["病历号", "姓名", "性别", *(f"c{number}" for number in range(MOST_COLUMNS - 3))]
    batch = clerk.receive((",".join(names) + "\n" + ",".join(["1"] * MOST_COLUMNS) + "\n").encode())
    data = {"base": "", "people": "named", "missing": "NA", "team": "", "name": "宽表"}
    for place, name in enumerate(names):
        data |= {f"column_{place}": guess(name), f"words_{place}": ""}
    answer = post(clerk.client, address(batch, "columns/"), **data)
    assert (answer.status_code, answer["Location"]) == (302, address(batch))


def test_another_hospital_sees_and_moves_nothing(clerk: Desk, partner: Desk) -> None:
    batch = clerk.imported(CONTENT)
    assert batch.public_id not in partner.client.get(HOME).content.decode()
    pages = ["", "columns/", "progress/", "rows/in/", "refused.csv", "refused.xlsx", "original/", "undo/"]
    assert {partner.client.get(address(batch, page)).status_code for page in pages} == {404}
    moves = ["begin/", "stop/", "undo/", "rematch/", "columns/"]
    assert {post(partner.client, address(batch, move)).status_code for move in moves} == {404}
    upload(partner.client, CONTENT)
    assert newest().hospital == partner.hospital


def test_the_partner_cannot_import_into_the_centre(clerk: Desk, partner: Desk) -> None:
    answer = post(
        partner.client,
        HOME + "new/",
        file=SimpleUploadedFile("a.csv", CONTENT),
        hospital=str(clerk.hospital.pk),
    )
    assert answer.status_code == 302
    assert newest().hospital == partner.hospital


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DATA_CLERK])
def test_no_other_role_passes(clerk: Desk, role: Role, client: Client) -> None:
    batch = clerk.checked(CONTENT)
    user = accounts.staff(clerk.hospital, role, username="other")
    client.force_login(user, backend=BACKEND)
    pages = [
        "",
        "new/",
        *(f"{batch.public_id}/{tail}" for tail in ("", "columns/", "rows/in/", "refused.csv")),
    ]
    assert {client.get(HOME + page).status_code for page in pages} == {403}
    assert upload(client, CONTENT).status_code == 403
    assert post(client, address(batch, "begin/")).status_code == 403


def test_a_file_that_is_too_large_is_refused_with_what_to_do_and_not_kept(
    clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "UPLOAD_LIMIT_BYTES", 1024 * 1024)
    answer = upload(clerk.client, b"a,b\n" * 600_000)
    assert answer.status_code == 422
    assert "上限是 1 MB" in answer.content.decode()
    assert ReceivedFile.objects.count() == 0
    assert not any(path.is_file() for path in settings.UPLOADS.rglob("*"))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("../../etc/passwd.csv", b"MZ\x90", "这是程序"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", "旧版 Excel"),
        ("a.csv", b"", "文件是空的"),
        ("a.csv", b"<html><script>alert(1)</script>", "网页"),
    ],
)
def test_what_is_no_table_is_refused_at_the_field_and_not_kept(
    clerk: Desk, name: str, content: bytes, sentence: str
) -> None:
    answer = upload(clerk.client, content, name)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not any(path.is_file() for path in settings.UPLOADS.rglob("*"))


def test_a_table_that_cannot_be_used_is_kept_and_says_why(clerk: Desk) -> None:
    upload(clerk.client, "姓名,姓名\na,b\n".encode(), "doubled.csv")
    batch = newest()
    assert batch.state == "refused"
    page = clerk.client.get(address(batch)).content.decode()
    assert "有 2 列都叫" in page
    assert clerk.client.get(address(batch, "original/")).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["../../../x.csv", "..\\..\\x.csv", "a\u202ecsv.exe", "a\x00b.csv", "<script>.csv", "名" * 200 + ".csv"],
)
def test_a_strange_name_names_no_place_and_is_shown_harmlessly(clerk: Desk, name: str) -> None:
    batch = clerk.receive(CONTENT, name)
    assert not set(batch.file.name) & set("/\\\u202e\x00")
    assert len(batch.file.name) <= 150
    page = clerk.client.get(HOME).content.decode()
    assert "<script>.csv" not in page


def test_values_of_the_file_are_never_markup(clerk: Desk) -> None:
    row = good_row(1)
    row[PLACE["ER"]] = "<img src=x onerror=alert(1)>"
    header = [*HEADER]
    batch = clerk.imported(as_csv([row]))
    for tail in ("", "rows/refused/"):
        assert "<img src=x" not in clerk.client.get(address(batch, tail)).content.decode()
    header[0] = "<b>病历号</b>"
    upload(clerk.client, (",".join(header) + "\n" + "1," * 17 + "2\n").encode())
    assert "<b>病历号</b>" not in clerk.client.get(address(newest(), "columns/")).content.decode()


def test_an_upload_needs_its_token_and_leaves_nothing_without(clerk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk.user, backend=BACKEND)
    assert upload(strict, CONTENT).status_code == 403
    assert ReceivedFile.objects.count() == 0
    assert not any(path.is_file() for path in settings.UPLOADS.rglob("*"))


def test_the_same_upload_sent_twice_is_one(clerk: Desk) -> None:
    key = str(uuid4())
    for _ in range(2):
        answer = clerk.client.post(
            HOME + "new/", {"submission": key, "file": SimpleUploadedFile("a.csv", CONTENT)}
        )
        assert answer.status_code == 302
    assert ReceivedFile.objects.count() == 1
    assert sum(path.is_file() for path in settings.UPLOADS.rglob("*")) == 1


def test_a_file_lies_encrypted_and_readable_by_nobody_else(clerk: Desk) -> None:
    upload(clerk.client, CONTENT)
    (path,) = [path for path in settings.UPLOADS.rglob("*") if path.is_file()]
    assert "张晓梅".encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_changed_mapping_gets_a_version_and_translations_count(clerk: Desk) -> None:
    row = good_row(1)
    row[PLACE["ER"]] = "弱阳"
    content = as_csv([row])
    for meaning in ("", "弱阳 = positive"):
        upload(clerk.client, content)
        batch = newest()
        place = PLACE["ER"]
        data = chosen(clerk.client, batch)
        data |= {"name": "登记表", f"words_{place}": meaning}
        post(clerk.client, address(batch, "columns/"), **data)
        jobs.advance_imports()
    assert [mapping.version for mapping in Mapping.objects.order_by("version")] == [1, 2]
    assert states(newest()) == {"new": 1}
    begin_import(by=clerk.actor, batch=newest())
    jobs.advance_imports()
    assert BatchRow.objects.get(state="in").patient is not None


def test_lists_ask_the_database_the_same_few_questions_however_long_they_are(
    clerk: Desk, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        clerk.receive(CONTENT)
    with django_assert_max_num_queries(11):
        clerk.client.get(HOME)
    batch = clerk.imported(CONTENT)
    with django_assert_max_num_queries(13):
        clerk.client.get(address(batch))
