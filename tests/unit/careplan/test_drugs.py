"""What a drug asks for while it is taken: by the drug where stated, else by what is assumed, and said."""

from typing import Any

import pytest

from quancheng.careplan.pathways import shipped
from quancheng.careplan.rules.pathway import WantedStep, read_rules, wanted_steps
from quancheng.careplan.states import Stage
from quancheng.oncology.facts.schema import Body
from quancheng.oncology.facts.treatment import STARTED
from quancheng.oncology.rules.history import ClinicalFact
from tests.unit.careplan.facts import began, day, fact, history, over
from tests.unit.careplan.plans import Plan

RULES = [rule for pathway in shipped() for rule in read_rules(pathway)]
CHECKS = {"dxa_first", "dxa_yearly", "lipids_yearly", "gynaecology_yearly", "ofs_hormones"}
POST = fact("menopausal_status", 1, status="post")
PRE = fact("menopausal_status", 1, status="pre")
BONES = {"dxa_first", "dxa_yearly", "lipids_yearly"}
WOMB = {"gynaecology_yearly"}


def asked(
    *facts: ClinicalFact, stage: Stage = Stage.ENDOCRINE, sex: str = "female", only: Any = CHECKS
) -> dict[str, WantedStep]:
    """The checks that are asked for and not done, by code."""
    steps = wanted_steps(RULES, history(*facts), stage, day(0), sex=sex)
    return {
        step.rule.code: step
        for step in steps
        if step.begins and step.fact_id is None and (only is None or step.rule.code in only)
    }


def tablets(*drugs: str, on: int = 30) -> ClinicalFact:
    """Endocrine therapy begun, the drug stated where one is given."""
    return began("endocrine", on, **({"drugs": list(drugs)} if drugs else {}))


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ([POST, tablets("tamoxifen")], WOMB),
        ([POST, tablets("ai")], BONES),
        ([PRE, tablets("tamoxifen")], WOMB),
        ([PRE, tablets("tamoxifen", "ofs")], WOMB),
        ([PRE, tablets("ai", "ofs")], BONES | {"ofs_hormones"}),
        ([tablets("ai")], BONES),
        ([POST, tablets("fulvestrant")], set()),
        ([tablets()], set()),
    ],
    ids=[
        "post TAM",
        "post AI",
        "pre TAM",
        "TAM+OFS",
        "AI+OFS",
        "AI, menopause unknown",
        "FUL",
        "nothing said",
    ],
)
def test_a_stated_drug_decides_whatever_the_menopause(facts: list[ClinicalFact], codes: set[str]) -> None:
    steps = asked(*facts)
    assert set(steps) == codes
    assert not any(step.guessed for step in steps.values())


@pytest.mark.parametrize(("status", "codes", "word"), [(POST, BONES, "aromatase"), (PRE, WOMB, "tamoxifen")])
@pytest.mark.parametrize("drugs", [None, {"absent": "unknown"}], ids=["not stated", "unknown"])
def test_a_drug_that_is_not_stated_is_assumed_and_the_step_says_so(
    status: ClinicalFact, codes: set[str], word: str, drugs: Any
) -> None:
    more = {"drugs": drugs} if drugs else {}
    steps = asked(status, began("endocrine", 30, **more))
    assert set(steps) == codes
    assert all("is not recorded" in step.why and word in step.why for step in steps.values())


def test_stating_the_drug_turns_the_guess_into_its_own_reason_or_takes_it_back() -> None:
    made = Plan()
    made.follow([POST, tablets()], day(40))
    row = made.row("dxa_first")
    assert "is not recorded" in row.why
    made.follow([POST, tablets("ai")], day(41))
    assert (row.state, row.why) == ("open", "Aromatase inhibitors thin the bones.")
    made.follow([POST, tablets("tamoxifen")], day(200))
    assert row.state == "withdrawn"
    assert made.row("gynaecology_yearly").state == "open"


def test_a_later_entry_without_a_drug_leaves_what_was_stated_where_nothing_may_be_assumed() -> None:
    stated = asked(tablets("ai"))
    later = asked(tablets("ai"), began("endocrine", 400))
    assert set(stated) == set(later) == BONES
    assert {code: step.key for code, step in stated.items()} == {
        code: step.key for code, step in later.items()
    }


def test_a_switch_on_one_day_ends_the_one_drug_and_not_the_other() -> None:
    facts = [POST, tablets("tamoxifen"), over("endocrine", 800), tablets("ai", on=800)]
    assert set(asked(*facts)) == BONES


def test_a_man_is_not_sent_to_the_gynaecologist() -> None:
    assert set(asked(tablets("tamoxifen"), sex="male")) == set()
    assert set(asked(tablets("tamoxifen"), sex="unknown")) == WOMB


def test_the_heart_is_looked_at_after_an_anthracycline_and_only_then() -> None:
    echoes = {"lvef_anthracycline_end", "lvef_after_anthracycline"}
    ended = over("chemotherapy", 150)
    with_it = [began("chemotherapy", 10, drugs=["anthracycline"]), ended]
    assert set(asked(*with_it, only=echoes)) == echoes
    assert asked(began("chemotherapy", 10), ended, only=echoes) == {}
    at_the_end = fact("imaging", 155, modality="echo", lvef_percent=60)
    (later,) = asked(*with_it, at_the_end, only=echoes).values()
    assert later.rule.code == "lvef_after_anthracycline"
    assert later.due_from < day(155 + 365) < later.due_by
    assert asked(*with_it, at_the_end, fact("imaging", 510, modality="echo"), only=echoes) == {}


@pytest.mark.parametrize(
    ("start", "code", "first", "last"),
    [
        (began("targeted", 30, "palliative", drugs=["t_dxd"]), "t_dxd_ct", 42, 63),
        (began("immunotherapy", 30, "palliative"), "immunotherapy_bloods", 21, 42),
        (began("cdk46", 30, "palliative", drugs=["abemaciclib"]), "abemaciclib_week_2", 12, 16),
        (began("cdk46", 30, "palliative", drugs=["ribociclib"]), "ribociclib_cycle_1_day_15", 12, 16),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_drug_with_dangers_of_its_own_has_its_checks_until_it_ends(
    start: ClinicalFact, code: str, first: int, last: int
) -> None:
    step = asked(start, stage=Stage.RECURRENT, only={code})[code]
    assert day(30 + first) <= step.due_from <= step.due_by <= day(30 + last)
    stopped = over(start.value("modality"), 40, "palliative")
    assert asked(start, stopped, stage=Stage.RECURRENT, only={code}) == {}


def test_drugs_are_optional_and_may_be_unknown() -> None:
    plain = {"modality": "endocrine", "intent": "adjuvant"}
    assert "drugs" not in STARTED.read(plain)
    assert STARTED.read({**plain, "drugs": "ofs, ai"})["drugs"] == ["ai", "ofs"]
    body: Body = STARTED.read({**plain, "drugs": {"absent": "unknown"}})
    assert body.value("drugs") is None


def test_a_chest_ct_does_not_stand_for_the_liver() -> None:
    """One of the two closed both; they come at different intervals."""
    facts = [fact("operation", 0, "left", breast="mastectomy"), fact("imaging", 180, modality="chest_ct")]
    steps = wanted_steps(RULES, history(*facts), Stage.FOLLOW_UP, day(0))
    done = {step.rule.code for step in steps if step.done_on == day(180)}
    assert done == {"chest_imaging"}
    liver = next(step for step in steps if step.rule.code == "general_check")
    chest = next(step for step in steps if step.rule.code == "chest_imaging")
    assert liver.due_by < chest.due_by
