"""The staff pages of the plan through the client, with scripts and without."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from quancheng.access.roles import Role
from quancheng.accounts.models import StaffProfile
from quancheng.audit.models import AccessEntry
from quancheng.careplan.actions.steps import complete_step
from quancheng.careplan.models import Pathway, Step
from quancheng.careplan.states import Outcome
from tests.integration.careplan.centre import MACHINE, Centre, centre, fact, record

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def clinic() -> Centre:
    return centre()


def signed_in(clinic: Centre, name: str, role: Role, team: int | None = 0) -> Client:
    """A browser in which this person has signed in and owes nothing more."""
    clinic.actor(name, role, team)
    StaffProfile.objects.get_or_create(user=clinic.users[name], defaults={"hospital": clinic.hospital})
    client = Client(headers={"accept-language": "en"})
    client.force_login(clinic.users[name], backend="quancheng.accounts.backend.Backend")
    session = client.session
    session.pop("owed", None)
    session["language"] = "en"
    session.save()
    return client


@pytest.fixture
def nurse(clinic: Centre) -> Client:
    return signed_in(clinic, "王护士", Role.NURSE)


@pytest.fixture
def step(clinic: Centre) -> Step:
    clinic.patient(enrolled_days_ago=3)
    return Step.objects.get(code="first_contact")


def without_token(answer: Any) -> str:
    """The page without the one thing that differs each time."""
    return re.sub(r'"X-CSRFToken": "\w+"', "", answer.content.decode())


def address(name: str, step: Step) -> str:
    return reverse(f"careplan_staff:{name}", args=[step.public_id])


def posted(**values: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), **values}


@pytest.mark.parametrize(("role", "may"), [(Role.DOCTOR, True), (Role.LYMPHEDEMA_THERAPIST, False)])
def test_my_day_offers_what_one_may_do(clinic: Centre, step: Step, role: Role, may: bool) -> None:
    desk = signed_in(clinic, "何医生", role)
    page = desk.get("/s/day/?whose=team").content.decode()
    assert (address("hand_over", step) in page) is may
    assert desk.get(address("hand_over", step)).status_code == (200 if may else 403)
    assert address("complete", step) in page
    assert desk.get(address("complete", step)).status_code == 200


def test_my_day_asks_as_much_for_one_step_as_for_fifty(
    clinic: Centre, nurse: Client, django_assert_max_num_queries: Any
) -> None:
    # Session, user, duties, day and figures; PostgreSQL is told who asks, inside a savepoint of the test.
    most = 9 if connection.vendor == "postgresql" else 5
    nurse.get("/s/day/?whose=team")
    for wanted in (1, 50):
        while Step.objects.open().count() < wanted:
            clinic.patient(name=f"患者{wanted}", enrolled_days_ago=40)
        with django_assert_max_num_queries(most):
            page = nurse.get("/s/day/?whose=team").content.decode()
    assert page.count('class="day__what"') >= 20


def test_my_day_names_patient_what_why_window_and_owner(nurse: Client, step: Step) -> None:
    page = nurse.get("/s/day/").content.decode()
    for words in (
        "张晓梅",
        "First contact by the case manager",
        "whom to ask",
        "1 day overdue",
        "Case manager",
    ):
        assert words in page
    assert step.patient.record_number not in page, "only the tail of the number is shown"


def test_an_empty_day_says_so_with_the_time(nurse: Client) -> None:
    page = nurse.get("/s/day/").content.decode()
    assert "Everything done ✓" in page


def test_completes_without_scripts_and_leads_back(nurse: Client, step: Step) -> None:
    assert nurse.get(address("complete", step)).status_code == 200
    answer = nurse.post(address("complete", step), posted(outcome="reached", note="ok"))
    assert (answer.status_code, answer["Location"]) == (302, "/s/day/")
    step.refresh_from_db()
    assert (step.state, step.outcome, step.note) == ("done", "reached", "ok")


def test_completes_as_a_fragment_and_tells_the_figures(nurse: Client, step: Step) -> None:
    form = nurse.get(address("complete", step), headers=HTMX).content.decode()
    assert form.lstrip().startswith("<tbody")
    answer = nurse.post(address("complete", step), posted(outcome="done"), headers=HTMX)
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "day-changed")
    assert "It stands in the plan" in answer.content.decode()
    assert nurse.get("/s/day/counters/?only=overdue").status_code == 200


def test_a_second_sending_of_the_same_form_changes_nothing(nurse: Client, step: Step) -> None:
    values = posted(outcome="done")
    nurse.post(address("complete", step), values)
    again = nurse.post(address("complete", step), values)
    assert again.status_code == 302
    assert step.moves.count() == 1


def test_a_form_without_its_answer_is_shown_again_with_the_reason(nurse: Client, step: Step) -> None:
    answer = nurse.post(address("vary", step), posted(), headers=HTMX)
    assert answer.status_code == 422
    assert "Choose: Why it is not done" in answer.content.decode()
    step.refresh_from_db()
    assert step.state == "open"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_somebody_was_faster_is_a_clear_message(
    clinic: Centre, nurse: Client, step: Step, headers: dict[str, str]
) -> None:
    colleague = clinic.actor("陈静", Role.CASE_MANAGER)
    complete_step(by=colleague, step=step, outcome=Outcome.REACHED)
    answer = nurse.post(address("vary", step), posted(reason="cost"), headers=headers)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "closed this step in the meantime" in page
    assert "Reached, no problem found" in page


def test_hands_over_to_a_colleague_who_then_finds_it(clinic: Centre, nurse: Client, step: Step) -> None:
    colleague = signed_in(clinic, "陈静", Role.CASE_MANAGER)
    assert "陈静 · Case manager" in nurse.get(address("hand_over", step)).content.decode()
    nurse.post(address("hand_over", step), posted(owner=clinic.users["陈静"].pk, note="周三来"))
    assert "First contact" in colleague.get("/s/day/?whose=named").content.decode()
    history = colleague.get(address("step", step)).content.decode()
    assert "Handed over to 陈静" in history
    assert "周三来" in history


def test_reopens_a_step_closed_by_mistake(clinic: Centre, nurse: Client, step: Step) -> None:
    complete_step(by=clinic.actor("陈静", Role.CASE_MANAGER), step=step, outcome=Outcome.DONE)
    nurse.post(address("reopen", step), posted(note="wrong line"))
    step.refresh_from_db()
    assert step.state == "open"


def test_a_strangers_step_looks_like_one_that_is_not_there(clinic: Centre, nurse: Client, step: Step) -> None:
    other = signed_in(centre("other"), "外院", Role.NURSE)
    second_team = signed_in(clinic, "孙丽", Role.NURSE, team=1)
    for name in ("step", "line", "complete", "vary", "hand_over", "reopen"):
        missing = other.get(reverse(f"careplan_staff:{name}", args=["0000000000000000"]))
        for client in (other, second_team):
            answer = client.get(address(name, step))
            assert answer.status_code == missing.status_code == 404
            assert without_token(answer) == without_token(missing)
    before = Step.objects.values_list("state", flat=True).get(pk=step.pk)
    assert other.post(address("complete", step), posted(outcome="done")).status_code == 404
    assert Step.objects.values_list("state", flat=True).get(pk=step.pk) == before


def test_the_plan_is_a_page_and_a_part_and_reading_it_is_written_down(nurse: Client, step: Step) -> None:
    where = reverse("careplan_staff:plan", args=[step.patient.public_id])
    page = nurse.get(where).content.decode()
    part = nurse.get(where, headers=HTMX).content.decode()
    assert "<html" in page
    assert "<html" not in part
    for words in ("First contact by the case manager", "Not yet confirmed by this centre"):
        assert words in page
        assert words in part
    assert nurse.get(where + "?fragment=1").content.decode().count("<html") == 0
    assert AccessEntry.objects.filter(page="plan", patient_id=step.patient_id).count() == 3


def test_the_plan_shows_what_the_record_closed(nurse: Client, step: Step) -> None:
    record(step.patient, fact("biopsy_pathology", 2, "left", histology="nst"))
    record(step.patient, fact("tnm", 1, "left", classification="c", t="T2", n="N0", m="M0"))
    page = nurse.get(reverse("careplan_staff:plan", args=[step.patient.public_id])).content.decode()
    assert "Clinical TNM before the first treatment · Left" in page
    assert "by the record" in page
    closed = Step.objects.get(code="clinical_tnm")
    shown = nurse.get(address("step", closed)).content.decode()
    assert "TNM stage" in shown
    assert "The record says that this was done" in shown


def test_adds_a_step_and_begins_whole_course_management(clinic: Centre, nurse: Client) -> None:
    patient = clinic.patient()
    plan = reverse("careplan_staff:plan", args=[patient.public_id])
    assert "Not under whole-course management" in nurse.get(plan).content.decode()
    nurse.post(plan + "enrol/", posted(on="2026-01-05"))
    assert Step.objects.filter(patient=patient).exists()
    refused = nurse.post(plan + "enrol/", posted(on="2026-01-05"))
    assert (refused.status_code, "already" in refused.content.decode()) == (422, True)
    values = {"title": "带家属看假发", "due_by": "2099-01-01", "duty": "nurse", "priority": "routine"}
    assert nurse.post(plan + "add/", posted(**values)).status_code == 302
    assert "带家属看假发" in nurse.get(plan).content.decode()


def test_who_may_not_work_with_steps_sees_no_buttons_and_is_refused(clinic: Centre, step: Step) -> None:
    director = signed_in(clinic, "周主任", Role.QUALITY_DIRECTOR, None)
    assert director.get("/s/day/").status_code == 403
    assert "/complete/" not in director.get(address("step", step)).content.decode()
    assert director.get(address("complete", step)).status_code == 403
    assert director.post(address("complete", step), posted(outcome="done")).status_code == 403


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the pathway form, unchanged."""
    from html.parser import HTMLParser

    values: dict[str, str] = {}

    class Reader(HTMLParser):
        select = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            name = given.get("name") or ""
            if tag == "input" and name and (given.get("type") != "checkbox" or "checked" in given):
                values[name] = given.get("value") or ""
            elif tag == "select":
                self.select = name
            elif tag == "option" and "selected" in given:
                values[self.select] = given.get("value") or ""

    Reader().feed(page)
    return values


