"""What the service report counts, and what not."""

from datetime import date

import pytest

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, NotPermitted
from quancheng.careplan.actions.facts import correct_fact
from quancheng.hospitals.models import Hospital
from quancheng.kernel.refused import Refused
from quancheng.oncology.models import Fact
from quancheng.patients.models import Patient
from quancheng.reports import queries
from tests.integration.reports.conftest import MACHINE, TODAY, NewCase, fact, three_years

OPERATED = fact("operation", "2016-05-02", "left", breast="mastectomy", axilla="slnb")


@pytest.fixture
def count(director: Actor, hospital: Hospital, at: object):
    """`count("deaths")`: the number in the three years, with the list behind it as long as the number."""

    def counted(code: str, as_of: date | None = None) -> int | None:
        period = three_years(as_of)
        value = queries.service_report(director, hospital, period).figure(code).value
        listed = queries.patients_counted(director, hospital, period, code).rows
        assert len(listed) == value
        return value

    return counted


@pytest.fixture(autouse=True)
def _today(at):
    with at("2026-11-21 10:00"):
        yield


def test_the_first_day_belongs_and_the_day_after_the_last_does_not(case: NewCase, count) -> None:
    for day in ("2015-09-30", "2015-10-01", "2018-09-30", "2018-10-01"):
        case(day)
    assert count("admitted") == 2


def test_somebody_without_a_day_of_admission_is_in_no_period_and_said_to_be(
    case: NewCase, count, director: Actor, hospital: Hospital
) -> None:
    case("2016-01-04")
    case(None, fact("diagnosis", "2016-01-05", "left", behaviour="invasive"))
    assert count("admitted") == 1
    assert queries.coverage(director, hospital).without_day == 1
    assert queries.coverage(director, hospital).first_admission_on == date(2016, 1, 4)


def test_a_second_admission_does_not_count_twice(case: NewCase, count) -> None:
    case("2016-01-04", fact("admission", "2017-01-04"))
    assert count("admitted") == 1
    assert count("whole_course_year_1") == 1


def test_years_add_up_to_the_whole_course_cases(case: NewCase, count) -> None:
    for day in ("2015-10-01", "2016-09-30", "2016-10-01", "2018-09-30"):
        case(day)
    case("2017-03-01", enrolled=None)
    assert count("admitted") == 5
    assert count("whole_course") == 4
    assert [count(f"whole_course_year_{year}") for year in (1, 2, 3)] == [2, 1, 1]


def test_somebody_enrolled_years_later_counts_in_her_year_of_admission(case: NewCase, count) -> None:
    case("2015-12-01", enrolled="2020-02-02")
    assert count("whole_course_year_1") == 1
    assert count("whole_course", as_of=date(2019, 12, 31)) == 0


def test_treatment_of_somebody_who_is_not_enrolled_is_not_counted(case: NewCase, count) -> None:
    conserved = fact("operation", "2016-05-02", "left", breast="conserving", axilla="slnb")
    case("2016-04-01", conserved, enrolled=None)
    case("2016-04-01", conserved)
    assert count("breast_conserving") == 1


def test_a_mastectomy_after_an_attempt_to_conserve_is_not_a_conserved_breast(case: NewCase, count) -> None:
    case(
        "2016-04-01",
        fact("operation", "2016-05-02", "left", breast="conserving", axilla="slnb"),
        fact("operation", "2016-05-20", "left", breast="mastectomy", axilla="none"),
    )
    assert count("breast_conserving") == 0


def test_a_later_operation_that_leaves_the_breast_alone_keeps_it_conserved(case: NewCase, count) -> None:
    case(
        "2016-04-01",
        fact("operation", "2016-05-02", "left", breast="conserving", axilla="slnb"),
        fact("operation", "2016-05-20", "left", breast="none", axilla="alnd"),
    )
    assert count("breast_conserving") == 1


def test_reconstruction_counts_at_once_and_later(case: NewCase, count) -> None:
    case(
        "2016-04-01", fact("operation", "2016-05-02", "left", breast="skin_sparing", reconstruction="implant")
    )
    case(
        "2016-04-01",
        OPERATED,
        fact("operation", "2018-05-02", "left", breast="none", reconstruction="autologous"),
    )
    case("2016-04-01", OPERATED)
    assert count("reconstruction") == 2


def test_neoadjuvant_means_chemotherapy_before_surgery(case: NewCase, count) -> None:
    def begun(modality: str, intent: str) -> object:
        return fact("therapy_started", "2016-04-20", modality=modality, intent=intent)

    case("2016-04-01", begun("chemotherapy", "neoadjuvant"))
    case("2016-04-01", begun("endocrine", "neoadjuvant"))
    case("2016-04-01", begun("chemotherapy", "adjuvant"))
    assert count("neoadjuvant") == 1


