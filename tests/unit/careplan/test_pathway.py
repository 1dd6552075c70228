"""Which steps a pathway asks for: anchors, repeats, conditions, and the shipped pathways as a whole."""

from datetime import date, timedelta
from typing import Any

import pytest

from quancheng.careplan.pathways import shipped
from quancheng.careplan.rules.conditions import WORDS
from quancheng.careplan.rules.pathway import ClosedStep, StepRule, WantedStep, read_rules, wanted_steps
from quancheng.careplan.states import Stage
from quancheng.oncology.facts import KINDS
from quancheng.oncology.rules.history import ClinicalFact
from tests.unit.careplan.facts import began, day, fact, history, operated, over, plan, seen

ENROLLED = day(0)


def rule(**values: Any) -> StepRule:
    """A rule with what the test is not about filled in."""
    row = {
        "code": "step",
        "title": "Do it",
        "duty": "nurse",
        "priority": "timed",
        "anchor": {"on": "enrolment"},
        "window_days": 7,
        **values,
    }
    return read_rules({"steps": [row]})[0]


def wanted(
    one: StepRule,
    *facts: ClinicalFact,
    stage: Stage = Stage.FOLLOW_UP,
    enrolled_on: date = ENROLLED,
    closed: tuple[ClosedStep, ...] = (),
) -> list[WantedStep]:
    """What the rule asks for."""
    return wanted_steps([one], history(*facts), stage, enrolled_on, closed)


OPERATION = {"kind": "operation", "breast": ["conserving", "mastectomy"]}
VISIT = {"kind": "follow_up", "way": "visit"}
QUARTERLY = {
    "anchor": {"on": [OPERATION]},
    "every_months": [[24, 3], [60, 6], [0, 12]],
    "after_days": -14,
    "window_days": 28,
    "done_by": [VISIT],
}


def test_counts_from_enrolment() -> None:
    (step,) = wanted(rule(after_days=2))
    assert (step.due_from, step.due_by, step.key) == (day(2), day(9), "step:1")


def test_counts_from_the_last_matching_fact_or_the_first() -> None:
    facts = [operated(10), operated(40), operated(20, breast="none")]
    (last,) = wanted(rule(anchor={"on": [OPERATION]}), *facts)
    (first,) = wanted(rule(anchor={"on": [OPERATION], "which": "first"}), *facts)
    assert (last.due_from, last.key) == (day(40), "step:2")
    assert (first.due_from, first.key) == (day(10), "step:1")


def test_asks_nothing_without_its_anchor() -> None:
    assert wanted(rule(anchor={"on": [OPERATION]}), seen(10)) == []


def test_an_undated_fact_is_no_anchor() -> None:
    assert wanted(rule(anchor={"on": [OPERATION]}), operated(None)) == []


def test_asks_for_each_side_by_itself() -> None:
    both = rule(anchor={"on": [OPERATION], "per_side": True}, done_by=[{"kind": "surgical_pathology"}])
    report = fact("surgical_pathology", 50, "left", histology="nst")
    steps = {step.side: step for step in wanted(both, operated(40, "left"), operated(40, "right"), report)}
    assert (steps["left"].fact_id, steps["right"].fact_id) == (report.id, None)
    assert steps["right"].key == "step:1:right"


def test_the_key_stays_when_the_day_of_the_anchor_is_corrected() -> None:
    one = rule(anchor={"on": [OPERATION]})
    assert wanted(one, operated(40))[0].key == wanted(one, operated(43))[0].key


@pytest.mark.parametrize(
    ("ever", "on", "done"), [(False, 9, False), (False, 10, True), (True, 3, True)], ids=str
)
def test_is_done_by_a_fact_from_the_anchor_on_or_at_any_time(ever: bool, on: int, done: bool) -> None:
    one = rule(anchor={"on": [{"kind": "diagnosis"}]}, done_by=[{"kind": "tnm"}], done_ever=ever)
    (step,) = wanted(one, fact("diagnosis", 10), fact("tnm", on, classification="c"))
    assert (step.fact_id is not None) is done


