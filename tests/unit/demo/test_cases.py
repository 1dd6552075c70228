"""The invented people make sense before anything is stored: facts that the rules accept, in order."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from quancheng.careplan.rules.stage import derive_stage
from quancheng.careplan.states import Stage
from quancheng.demo.cast import CAST, cast_cases
from quancheng.demo.centres import MAIN, STAFF
from quancheng.demo.course.case import Case
from quancheng.demo.course.chance import choose
from quancheng.demo.course.cohort import reference_cohort
from quancheng.demo.course.current import recent_cases
from quancheng.demo.course.timeline import timeline
from quancheng.demo.figures import REFERENCE_CENTRE
from quancheng.demo.people.person import draw_person
from quancheng.kernel.phone import is_mobile, normalise_phone
from quancheng.kernel.resident_id import parse_resident_id
from quancheng.oncology.rules.history import ClinicalFact, History
from quancheng.oncology.rules.order import check_order
from quancheng.oncology.rules.recording import check_new_fact
from quancheng.oncology.rules.summary import Laboratory, Person, Summary, summarise

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def cohort() -> list[Case]:
    return reference_cohort(REFERENCE_CENTRE, seed="test", first_serial=1000)


def told(case: Case, today: date = TODAY) -> History:
    """Her history, every fact of it checked as if it were typed in."""
    person = Person(case.person.sex, case.person.birth_on)
    facts = timeline(case, today)
    found = []
    for number, new in enumerate(facts):
        check_order(new, History([]), facts)
        body = check_new_fact(new, person, pseudonymous=False, today=today)
        found.append(ClinicalFact(kind=new.kind, side=new.side, on=new.on, body=body, id=number))
    return History(found)


def summary_of(case: Case, history: History) -> Summary:
    return summarise(Person(case.person.sex, case.person.birth_on), history, Laboratory())


def test_every_fact_is_one_that_the_rules_accept(cohort: list[Case]) -> None:
    for case in cohort[::9]:
        assert len(told(case)) > 5


def test_tnm_of_every_operated_case_gives_a_stage(cohort: list[Case]) -> None:
    without = [
        case.number
        for case in cohort[::7]
        if not summary_of(case, history := told(case)).stage_group and not _is_complete_response(history)
    ]
    assert without == []


def _is_complete_response(history: History) -> bool:
    return any(f.value("classification") == "yp" and f.value("t") == "T0" for f in history.of("tnm"))


def test_hormone_receptors_decide_endocrine_therapy_and_her2_the_antibody(cohort: list[Case]) -> None:
    for case in cohort:
        if "endocrine" in case.planned:
            assert any(tumour.hormone_positive for tumour in case.tumours)
        if "targeted" in case.planned:
            assert case.leading.her2_positive


def test_a_conserved_breast_is_irradiated_in_the_plan(cohort: list[Case]) -> None:
    conserved = [case for case in cohort if case.breast == "conserving" and case.enrolled_on]
    assert len(conserved) == REFERENCE_CENTRE.conserving
    assert all("radiotherapy" in case.planned for case in conserved)


def test_a_breast_that_could_not_be_conserved_does_not_count_as_conserved(cohort: list[Case]) -> None:
    tried = [case for case in cohort if case.conserving_failed]
    assert tried
    for case in tried:
        history = told(case)
        assert {fact.value("breast") for fact in history.of("operation")} >= {"conserving", "mastectomy"}
        assert not summary_of(case, history).breast_conserving


def test_nothing_is_told_of_the_dead(cohort: list[Case]) -> None:
    for case in cohort:
        if case.died_after is None:
            continue
        history = told(case)
        assert history[-1].kind == "death"
        assert derive_stage(history).stage is Stage.DECEASED


def test_there_are_men_bilateral_cases_and_carcinomas_in_situ(cohort: list[Case]) -> None:
    kinds = Counter(
        kind
        for case in cohort
        for kind, present in {
            "male": case.person.sex == "male",
            "bilateral": len(case.tumours) == 2,
            "in_situ": case.leading.in_situ,
            "metastatic": case.metastatic,
        }.items()
        if present
    )
    assert all(kinds[kind] >= 5 for kind in ("male", "bilateral", "in_situ", "metastatic")), kinds


def test_subtypes_are_mixed_as_in_large_chinese_cohorts(cohort: list[Case]) -> None:
    invasive = [case for case in cohort if not case.leading.in_situ]
    share = {kind: n / len(invasive) for kind, n in Counter(c.leading.subtype for c in invasive).items()}
    assert 0.10 < share["tnbc"] < 0.20
    assert 0.18 < share["her2"] + share["lum_her2"] < 0.32
    assert 0.18 < share["lum_a"] < 0.32


def test_plans_fall_short_for_the_reasons_of_the_paper(cohort: list[Case]) -> None:
    reasons = {case.shortfall.reason for case in cohort if case.shortfall}
    assert {"cost", "toxicity", "patient_choice", "access", "comorbidity"} <= reasons


@pytest.mark.parametrize(
    "today", [date(2026, 11, 21), date(2027, 2, 28), date(2028, 2, 29), date(2027, 7, 1)]
)
def test_each_of_the_cast_is_in_her_stage_on_whatever_day_it_is_built(today: date) -> None:
    for role, case in zip(CAST, cast_cases("test", today), strict=True):
        assert derive_stage(told(case, today)).stage is role.stage, (role.name, today)
        assert case.record_number == role.record_number


def test_the_cast_has_somebody_in_every_stage() -> None:
    assert {role.stage for role in CAST} == set(Stage)


def test_recent_cases_are_told_up_to_today_and_no_further() -> None:
    cases = recent_cases(
        40, seed="test", first_serial=200, first_day=date(2025, 9, 1), last_day=TODAY, lean=1.3
    )
    assert all(fact.on is None or fact.on <= TODAY for case in cases for fact in told(case))
    assert len({derive_stage(told(case)).stage for case in cases}) >= 6


def test_the_same_seed_tells_the_same_story() -> None:
    one, other = (reference_cohort(REFERENCE_CENTRE, seed="test", first_serial=1000) for _ in range(2))
    assert [case.person for case in one] == [case.person for case in other]
    assert timeline(one[77], TODAY) == timeline(other[77], TODAY)
    another = reference_cohort(REFERENCE_CENTRE, seed="other", first_serial=1000)
    assert [case.person for case in one] != [case.person for case in another]


def test_numbers_are_valid_and_nobodys(cohort: list[Case]) -> None:
    people = [case.person for case in cohort]
    numbers = {parse_resident_id(person.resident_id, today=TODAY).number for person in people}
    assert len(numbers) == len(people)
    assert all(number.startswith("99") for number in numbers)
    phones = {person.phone for person in people} | {person.family_phone for person in people}
    assert len(phones) == 2 * len(people)
    assert all(normalise_phone(phone) == phone and is_mobile(phone) for phone in phones)


def test_a_person_is_of_the_sex_that_her_resident_id_says() -> None:
    rng = Random(1)
    for serial, sex in enumerate(["female", "male"] * 20):
        person = draw_person(rng, serial, date(2017, 5, 5), sex=sex)
        assert parse_resident_id(person.resident_id, today=TODAY).sex == sex


def test_choosing_takes_exactly_so_many_and_none_of_weight_zero() -> None:
    rng = Random(5)
    chosen = choose(rng, range(100), 10, lambda n: float(n % 2))
    assert len(chosen) == 10
    assert all(n % 2 for n in chosen)
    assert chosen == sorted(chosen)
    with pytest.raises(ValueError, match="Only 50 of the 51"):
        choose(rng, range(100), 51, lambda n: float(n % 2))


def test_the_main_centre_is_staffed_as_the_paper_says() -> None:
    team = STAFF[MAIN.code]
    nursing = {"nurse", "case_manager", "mdt_secretary", "lymphedema_therapist", "data_clerk"}
    doctors = Counter(person.title for person in team if person.role == "doctor")
    nurses = Counter(person.title for person in team if person.role in nursing)
    assert doctors == {"senior": 2, "associate_senior": 1, "intermediate": 3}
    assert nurses == {
        "associate_senior": 1,
        "intermediate": 4,
        "junior": 10,
    }  # eight nurses, two junior nurses
    answering = [p for p in team if p.role == "doctor" or (p.role in nursing and p.years >= 10)]
    assert len(answering) == 11
