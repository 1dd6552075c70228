"""An overdue step never disappears: somebody does it or says why not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quancheng.careplan.rules.stage import derive_stage
from quancheng.careplan.states import CLOSED_STAGES
from quancheng.oncology.rules.history import ClinicalFact, History
from tests.unit.careplan.facts import began, day, fact, operated, over, plan
from tests.unit.careplan.plans import Plan, one_fact

YOUNG = [fact("menopausal_status", 1, status="pre"), plan(2, "surgery", "chemotherapy")]
RE_OPERATED = [plan(2, "surgery"), operated(20), operated(60)]


def test_the_fertility_talk_that_was_missed_stays_when_chemotherapy_begins() -> None:
    made = Plan()
    made.follow(YOUNG, day(20))
    made.follow([*YOUNG, began("chemotherapy", 19)], day(20))
    assert (made.row("fertility_talk").state, made.row("fertility_talk").left_open) == ("open", True)
    in_time = Plan()
    in_time.follow(YOUNG, day(5))
    in_time.follow([*YOUNG, began("chemotherapy", 5)], day(5))
    assert in_time.row("fertility_talk").state == "withdrawn"


def test_pathology_that_is_overdue_stays_beside_that_of_the_second_operation() -> None:
    made = Plan()
    made.follow(RE_OPERATED[:2], day(60))
    made.follow(RE_OPERATED, day(60))
    rows = {row.key: row for row in made.rows if row.key.startswith(("surgical_pathology", "wound_call"))}
    assert {key: row.state for key, row in rows.items()} == {
        "surgical_pathology:1:left": "open",
        "surgical_pathology:2:left": "open",
        "wound_call:1": "open",
        "wound_call:2": "open",
    }
    assert rows["surgical_pathology:1:left"].due_by == day(34)
    assert rows["surgical_pathology:1:left"].left_open
    assert not rows["surgical_pathology:2:left"].left_open
    assert made.follow(RE_OPERATED, day(61)) == 0


@pytest.mark.parametrize(("on", "first"), [(50, 50), (70, 70)], ids=["late", "with the second specimen"])
def test_the_report_that_comes_late_does_the_step_that_was_left_open(on: int, first: int) -> None:
    made = Plan()
    made.follow(RE_OPERATED[:2], day(60))
    made.follow(RE_OPERATED, day(60))
    made.follow([*RE_OPERATED, fact("surgical_pathology", on, "left", histology="nst")], day(71))
    done = next(row for row in made.rows if row.key == "surgical_pathology:1:left")
    assert (done.state, done.closed_on) == ("done", day(first))


def test_a_corrected_report_does_not_undo_the_step_of_the_first_operation() -> None:
    made = Plan()
    made.follow([*RE_OPERATED[:2], fact("surgical_pathology", 27, "left", histology="nst")], day(30))
    again = [*RE_OPERATED, fact("surgical_pathology", 28, "left", histology="nst")]
    made.follow(again, day(61))
    row = next(row for row in made.rows if row.key == "surgical_pathology:1:left")
    assert (row.state, row.fact_id, row.closed_on) == ("done", again[-1].id, day(28))


def test_an_overdue_echo_stays_when_the_antibody_is_stopped_and_the_next_echo_does_it() -> None:
    made, facts = Plan(), [operated(0), began("targeted", 30)]
    made.follow(facts, day(160))
    stopped = [*facts, over("targeted", 158)]
    made.follow(stopped, day(160))
    assert (made.row("lvef_anti_her2").state, made.row("lvef_anti_her2").left_open) == ("open", True)
    made.follow([*stopped, fact("imaging", 170, modality="echo", lvef_percent=60)], day(170))
    assert (made.row("lvef_anti_her2").state, made.row("lvef_anti_her2").closed_on) == ("done", day(170))


def test_an_operation_withdrawn_as_mistaken_takes_its_overdue_steps_with_it() -> None:
    """Somebody gave a reason for that already; nobody has to explain what never was."""
    made = Plan()
    made.follow(RE_OPERATED, day(90))
    assert made.row("surgical_pathology").state == "open"
    made.follow(RE_OPERATED[:1], day(90))
    assert {row.state for row in made.rows if row.key.startswith("surgical_pathology")} == {"withdrawn"}


def test_what_is_asked_for_again_says_its_reason_again() -> None:
    made = Plan()
    made.follow(YOUNG, day(20))
    made.follow([*YOUNG, began("chemotherapy", 19)], day(20))
    made.follow(YOUNG, day(21))
    assert made.row("fertility_talk").why.startswith("Egg or tissue")


def test_a_step_for_the_other_sex_goes_when_the_sex_was_corrected() -> None:
    made = Plan()
    tamoxifen = [began("endocrine", 0, drugs=["tamoxifen"])]
    made.follow(tamoxifen, day(1))
    made.follow(tamoxifen, day(900))
    assert made.row("gynaecology_yearly").state == "open"
    made.follow(tamoxifen, day(900), sex="male")
    assert {row.state for row in made.rows if row.key.startswith("gynaecology")} == {"withdrawn"}


def test_death_takes_what_was_left_open() -> None:
    made = Plan()
    made.follow(YOUNG, day(20))
    lived = [*YOUNG, began("chemotherapy", 19)]
    made.follow(lived, day(20))
    made.follow([*lived, fact("death", 25, cause="other")], day(26))
    assert {row.state for row in made.rows} == {"withdrawn"}


CHAPTERS = st.lists(st.tuples(st.lists(one_fact(), max_size=5), st.integers(0, 300)), min_size=2, max_size=5)


@settings(max_examples=100)
@given(chapters=CHAPTERS)
def test_an_overdue_step_stays_open_until_done_varied_or_death(
    chapters: list[tuple[list[ClinicalFact], int]],
) -> None:
    """Whatever is added to the record, in whatever order, backdated facts and second operations included."""
    made, facts, today = Plan(), [], 0
    for added, days in chapters:
        today += days
        owed = [row for row in made.rows if row.state == "open" and row.due_by < day(today)]
        facts += added
        made.follow(facts, day(today))
        if derive_stage(History(facts)).stage in CLOSED_STAGES:
            return
        for row in owed:
            assert row.state == "open" or (row.state == "done" and row.fact_id is not None), row
        assert made.follow(facts, day(today)) == 0
