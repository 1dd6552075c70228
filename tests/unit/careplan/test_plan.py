"""How a plan follows its facts: what is kept, what moves, and what never changes."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.careplan.pathways import shipped
from quancheng.careplan.rules.pathway import read_rules
from quancheng.careplan.rules.stage import derive_stage
from quancheng.careplan.states import Stage, StepState
from quancheng.oncology.rules.history import ClinicalFact, History
from tests.unit.careplan.facts import began, day, fact, operated, plan, seen
from tests.unit.careplan.plans import DAYS, LIVES, RULES, Plan, Row

BIOPSY = fact("biopsy_pathology", 3, "left", histology="nst")
COMPLETE = fact("biopsy_pathology", 9, "left", er_percent=90, pr_percent=20, her2_ihc="0", ki67_percent=10)


def test_a_fact_closes_its_step() -> None:
    made = Plan()
    made.follow([BIOPSY], day(4))
    assert made.row("pathology_complete").state == StepState.OPEN
    made.follow([BIOPSY, COMPLETE], day(9))
    assert (made.row("pathology_complete").state, made.row("pathology_complete").closed_on) == (
        "done",
        day(9),
    )


def test_a_corrected_fact_opens_the_step_again() -> None:
    made = Plan()
    made.follow([BIOPSY, COMPLETE], day(9))
    assert made.row("pathology_complete").state == "done"
    made.follow([BIOPSY], day(10))
    row = made.row("pathology_complete")
    assert (row.state, row.fact_id, row.closed_on) == ("open", None, None)


def test_the_fact_that_moves_the_stage_still_closes_the_step_of_the_stage_before() -> None:
    made, facts = Plan(), [plan(2, "surgery"), operated(20)]
    made.follow(facts, day(20))
    report = fact("surgical_pathology", 30, "left", histology="nst")
    made.follow([*facts, report], day(30))
    assert derive_stage(History([*facts, report])).stage is Stage.FOLLOW_UP
    assert made.row("surgical_pathology").state == "done"


def test_an_overdue_step_stays_when_the_stage_moves_on_and_one_not_due_yet_goes() -> None:
    made = Plan()
    made.follow([BIOPSY], day(4))
    assert made.row("clinical_tnm").due_by == day(17)
    made.follow([BIOPSY, began("chemotherapy", 18, "neoadjuvant")], day(18))
    assert made.row("clinical_tnm").state == "open"
    early = Plan()
    early.follow([BIOPSY], day(4))
    early.follow([BIOPSY, began("chemotherapy", 10, "neoadjuvant")], day(10))
    assert early.row("clinical_tnm").state == "withdrawn"


def test_a_step_moves_with_its_fact_even_in_a_colleagues_hands() -> None:
    made = Plan()
    made.follow([plan(2, "surgery"), operated(20)], day(21))
    made.row("surgical_pathology").by_hand = True
    made.follow([plan(2, "surgery"), operated(25)], day(26))
    assert made.row("surgical_pathology").due_by == day(39)
    assert sum(row.key.startswith("surgical_pathology") for row in made.rows) == 1


def test_what_a_person_took_on_is_not_withdrawn() -> None:
    made = Plan()
    made.follow([BIOPSY], day(4))
    made.row("clinical_tnm").by_hand = True
    made.follow([BIOPSY, began("chemotherapy", 10, "neoadjuvant")], day(10))
    assert made.row("clinical_tnm").state == "open"


def test_death_withdraws_what_is_open_and_a_mistaken_death_brings_it_back() -> None:
    made = Plan()
    made.follow([BIOPSY], day(4))
    made.rows.append(Row(key="hand:1", source="manual", by_hand=True, due_from=day(4)))
    death = fact("death", 8, cause="other")
    made.follow([BIOPSY, death], day(9))
    assert {row.state for row in made.rows} == {"withdrawn"}
    made.follow([BIOPSY], day(10))
    assert made.row("pathology_complete").state == "open"


def test_a_step_added_after_death_stays() -> None:
    made = Plan(rows=[Row(key="hand:1", source="manual", by_hand=True, due_from=day(12))])
    made.follow([BIOPSY, fact("death", 8, cause="other")], day(12))
    assert made.row("hand").state == "open"


def test_a_corrected_visit_does_not_leave_two_visits_open() -> None:
    made = Plan()
    facts = [plan(2, "surgery"), operated(0)]
    made.follow([*facts, seen(95)], day(100))
    made.row("visit").by_hand = True
    made.follow([*facts, seen(97)], day(101))
    visits = [row for row in made.rows if row.key.startswith("visit") and row.state == "open"]
    assert [row.key for row in visits] == [f"visit:1:{day(97).isoformat()}"]
    assert visits[0].by_hand


def test_a_repeated_step_closed_by_hand_comes_again() -> None:
    made = Plan()
    made.follow([BIOPSY], day(4))
    first = made.row("distress")
    first.state, first.by_hand, first.closed_on = "done", True, day(80)
    made.follow([BIOPSY], day(81))
    assert [row.state for row in made.rows if row.key.startswith("distress:")] == ["done", "open"]


def test_a_rule_switched_off_withdraws_its_open_step_unless_that_is_overdue() -> None:
    """What the centre switches off is not asked for from then on; what somebody owes already she explains."""
    early, late = Plan(), Plan()
    for made, today in ((early, day(10)), (late, day(30))):
        made.follow([BIOPSY], today)
        made.rules = [rule for rule in RULES if rule.code != "clinical_tnm"]
        made.follow([BIOPSY], today)
    assert early.row("clinical_tnm").state == "withdrawn"
    assert (late.row("clinical_tnm").state, late.row("clinical_tnm").left_open) == ("open", True)


def test_a_new_version_moves_the_open_steps_to_its_figures() -> None:
    made = Plan()
    made.follow([BIOPSY], day(4))
    definition = deepcopy(next(row for row in shipped() if row["code"] == "course"))
    step = next(row for row in definition["steps"] if row["code"] == "clinical_tnm")
    step["window_days"], step["duty"] = 5, "nurse"
    made.rules = list(read_rules(definition, 7))
    made.follow([BIOPSY], day(4))
    row = made.row("clinical_tnm")
    assert (row.due_by, row.duty, row.pathway_id) == (day(8), "nurse", 7)


@pytest.mark.parametrize("state", ["done", "varied"])
def test_what_a_person_closed_is_left_when_a_fact_agrees_later(state: str) -> None:
    made = Plan()
    made.follow([BIOPSY], day(4))
    row = made.row("pathology_complete")
    row.state, row.by_hand, row.closed_on = state, True, day(5)
    before = deepcopy(row)
    made.follow([BIOPSY, COMPLETE], day(9))
    assert row == before


@given(facts=LIVES, today=DAYS)
def test_replanning_twice_changes_nothing(facts: list[ClinicalFact], today: int) -> None:
    made = Plan()
    made.follow(facts, day(today))
    assert made.follow(facts, day(today)) == 0


@given(facts=LIVES, today=DAYS, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(facts: list[ClinicalFact], today: int, seed: Any) -> None:
    first, second = Plan(), Plan()
    first.follow(facts, day(today))
    seed.shuffle(facts := list(facts))
    second.follow(facts, day(today))
    assert first.rows == second.rows


@given(facts=LIVES, later=LIVES, today=DAYS, data=st.data())
def test_no_step_closed_by_hand_ever_changes(
    facts: list[ClinicalFact], later: list[ClinicalFact], today: int, data: st.DataObject
) -> None:
    made = Plan()
    made.follow(facts, day(today))
    open_rows = [row for row in made.rows if row.state == "open"]
    if not open_rows:
        return
    row = data.draw(st.sampled_from(open_rows))
    row.state, row.by_hand, row.closed_on = data.draw(st.sampled_from(["done", "varied"])), True, day(today)
    before = deepcopy(row)
    made.follow([*facts, *later], day(today + 30))
    assert row == before


@given(facts=LIVES, later=LIVES, today=DAYS)
def test_no_key_stands_twice(facts: list[ClinicalFact], later: list[ClinicalFact], today: int) -> None:
    made = Plan()
    made.follow(facts, day(today))
    made.follow(later, day(today + 1))
    made.follow([*facts, *later], day(today + 2))
    keys = [row.key for row in made.rows]
    assert len(keys) == len(set(keys))