@pytest.mark.parametrize(
    ("body", "done"),
    [
        ({"er_percent": 90, "pr_status": "negative", "her2_ihc": "2+", "ki67_percent": 0}, True),
        ({"er_percent": 90, "pr_status": "negative", "her2_ihc": "2+"}, False),
        ({"er_percent": {"absent": "pending"}, "pr_percent": 1, "her2_ihc": "0", "ki67_percent": 5}, False),
    ],
)
def test_complete_means_stated_and_pending_is_not_stated(body: dict[str, Any], done: bool) -> None:
    has = [["er_percent", "er_status"], ["pr_percent", "pr_status"], ["her2_ihc"], ["ki67_percent"]]
    one = rule(done_by=[{"kind": "biopsy_pathology", "has": has}], done_ever=True)
    assert (wanted(one, fact("biopsy_pathology", 3, "left", **body))[0].fact_id is not None) is done


def test_needs_and_unless_look_at_the_newest_plan_where_told() -> None:
    newest = {"kind": "treatment_plan", "modalities": ["radiotherapy"], "latest": True}
    asked = rule(needs=[newest])
    assert wanted(asked, plan(5, "radiotherapy"))
    assert not wanted(asked, plan(5, "radiotherapy"), plan(50, "surgery"))
    assert not wanted(rule(unless=[newest]), plan(5, "radiotherapy"))


def test_unless_after_the_anchor_ignores_what_came_before() -> None:
    ended = {"kind": "therapy_ended", "modality": "endocrine", "after_anchor": True}
    one = rule(anchor={"on": [{"kind": "therapy_started"}]}, unless=[ended])
    assert wanted(one, over("endocrine", 5), began("endocrine", 20))
    assert not wanted(one, began("endocrine", 20), over("endocrine", 90))


def test_begins_only_in_its_stages_but_is_still_fulfilled_later() -> None:
    """The fact that fulfils a step often moves the stage with it; the step must be done, not withdrawn."""
    one = rule(anchor={"on": [OPERATION]}, stages=["surgery"], done_by=[{"kind": "surgical_pathology"}])
    report = fact("surgical_pathology", 50, "left", histology="nst")
    (step,) = wanted(one, operated(40), report, stage=Stage.FOLLOW_UP)
    assert (step.begins, step.fact_id) == (False, report.id)


def test_asks_nothing_of_the_dead() -> None:
    assert wanted(rule(), stage=Stage.DECEASED) == []


def test_a_rule_without_stages_does_not_begin_for_the_lost() -> None:
    assert [step.begins for step in wanted(rule(), stage=Stage.LOST)] == [False]


def test_what_lay_before_enrolment_is_due_from_then_on() -> None:
    (step,) = wanted(rule(anchor={"on": [OPERATION]}), operated(10), enrolled_on=day(900))
    assert (step.due_from, step.due_by) == (day(900), day(907))


def test_a_visit_is_due_three_months_after_the_anchor_within_its_window() -> None:
    (step,) = wanted(rule(**QUARTERLY), operated(0))
    assert (step.due_from, step.due_by) == (date(2024, 5, 18), date(2024, 6, 15))


def test_the_next_visit_counts_from_the_last_and_only_one_is_open() -> None:
    steps = wanted(rule(**QUARTERLY), operated(0), seen(95), seen(190))
    assert [step.done_on for step in steps] == [day(95), day(190), None]
    assert steps[-1].key == f"step:1:{day(190).isoformat()}"
    assert steps[-1].due_from + timedelta(days=14) == date(2024, 12, 7)