def test_the_director_reads_changes_and_confirms_a_pathway(clinic: Centre, step: Step) -> None:
    director = signed_in(clinic, "周主任", Role.QUALITY_DIRECTOR, None)
    assert "as shipped" in director.get("/s/pathways/").content.decode()
    table = director.get("/s/pathways/follow_up/").content.decode()
    assert "to month 24 every 3 months" in table
    assert "Switched off" in table
    page = director.get("/s/pathways/course/edit/").content.decode()
    values = form_of(page) | posted(confirmed="on", **{"first_contact-window_days": "5"})
    answer = director.post("/s/pathways/course/edit/", values)
    assert answer.status_code == 302
    own = Pathway.objects.get(hospital=clinic.hospital)
    rows = {row["code"]: row for row in own.definition["steps"]}
    assert (rows["first_contact"]["window_days"], own.confirmed_by_centre) == (5, True)
    assert "Plans follow the new version" in director.get("/s/pathways/").content.decode()
    wrong = form_of(page) | posted(**{"endocrine_yearly-every_months": "yearly"})
    refused = director.post("/s/pathways/course/edit/", wrong)
    assert (refused.status_code, "one after the other" in refused.content.decode()) == (422, True)


def test_nobody_else_opens_the_pathways(clinic: Centre, nurse: Client) -> None:
    for where in ("/s/pathways/", "/s/pathways/course/", "/s/pathways/course/edit/"):
        assert nurse.get(where).status_code == 403
    director = signed_in(clinic, "周主任", Role.QUALITY_DIRECTOR, None)
    assert director.get("/s/pathways/unknown/").status_code == 404


def test_the_pages_speak_chinese(clinic: Centre, nurse: Client, step: Step) -> None:
    session = nurse.session
    session["language"] = "zh-hans"
    session.save()
    page = nurse.get("/s/day/").content.decode()
    for words in ("我的一天", "逾期 1 天", "个案管理师首次联系", "有时限", "女 · 56岁 · 尾号"):
        assert words in page
    assert MACHINE.name not in page
