"""A plan that is re-made from facts without a database, and random facts that move one."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from quancheng.careplan.pathways import shipped
from quancheng.careplan.rules.pathway import ClosedStep, StepRule, WantedStep, read_rules, wanted_steps
from quancheng.careplan.rules.plan import Situation, changes, overtaken
from quancheng.careplan.rules.stage import derive_stage
from quancheng.oncology.rules.history import ClinicalFact, History
from tests.unit.careplan.facts import began, day, fact, operated, over, plan, seen

FIRST, TENTH = day(0), day(10)
RULES = [rule for pathway in shipped() for rule in read_rules(pathway)]


@dataclass
class Row:
    """A step as the database would hold it."""

    key: str
    state: str = "open"
    source: str = "pathway"
    by_hand: bool = False
    due_from: date = FIRST
    due_by: date = TENTH
    fact_id: int | None = None
    outcome: str = ""
    closed_on: date | None = None
    title: str = ""
    why: str = ""
    left_open: bool = False
    duty: str = ""
    priority: str = ""
    rank: int = 0
    pathway_id: int | None = None
    team_id: int | None = None


@dataclass
class Plan:
    """A plan that is re-made from facts, as the action does it."""

    rows: list[Row] = field(default_factory=list)
    rules: list[StepRule] = field(default_factory=lambda: RULES)

    def follow(
        self, facts: list[ClinicalFact], today: date, enrolled_on: date = FIRST, sex: str = "female"
    ) -> int:
        """Re-plans; gives how many rows were written."""
        history = History(facts)
        position = derive_stage(history)
        closed = [
            ClosedStep(row.key, row.closed_on)
            for row in self.rows
            if row.state in {"done", "varied"} and row.fact_id is None and row.closed_on
        ]
        wanted = wanted_steps(self.rules, history, position.stage, enrolled_on, closed, sex)
        now = Situation(
            stage=position.stage,
            since=position.since,
            today=today,
            enrolled_on=enrolled_on,
            sex=sex,
            fact_ids={one.id for one in history},
        )
        now = replace(now, leftover=overtaken(self.rows, wanted, self.rules, history, now))
        found = changes(self.rows, wanted, now)
        for row, values in found.changed:
            for name, value in values.items():
                setattr(row, name, value)
        self.rows += [new_row(want) for want in found.new]
        return len(found.changed) + len(found.new)

    def row(self, code: str) -> Row:
        """The newest row of that code."""
        return next(row for row in reversed(self.rows) if row.key.split(":")[0] == code)


def new_row(want: WantedStep) -> Row:
    """What the action makes of a wanted step."""
    rule = want.rule
    done = want.fact_id is not None
    return Row(
        key=want.key,
        state="done" if done else "open",
        due_from=want.due_from,
        due_by=want.due_by,
        fact_id=want.fact_id,
        outcome="done" if done else "",
        closed_on=want.done_on,
        title=rule.title,
        why=want.why,
        duty=rule.duty.value,
        priority=rule.priority.value,
        rank=rule.rank,
        pathway_id=rule.pathway_id,
    )


DRUGS: list[dict[str, Any]] = [{}, {"drugs": ["ai"]}, {"drugs": ["tamoxifen"]}, {"drugs": ["ai", "ofs"]}]
MODALITIES = ["chemotherapy", "radiotherapy", "targeted", "endocrine"]
DAYS = st.integers(0, 900)
SIDES = st.sampled_from(["left", "right"])


@st.composite
def one_fact(draw: st.DrawFn) -> ClinicalFact:
    """Any of the facts that move a plan."""
    on, side = draw(DAYS), draw(SIDES)
    modality = draw(st.sampled_from(MODALITIES))
    intent = draw(st.sampled_from(["neoadjuvant", "adjuvant", "palliative"]))
    made: list[Any] = [
        fact(
            "biopsy_pathology", on, side, histology="nst", her2_ihc=draw(st.sampled_from(["0", "2+", "3+"]))
        ),
        fact("surgical_pathology", on, side, histology="nst"),
        fact("tnm", on, side, classification="c", m=draw(st.sampled_from(["M0", "M1"]))),
        fact("menopausal_status", on, status=draw(st.sampled_from(["pre", "post"]))),
        plan(on, *draw(st.sets(st.sampled_from(["neoadjuvant", "surgery", *MODALITIES]), min_size=1))),
        operated(on, side, axilla="slnb"),
        began(modality, on, intent, **draw(st.sampled_from(DRUGS))),
        over(modality, on, intent),
        seen(on),
        fact("lost_to_follow_up", on, reason="moved"),
        fact("recurrence", on, adjudication=draw(st.sampled_from(["suspected", "confirmed"]))),
        fact("imaging", on, modality=draw(st.sampled_from(["ultrasound", "echo", "abdomen_us"]))),
        fact("complication", on, condition="lymphedema"),
        fact("death", on, cause="other"),
    ]
    return draw(st.sampled_from(made))


LIVES = st.lists(one_fact(), max_size=14)