def plan(*parts: str) -> object:
    return fact("treatment_plan", "2016-05-10", modalities=list(parts))


def therapy(what: str, modality: str, on: str, **more: str) -> object:
    return fact(f"therapy_{what}", on, modality=modality, intent="adjuvant", **more)


def test_endocrine_therapy_counts_as_carried_out_once_begun(case: NewCase, count) -> None:
    case("2016-04-01", OPERATED, plan("surgery", "endocrine"), therapy("started", "endocrine", "2016-06-01"))
    assert count("completed") == 1


def test_endocrine_therapy_that_was_stopped_early_is_not_completed(case: NewCase, count) -> None:
    case(
        "2016-04-01",
        OPERATED,
        plan("surgery", "endocrine"),
        therapy("started", "endocrine", "2016-06-01"),
        therapy("ended", "endocrine", "2017-06-01", reason="toxicity"),
    )
    assert count("completed") == 0


def test_chemotherapy_that_still_runs_or_was_broken_off_is_not_completed(case: NewCase, count) -> None:
    started = therapy("started", "chemotherapy", "2016-06-01")
    wanted = plan("surgery", "chemotherapy")
    case("2016-04-01", OPERATED, wanted, started)
    case(
        "2016-04-01", OPERATED, wanted, started, therapy("ended", "chemotherapy", "2016-08-01", reason="cost")
    )
    done = case(
        "2016-04-01",
        OPERATED,
        wanted,
        started,
        therapy("ended", "chemotherapy", "2016-10-01", reason="completed"),
    )
    assert count("completed") == 1
    assert CODES_OF(done) == {"surgery", "chemotherapy"}


def CODES_OF(patient: Patient) -> set[str]:  # noqa: N802 - reads as what it gives
    return set(patient.summary.fulfilled)


def test_somebody_without_a_plan_has_not_completed_one(case: NewCase, count) -> None:
    case("2016-04-01", OPERATED)
    assert count("completed") == 0


def relapse(adjudication: str, on: str = "2018-03-03") -> object:
    return fact("recurrence", on, extent="distant", sites=["bone"], adjudication=adjudication)


def test_a_suspected_or_refuted_relapse_is_not_counted(case: NewCase, count) -> None:
    for adjudication in ("suspected", "refuted", "confirmed"):
        case("2016-04-01", OPERATED, relapse(adjudication))
    assert count("recurrence") == 1


def test_a_suspicion_that_is_confirmed_counts_from_then_on(case: NewCase, count) -> None:
    patient = case("2016-04-01", OPERATED, relapse("suspected"))
    assert count("recurrence") == 0
    old = Fact.objects.get(patient=patient, kind="recurrence")
    correct_fact(by=MACHINE, fact=old, new=relapse("confirmed"), reason="骨扫描确诊", today=TODAY)
    assert count("recurrence") == 1


def test_events_after_the_counting_day_are_not_counted_yet(case: NewCase, count) -> None:
    case("2016-04-01", OPERATED, relapse("confirmed"), fact("death", "2019-06-30", cause="breast_cancer"))
    case("2016-04-01", OPERATED, fact("complication", "2018-01-01", "left", condition="lymphedema"))
    assert (count("recurrence"), count("deaths"), count("lymphedema")) == (1, 1, 1)
    end = date(2018, 2, 28)
    assert (count("recurrence", end), count("deaths", end), count("lymphedema", end)) == (0, 0, 1)


END = date(2018, 9, 30)


def test_treatment_after_the_counting_day_is_not_counted_yet(case: NewCase, count) -> None:
    case(
        "2016-04-01",
        OPERATED,
        fact("operation", "2020-05-02", "left", breast="none", reconstruction="autologous"),
    )
    case("2018-08-01", fact("therapy_started", "2018-10-20", modality="chemotherapy", intent="neoadjuvant"))
    case("2018-08-01", fact("operation", "2018-10-01", "left", breast="conserving"))
    codes = ("reconstruction", "neoadjuvant", "breast_conserving")
    assert [count(code) for code in codes] == [1, 1, 1]
    assert [count(code, END) for code in codes] == [0, 0, 0]
    assert count("breast_conserving", date(2018, 10, 1)) == 1, "the counting day itself belongs"


def test_a_breast_that_was_taken_later_was_still_conserved_on_the_counting_day(case: NewCase, count) -> None:
    case(
        "2016-04-01",
        fact("operation", "2016-05-02", "left", breast="conserving"),
        fact("operation", "2020-05-20", "left", breast="mastectomy"),
    )
    case("2016-04-01", fact("operation", "2016-05-02", "left", breast="conserving"), enrolled="2019-01-01")
    assert count("breast_conserving") == 1
    assert count("breast_conserving", END) == 1


