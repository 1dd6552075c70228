"""Search and lists: who is found, how she is shown, and what a page costs."""

import html
import re

import pytest
from django.urls import reverse

from quancheng.access.roles import Role
from quancheng.careplan.models import Course
from quancheng.patients.rules.registering import NewIdentifier
from tests.integration.workbench.conftest import member

pytestmark = pytest.mark.django_db
SEARCH = "/s/search/"


FINDS = """晓梅|张|zxm|ZXM|zhang xiao mei|B2016|13812345678|5678|张 5678|310101196803123226|3226"""


@pytest.mark.parametrize("typed", FINDS.split("|"))
def test_finds_a_patient_by(typed, centre, enter):
    centre.patient(
        record_number="B2016",
        phone="13812345678",
        identifiers=(NewIdentifier("resident_id", "310101196803123226"),),
    )
    assert "张晓梅" in enter(centre.doctor).get(SEARCH, {"q": typed}).content.decode()


@pytest.mark.parametrize("typed", ["李", "张 9999", "*", "%", "' OR 1=1 --", "<b>"])
def test_finds_nobody_by(typed, centre, enter):
    centre.patient(phone="13812345678", record_number="B2016")
    page = enter(centre.doctor).get(SEARCH, {"q": typed})
    assert page.status_code == 200
    assert "张晓梅" not in page.content.decode()


def test_masks_who_is_outside_the_care_of_the_person_who_searches(centre, enter):
    centre.patient("张晓敏", team_id=centre.other_team.pk, record_number="A7654321")
    page = enter(centre.doctor).get(SEARCH, {"q": "zxm"}).content.decode()
    assert "张*敏" in page
    assert "张晓敏" not in page
    assert "A7654321" not in page


def test_offers_emergency_access_only_to_roles_that_may_break_the_glass(centre, enter):
    outside = centre.patient("张晓敏", team_id=centre.other_team.pk)
    glass = reverse("patients_staff:break_glass", args=[outside.public_id])
    assert glass in enter(centre.doctor).get(SEARCH, {"q": "zxm"}).content.decode()
    secretary = member(centre.hospital, Role.MDT_SECRETARY, centre.team)
    page = enter(secretary).get(SEARCH, {"q": "zxm"}).content.decode()
    assert "张*敏" in page
    assert glass not in page


def test_never_shows_another_hospitals_patient(centre, enter):
    centre.stranger("赵静怡")
    page = enter(centre.doctor).get(SEARCH, {"q": "赵"}).content.decode()
    assert "赵静怡" not in page
    assert "赵*怡" not in page


def test_shows_the_newest_first_and_pages_by_key(centre, enter):
    for number in range(25):
        centre.patient("张晓梅", record_number=f"N{number:03d}")
    client = enter(centre.doctor)
    page = client.get(SEARCH, {"q": "zxm"})
    rows = _numbers(page)
    assert rows[:2] == ["N024", "N023"]
    assert len(rows) == 20
    following = client.get(SEARCH + _next(page))
    assert _numbers(following) == ["N004", "N003", "N002", "N001", "N000"]


def _numbers(page) -> list[str]:
    return re.findall(r"N\d{3}", page.content.decode())


def _next(page) -> str:
    found = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
    assert found
    return html.unescape(found[1])


def test_a_damaged_page_address_is_refused_with_a_sentence(centre, enter):
    page = enter(centre.doctor).get(SEARCH, {"q": "zxm", "after": "rubbish"})
    assert page.status_code == 409


def test_answers_htmx_with_the_results_alone(centre, enter):
    centre.patient()
    page = enter(centre.doctor).get(
        SEARCH, {"q": "zxm"}, headers={"HX-Request": "true", "HX-Target": "results"}
    )
    assert "<html" not in page.content.decode()
    assert "张晓梅" in page.content.decode()


@pytest.mark.parametrize("people", [1, 30])
def test_a_search_costs_five_queries_however_many_match(people, centre, enter, count_queries):
    for _ in range(people):
        centre.patient()
    client = enter(centre.doctor)
    with count_queries(4):
        client.get(SEARCH, {"q": "zxm"})


@pytest.mark.parametrize("people", [1, 30])
def test_the_list_costs_five_queries_however_long_it_is(people, centre, enter, count_queries):
    for _ in range(people):
        centre.patient()
    client = enter(centre.doctor)
    with count_queries(5):
        client.get("/s/patients/")


def test_the_list_holds_only_patients_in_care(centre, enter):
    centre.patient("张晓梅")
    centre.patient("李芳", team_id=centre.other_team.pk)
    centre.stranger("赵静怡")
    page = enter(centre.doctor).get("/s/patients/").content.decode()
    assert "张晓梅" in page
    assert "李芳" not in page
    assert "赵静怡" not in page


def test_the_list_is_narrowed_by_stage_and_by_mine(centre, enter, record):
    mine = centre.patient("张晓梅", attending_id=centre.doctor.pk)
    centre.patient("李芳")
    Course.objects.create(patient=mine, hospital=centre.hospital, stage="surgery")
    client = enter(centre.doctor)
    for asked in ({"stage": "surgery"}, {"mine": "1"}):
        page = client.get("/s/patients/", asked).content.decode()
        assert "张晓梅" in page
        assert "李芳" not in page


def test_a_role_without_records_is_refused_the_list(centre, enter):
    admin = member(centre.hospital, Role.SYSTEM_ADMIN, None)
    client = enter(admin)
    assert client.get("/s/patients/").status_code == 403
    assert client.get(SEARCH, {"q": "zxm"}).status_code == 403
