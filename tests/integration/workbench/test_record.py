"""The record: who may open it, what the frame says, what is written down about reading it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from quancheng.access.roles import Role
from quancheng.audit.models import AccessEntry
from quancheng.kernel import clock
from quancheng.oncology.models import CaseSummary
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.models import BreakGlass, CareRelation
from tests.integration.workbench.conftest import member

pytestmark = pytest.mark.django_db
TABS = ("", "pathology/", "treatment/", "figures/", "tab/people/", "history/", "readings/")


def page(patient, tab=""):
    return f"/s/patients/{patient.public_id}/{tab}"


def words(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_with_the_frame_and_is_written_into_the_access_log(tab, centre, enter):
    patient = centre.patient(allergies="青霉素")
    answer = enter(centre.doctor).get(page(patient, tab))
    assert answer.status_code == 200
    assert "张晓梅" in words(answer)
    assert "过敏：青霉素" in words(answer)
    entry = AccessEntry.objects.get(patient_id=patient.pk)
    assert (entry.user_id, entry.purpose) == (centre.doctor.pk, "care")


@pytest.mark.parametrize("tab", TABS)
def test_another_hospitals_record_looks_exactly_like_one_that_does_not_exist(tab, centre, enter):
    client = enter(centre.doctor)
    theirs = client.get(page(centre.stranger(), tab))
    nobodys = client.get(f"/s/patients/aaaaaaaaaaaaaaaa/{tab}")
    assert theirs.status_code == nobodys.status_code == 404
    assert _body(theirs) == _body(nobodys)
    assert AccessEntry.objects.count() == 0


def _body(response) -> str:
    """The page without what changes with every request: the token, and the address itself."""
    import re

    text = re.sub(r'value="[A-Za-z0-9]{64}"|"X-CSRFToken": "[^"]+"', "", words(response))
    return re.sub(r"/s/patients/[^\"']*", "", text)


def test_a_patient_of_another_team_is_not_open(centre, enter):
    outside = centre.patient(team_id=centre.other_team.pk)
    assert enter(centre.doctor).get(page(outside)).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.NURSE, 200),
        (Role.DATA_CLERK, 200),
        (Role.QUALITY_DIRECTOR, 200),
        (Role.SYSTEM_ADMIN, 403),
        (Role.RESEARCHER, 403),
        (Role.VOLUNTEER, 403),
    ],
)
def test_the_record_opens_by_role(role, status, centre, enter):
    somebody = member(centre.hospital, role, centre.team)
    assert enter(somebody).get(page(centre.patient())).status_code == status


def test_says_why_it_is_open_and_logs_the_purpose(centre, enter):
    patient = centre.patient(team_id=centre.other_team.pk)
    CareRelation.objects.create(patient=patient, user=centre.doctor, reason="会诊")
    enter(centre.doctor).get(page(patient))
    director = member(centre.hospital, Role.QUALITY_DIRECTOR, None)
    enter(director).get(page(patient))
    purposes = list(AccessEntry.objects.order_by("id").values_list("purpose", flat=True))
    assert purposes == ["care", "quality"]


def test_an_emergency_shows_the_time_that_is_left_and_ends_by_itself(centre, enter):
    patient = centre.patient(team_id=centre.other_team.pk)
    glass = BreakGlass.objects.create(
        patient=patient,
        hospital=centre.hospital,
        user=centre.doctor,
        reason="急诊",
        until=clock.now() + timedelta(minutes=102, seconds=30),
    )
    client = enter(centre.doctor)
    assert "1:42" in words(client.get(page(patient)))
    assert AccessEntry.objects.get().purpose == "emergency"
    BreakGlass.objects.filter(pk=glass.pk).update(until=clock.now() - timedelta(seconds=1))
    assert client.get(page(patient)).status_code == 404


@pytest.mark.parametrize(
    ("tab", "queries"),
    [
        ("", 6),
        ("pathology/", 6),
        ("treatment/", 6),
        ("figures/", 6),
        ("tab/people/", 5),
        ("tab/plan/", 5),
        ("history/", 8),
        ("readings/", 7),
    ],
)
def test_a_tab_costs_at_most_eight_queries(tab, queries, centre, enter, record, count_queries):
    patient = centre.patient()
    record(patient, *a_course())
    client = enter(centre.doctor)
    with count_queries(queries):
        client.get(page(patient, tab))


def a_course() -> list[NewFact]:
    """Diagnosis, pathology, operation, chemotherapy, and a genetic result."""
    return [
        NewFact(kind="diagnosis", on=date(2018, 3, 1), side="left", body={"behaviour": "invasive"}),
        NewFact(
            kind="biopsy_pathology",
            on=date(2018, 3, 2),
            side="left",
            body={
                "histology": "nst",
                "grade": "2",
                "er_percent": "90",
                "pr_percent": "30",
                "her2_ihc": "1+",
                "ki67_percent": "15",
            },
        ),
        NewFact(
            kind="tnm",
            on=date(2018, 3, 3),
            side="left",
            body={"classification": "c", "t": "T2", "n": "N0", "m": "M0"},
        ),
        NewFact(
            kind="operation",
            on=date(2018, 3, 9),
            side="left",
            body={"breast": "conserving", "axilla": "slnb"},
        ),
        NewFact(
            kind="therapy_started",
            on=date(2018, 4, 2),
            body={"modality": "chemotherapy", "intent": "adjuvant", "regimen": "EC-T"},
        ),
        NewFact(
            kind="therapy_ended",
            on=date(2018, 9, 2),
            body={"modality": "chemotherapy", "intent": "adjuvant", "reason": "completed"},
        ),
        NewFact(kind="genetic_test", on=date(2018, 5, 2), body={"test": "PALB2", "result": "pathogenic"}),
    ]


def test_the_timeline_shows_the_course_in_its_lanes(centre, enter, record):
    patient = centre.patient()
    record(patient, *a_course())
    text = words(enter(centre.doctor).get(page(patient)))
    for said in (
        "cT2 cN0 M0",
        "IIA 期",
        "90%",
        "Luminal A 样",
        "化疗 EC-T",
        "保乳手术 前哨淋巴结活检",
        "PALB2",
    ):
        assert said in text


def test_genetic_results_are_not_even_mentioned_to_who_may_not_see_them(centre, enter, record):
    patient = centre.patient()
    facts = record(patient, *a_course())
    client = enter(centre.nurse)
    for tab in ("", "pathology/", "history/", "add/"):
        text = words(client.get(page(patient, tab)))
        assert "PALB2" not in text
        assert "基因" not in text
    genetic = next(fact for fact in facts if fact.kind == "genetic_test")
    assert client.get(page(patient, f"facts/{genetic.pk}/")).status_code == 404
    assert client.get(page(patient, "add/genetic_test/")).status_code == 404


def test_what_is_missing_leads_to_the_form_that_records_it(centre, enter, record):
    patient = centre.patient()
    body = {"histology": "nst", "grade": "2", "er_percent": "90", "pr_percent": "0", "her2_ihc": "0"}
    record(patient, NewFact(kind="biopsy_pathology", on=date(2018, 3, 2), side="left", body=body))
    text = words(enter(centre.doctor).get(page(patient)))
    assert f'href="{page(patient, "add/biopsy_pathology/")}"' in text
    assert "缺 Ki-67" in text or "缺：Ki-67" in text
    secretary = member(centre.hospital, Role.MDT_SECRETARY, centre.team)
    assert page(patient, "add/") not in words(enter(secretary).get(page(patient)))


def test_an_empty_record_says_who_begins(centre, enter):
    text = words(enter(centre.doctor).get(page(centre.patient())))
    assert "档案还是空的" in text
    assert "由外科录入手术和术后病理" in text


@pytest.mark.parametrize("zoom", ["all", "5y", "treatment", "6m", "rubbish"])
def test_every_zoom_draws(zoom, centre, enter, record):
    patient = centre.patient()
    record(patient, *a_course())
    assert enter(centre.doctor).get(page(patient), {"zoom": zoom}).status_code == 200


def test_a_de_identified_person_is_shown_by_number_and_by_time_from_diagnosis(centre, enter, record):
    person = centre.patient(
        "",
        pseudonymous=True,
        birth_on=None,
        age_at_diagnosis=Decimal("43.19"),
        record_number="MB-0002",
        source="metabric",
    )
    record(
        person,
        NewFact(kind="diagnosis", offset_days=0, side="left", body={"behaviour": "invasive"}),
        NewFact(kind="follow_up", offset_days=2560, body={"way": "registry", "status": "disease_free"}),
    )
    text = words(enter(centre.doctor).get(page(person)))
    assert "MB-0002" in text
    assert "确诊时 43岁" in text
    assert "确诊后 7.0 年" in text


def test_a_person_who_is_not_staff_is_refused_and_an_unknown_one_led_to_sign_in(centre, client):
    assert client.get("/s/").status_code == 302
    assert "/accounts/login/" in client.get("/s/patients/")["Location"]


def test_each_role_starts_on_its_own_first_page(centre, enter):
    assert enter(centre.doctor).get("/s/")["Location"] in {"/s/day/", "/s/patients/"}
    auditor = member(centre.hospital, Role.AUDITOR, None)
    assert enter(auditor).get("/s/")["Location"] == "/s/audit/"


def test_the_history_tells_who_did_what(centre, enter, record):
    patient = centre.patient()
    record(patient, *a_course())
    text = words(enter(centre.doctor).get(page(patient, "history/")))
    assert "左侧 乳腺癌诊断" in text
    assert "全程阶段" in text


def test_who_looked_is_shown(centre, enter):
    patient = centre.patient()
    enter(centre.nurse).get(page(patient))
    assert "王护士" in words(enter(centre.doctor).get(page(patient, "readings/")))


def test_receptors_of_a_metastasis_stand_beside_the_primary_and_open_counts_say_what_to_do(
    centre, enter, record
):
    patient = centre.patient()
    nodes = {"histology": "nst", "nodes_examined": "2", "nodes_positive": "1", "node_met_mm": "4"}
    away = {"histology": "nst", "specimen": "metastasis", "er_percent": "0", "her2_ihc": "3+"}
    record(
        patient,
        *a_course(),
        NewFact(kind="surgical_pathology", on=date(2018, 3, 14), side="left", body=nodes),
        NewFact(
            kind="surgical_pathology", on=date(2018, 4, 1), side="left", body=nodes | {"nodes_examined": "16"}
        ),
        NewFact(kind="biopsy_pathology", on=date(2020, 5, 4), side="left", body=away),
    )
    client = enter(centre.doctor)
    for tab in ("pathology/", "figures/"):
        text = client.get(page(patient, tab)).content.decode()
        assert "复发或转移 左侧" in text
        assert "ER 0% · HER2 阳性" in text
        assert "请录入病理 TNM，或在每份报告中注明标本" in text
        assert "上方的受体和分型取自以下组织" not in text
    assert CaseSummary.objects.get(patient=patient).er == "90%"


def test_receptors_read_from_a_node_say_so(centre, enter, record):
    patient = centre.patient()
    node = {"histology": "nst", "specimen": "node", "er_percent": "60"}
    record(patient, NewFact(kind="biopsy_pathology", on=date(2018, 3, 2), side="left", body=node))
    text = enter(centre.doctor).get(page(patient, "pathology/")).content.decode()
    assert "没有原发灶的乳房标本记录：上方的受体和分型取自以下组织。" in text
    assert "淋巴结 左侧" in text