@pytest.mark.parametrize(
    ("months", "next_in"),
    [(0, 3), (21, 3), (24, 6), (54, 6), (60, 12), (120, 12)],
    ids=str,
)
def test_the_interval_grows_with_the_years(months: int, next_in: int) -> None:
    visit_on = date(2024 + (2 + months) // 12, (2 + months) % 12 + 1, 2)
    number = (visit_on - day(0)).days
    step = wanted(rule(**QUARTERLY), operated(0), seen(number))[-1]
    due = step.due_from + timedelta(days=14)
    assert (due.year - visit_on.year) * 12 + due.month - visit_on.month == next_in


def test_a_schedule_that_has_run_out_asks_no_more() -> None:
    values = {**QUARTERLY, "every_months": [[24, 3]]}
    assert [step.fact_id for step in wanted(rule(**values), operated(0), seen(800))][-1] is not None


def test_a_step_closed_by_hand_counts_like_a_visit() -> None:
    """Distress is screened without a fact; without this the second screening would never come."""
    one = rule(every_months=[[0, 3]])
    (first,) = wanted(one)
    (second,) = wanted(one, closed=(ClosedStep(first.key, day(100)),))
    assert second.key == f"step:1:{day(100).isoformat()}"
    assert second.due_from == date(2024, 9, 9)


def test_two_reports_of_one_day_are_one_visit() -> None:
    steps = wanted(rule(**QUARTERLY), operated(0), seen(95), seen(95))
    assert [step.done_on for step in steps] == [day(95), None]


def test_visits_before_enrolment_only_tell_when_the_next_is_due() -> None:
    steps = wanted(rule(**QUARTERLY), operated(0), seen(95), enrolled_on=day(120))
    assert [(step.fact_id, step.key) for step in steps] == [(None, f"step:1:{day(95).isoformat()}")]


SHIPPED = shipped()
ALL_STEPS = [pytest.param(row, id=row["code"]) for pathway in SHIPPED for row in pathway["steps"]]


def test_three_pathways_are_shipped_and_every_code_is_used_once() -> None:
    assert [pathway["code"] for pathway in SHIPPED] == ["course", "follow_up", "monitoring"]
    codes = [row["code"] for pathway in SHIPPED for row in pathway["steps"]]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("row", ALL_STEPS)
def test_a_shipped_step_can_be_read_and_says_where_its_figures_are_from(row: dict[str, Any]) -> None:
    read_rules({"steps": [row]})
    assert row["source"]
    assert row["certainty"] in {"read", "recalled"}
    assert row["why"]
    assert len(row["title"]) <= 120
    assert len(row["why"]) <= 200


def conditions(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Every condition that a step is made of."""
    anchors = [] if row["anchor"]["on"] == "enrolment" else row["anchor"]["on"]
    assumed = row.get("assume", {"on": [], "needs": []})
    own = [*row.get("done_by", ()), *row.get("needs", ()), *row.get("unless", ())]
    return [*anchors, *own, *assumed["on"], *assumed["needs"]]


@pytest.mark.parametrize("row", ALL_STEPS)
def test_a_shipped_step_names_only_fields_and_values_that_exist(row: dict[str, Any]) -> None:
    for condition in conditions(row):
        kinds = condition["kind"] if isinstance(condition["kind"], list) else [condition["kind"]]
        for kind in kinds:
            known = {spec.code: spec for spec in KINDS[kind].fields}
            assert {code for group in condition.get("has", ()) for code in group} <= known.keys()
            assert set(condition.get("lacks", ())) <= known.keys()
            for code in condition.keys() - WORDS:
                values = condition[code] if isinstance(condition[code], list) else [condition[code]]
                assert set(values) <= set(known[code].options)  # type: ignore[attr-defined]


def test_the_bone_scan_is_shipped_switched_off() -> None:
    """Optional in the Chinese schedule and advised against abroad without symptoms."""
    rules = [one.code for pathway in SHIPPED for one in read_rules(pathway)]
    assert "bone_scan" not in rules
    assert "mammography" in rules


@pytest.mark.parametrize(
    ("facts", "stage", "code", "due_by"),
    [
        ([fact("diagnosis", 0, "left")], Stage.NEW, "pathology_complete:1:left", 14),
        ([fact("biopsy_pathology", 4, "left", her2_ihc="2+")], Stage.PRE_TREATMENT, "her2_ish:1:left", 18),
        ([plan(9, "neoadjuvant", "surgery")], Stage.PRE_TREATMENT, "neoadjuvant_start:1", 23),
        ([over("chemotherapy", 140, "neoadjuvant")], Stage.SURGERY, "surgery_after_neoadjuvant:1", 196),
        ([plan(9, "surgery")], Stage.PRE_TREATMENT, "baseline_arms:1", 23),
        ([plan(9, "radiotherapy"), operated(40)], Stage.SURGERY, "radiotherapy_start_after_surgery:1", 96),
        (
            [plan(9, "chemotherapy", "radiotherapy"), operated(40), over("chemotherapy", 200)],
            Stage.RADIOTHERAPY,
            "radiotherapy_start_after_chemotherapy:1",
            256,
        ),
        ([began("targeted", 90)], Stage.TARGETED, "anti_her2_end:1", 485),
        ([fact("recurrence", 500, adjudication="suspected")], Stage.FOLLOW_UP, "suspected_recurrence:1", 514),
    ],
    ids=lambda value: value if isinstance(value, str) and ":" in value else "",
)
def test_the_shipped_pathways_ask_in_time(
    facts: list[ClinicalFact], stage: Stage, code: str, due_by: int
) -> None:
    rules = [one for pathway in SHIPPED for one in read_rules(pathway)]
    steps = {step.key: step for step in wanted_steps(rules, history(*facts), stage, ENROLLED)}
    assert steps[code].begins
    assert steps[code].due_by == day(due_by)
