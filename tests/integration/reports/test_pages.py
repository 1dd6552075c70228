"""The report in a browser and on the command line."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from quancheng.access.roles import Role
from quancheng.audit.models import AuditEvent
from quancheng.hospitals.models import Hospital
from tests.integration.reports.conftest import NewCase, fact

SignedIn = Callable[[Role], Client]
REPORT = "/s/reports/service/"
ASKED = {"begins": "2015-10", "ends": "2018-10"}
CONSERVED = fact("operation", "2016-05-02", "left", breast="conserving", axilla="slnb")
OPENS = {Role.QUALITY_DIRECTOR, Role.CASE_MANAGER, Role.RESEARCHER}


@pytest.fixture(autouse=True)
def _today(at):
    with at("2026-11-21 10:00"):
        yield


def test_shows_each_number_with_its_definition_and_opens_its_patients(
    case: NewCase, signed_in: SignedIn
) -> None:
    patient = case("2016-04-01", CONSERVED)
    client = signed_in(Role.QUALITY_DIRECTOR)
    page = client.get(REPORT, ASKED).content.decode()
    assert "2015年10月1日至2018年9月30日" in page
    assert "先试保乳、后改全切的不计" in page
    answer = client.get(f"{REPORT}breast_conserving/patients/", ASKED)
    assert answer.status_code == 200
    assert f"/s/patients/{patient.public_id}/" in answer.content.decode()


def test_opens_on_the_last_twelve_months_and_offers_the_first_three_years(
    case: NewCase, signed_in: SignedIn
) -> None:
    case("2015-10-12")
    page = signed_in(Role.QUALITY_DIRECTOR).get(REPORT).content.decode()
    assert "2025年12月1日至2026年11月30日" in page
    assert "这个时段没有首次收治的患者" in page
    assert "begins=2015-10-01&amp;ends=2018-10-01" in page


def test_says_at_the_field_what_is_wrong_with_the_months(signed_in: SignedIn, hospital: Hospital) -> None:
    answer = signed_in(Role.QUALITY_DIRECTOR).get(REPORT, {"begins": "2018-10", "ends": "2015-10"})
    assert answer.status_code == 422
    assert "截止月份必须晚于开始月份" in answer.content.decode()


@pytest.mark.parametrize("role", Role)
def test_the_report_opens_for_those_with_the_permission_only(
    role: Role, signed_in: SignedIn, hospital: Hospital
) -> None:
    client = signed_in(role)
    opens = role in OPENS
    assert client.get(REPORT, ASKED).status_code == (200 if opens else 403)
    assert client.get(f"{REPORT}data.json", ASKED).status_code == (200 if opens else 403)
    lists = client.get(f"{REPORT}admitted/patients/", ASKED)
    assert lists.status_code == (200 if role is Role.QUALITY_DIRECTOR else 403)


def test_another_hospital_is_not_found(signed_in: SignedIn, elsewhere: Hospital) -> None:
    client = signed_in(Role.QUALITY_DIRECTOR)
    asked = ASKED | {"hospital": elsewhere.code}
    for path in (REPORT, f"{REPORT}data.json", f"{REPORT}admitted/patients/"):
        assert client.get(path, asked).status_code == 404


def test_a_researcher_reads_that_small_numbers_are_kept_back(case: NewCase, signed_in: SignedIn) -> None:
    for _ in range(2):
        case("2016-04-01", CONSERVED)
    page = signed_in(Role.RESEARCHER).get(REPORT, ASKED).content.decode()
    assert "小数字不显示" in page
    assert "/patients/?" not in page


def test_the_download_holds_the_same_numbers_and_is_written_into_the_trail(
    case: NewCase, signed_in: SignedIn, hospital: Hospital
) -> None:
    case("2016-04-01", CONSERVED)
    answer = signed_in(Role.QUALITY_DIRECTOR).get(f"{REPORT}data.json", ASKED)
    assert "service-first-20151001-20180930.json" in answer["Content-Disposition"]
    rows = {row["code"]: row for row in json.loads(answer.content)["rows"]}
    assert rows["breast_conserving"]["value"] == 1
    assert rows["breast_conserving"]["among"] == rows["whole_course"]["value"] == 1
    assert rows["breast_conserving"]["percent"] == 100.0
    event = AuditEvent.objects.get(event="report_exported")
    assert (event.hospital_id, event.detail["from"], event.detail["way"]) == (
        hospital.pk,
        "2015-10-01",
        "json",
    )


def test_the_page_asks_few_questions_however_many_cases_there_are(
    case: NewCase, signed_in: SignedIn, django_assert_max_num_queries
) -> None:
    client = signed_in(Role.QUALITY_DIRECTOR)
    for _ in range(3):
        case("2016-04-01", CONSERVED)
    client.get(REPORT, ASKED)
    # Session, user, duties and the frame; then hospitals, coverage and the report itself.
    # PostgreSQL: the request's transaction, told who asks (twice), and told again by the test.
    with django_assert_max_num_queries(12 + (4 if connection.vendor == "postgresql" else 0)):
        client.get(REPORT, ASKED)


def report(*words: str) -> str:
    out = StringIO()
    call_command("service_report", *words, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_same_numbers_as_the_page(case: NewCase, hospital: Hospital) -> None:
    case("2016-04-01", CONSERVED)
    words = ("--from", "2015-10", "--to", "2018-10")
    data = json.loads(report(*words, "--format", "json", "--language", "en"))
    assert data["period"] == {"from": "2015-10-01", "to": "2018-10-01", "last_day": "2018-09-30"}
    assert data["hospital"]["code"] == "first"
    assert {row["code"]: row["value"] for row in data["rows"]}["breast_conserving"] == 1
    assert "Questions answered" in data["not_yet_recorded"]
    text = report(*words)
    assert "保乳手术" in text
    assert "本中心尚未记录" in text


def test_the_command_refuses_with_a_sentence(hospital: Hospital) -> None:
    with pytest.raises(CommandError, match="截止月份必须晚于开始月份"):
        report("--from", "2018-10", "--to", "2015-10")
    with pytest.raises(CommandError, match="no such hospital"):
        report("--from", "2015-10", "--to", "2018-10", "--hospital", "third", "--language", "en")