def test_a_plan_is_completed_as_it_stood_on_the_counting_day(case: NewCase, count) -> None:
    begun = therapy("started", "chemotherapy", "2018-06-01")
    over = therapy("ended", "chemotherapy", "2018-10-20", reason="completed")
    case("2018-04-01", OPERATED, plan("surgery", "chemotherapy"), begun, over)
    tablets = therapy("started", "endocrine", "2016-06-01")
    stopped = therapy("ended", "endocrine", "2020-06-01", reason="toxicity")
    case("2016-04-01", OPERATED, plan("surgery", "endocrine"), tablets, stopped)
    anew = fact("treatment_plan", "2021-01-01", modalities=["surgery", "targeted"])
    case("2016-04-01", OPERATED, plan("surgery"), anew)
    assert count("completed") == 1
    assert count("completed", END) == 2
    assert count("completed", date(2020, 12, 31)) == 2


def test_an_earlier_counting_day_costs_one_query_more(
    case: NewCase, director: Actor, hospital: Hospital, django_assert_num_queries
) -> None:
    for _ in range(3):
        case("2016-04-01", OPERATED, fact("operation", "2020-05-02", "left", reconstruction="implant"))
    with django_assert_num_queries(2):
        queries.service_report(director, hospital, three_years(END))
    with django_assert_num_queries(2):
        queries.patients_counted(director, hospital, three_years(END), "reconstruction")
    with django_assert_num_queries(1):
        queries.patients_counted(director, hospital, three_years(END), "deaths")


def test_another_complication_is_no_lymphoedema(case: NewCase, count) -> None:
    case("2016-04-01", OPERATED, fact("complication", "2018-01-01", "left", condition="seroma"))
    assert count("lymphedema") == 0


def test_patients_of_another_hospital_are_never_in_the_numbers(
    case: NewCase, count, elsewhere: Hospital, director: Actor
) -> None:
    case("2016-04-01", OPERATED, relapse("confirmed"), at=elsewhere)
    assert count("admitted") == 0
    with pytest.raises(NotPermitted):
        queries.service_report(director, elsewhere, three_years())
    with pytest.raises(NotPermitted):
        queries.patients_counted(director, elsewhere, three_years(), "admitted")
    with pytest.raises(NotFound):
        queries.hospital_of(director, elsewhere.code)


def test_a_merged_record_counts_once(case: NewCase, count) -> None:
    survivor, absorbed = case("2016-04-01"), case("2016-04-02")
    absorbed.merged_into = survivor
    absorbed.save(update_fields=["merged_into"])
    assert count("admitted") == 1


def test_a_researcher_gets_no_small_numbers_and_no_names(
    case: NewCase, researcher: Actor, hospital: Hospital
) -> None:
    for number in range(12):
        case("2016-04-01", OPERATED, *([relapse("confirmed")] if number < 3 else []))
    report = queries.service_report(researcher, hospital, three_years())
    assert report.figure("admitted").value == 12
    assert report.figure("recurrence").hidden
    assert report.figure("recurrence").percent is None
    assert not report.opens_patients
    with pytest.raises(NotPermitted):
        queries.patients_counted(researcher, hospital, three_years(), "recurrence")


def test_an_unknown_number_is_refused_with_a_sentence(director: Actor, hospital: Hospital) -> None:
    with pytest.raises(Refused) as caught:
        queries.patients_counted(director, hospital, three_years(), "survival")
    assert caught.value.code == "no_such_indicator"


def test_a_report_is_one_query_and_so_is_a_page_of_patients(
    case: NewCase, director: Actor, hospital: Hospital, django_assert_num_queries
) -> None:
    case("2016-04-01", OPERATED)
    with django_assert_num_queries(1):
        queries.service_report(director, hospital, three_years())
    with django_assert_num_queries(1):
        rows = queries.patients_counted(director, hospital, three_years(), "admitted").rows
        assert [row.patient.course.stage for row in rows] == ["surgery"]


def test_the_list_goes_on_below_its_last_row(
    case: NewCase, director: Actor, hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    days = ["2016-04-03", "2016-04-01", "2016-04-02", "2016-04-02", "2016-04-01"]
    wanted = [pk for _, pk in sorted((day, case(day).pk) for day in days)]
    found, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        page = queries.patients_counted(director, hospital, three_years(), "admitted", cursor)
        found += [row.pk for row in page.rows]
        cursor, pages = page.next, pages + 1
    assert found == wanted
    assert pages == 3


@pytest.mark.parametrize("cursor", ["nonsense", "WyJhIl0", "WzEsMl0"])
def test_a_damaged_address_of_a_page_is_refused(director: Actor, hospital: Hospital, cursor: str) -> None:
    with pytest.raises(Refused) as caught:
        queries.patients_counted(director, hospital, three_years(), "admitted", cursor)
    assert caught.value.code == "cursor_damaged"
