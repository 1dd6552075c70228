"""The portal's words: plain, and about steps that exist."""

import json
import re
from pathlib import Path

import pytest

from quancheng.careplan.states import Stage
from quancheng.oncology.facts import KINDS
from quancheng.portal.presenters import ribbon
from quancheng.portal.queries.journey import TOLD_IN_PERSON
from quancheng.portal.words import FACT_WORDS, MILESTONES, STEP_WORDS

PATHWAYS = Path(__file__).parents[3] / "quancheng" / "careplan" / "pathways"


def test_every_worded_step_is_a_step_of_a_shipped_pathway():
    shipped = {
        step["code"] for file in PATHWAYS.glob("*.json") for step in json.loads(file.read_text())["steps"]
    }
    assert set(STEP_WORDS) - shipped == set()


def test_every_kind_of_fact_is_worded_or_told_in_person():
    worded = {kind for kind, _ in FACT_WORDS}
    assert set(KINDS) - worded == set(TOLD_IN_PERSON)


@pytest.mark.parametrize("words", [*STEP_WORDS.values(), *FACT_WORDS.values()], ids=lambda words: words.title)
def test_words_have_no_abbreviation_and_short_sentences(words):
    text = f"{words.title}. {words.text}"
    assert not re.search(r"\b[A-Z]{2,}\d*\b", text), text
    assert all(len(sentence.split()) <= 20 for sentence in re.split(r"[.!?:;]", text))


@pytest.mark.parametrize("stage", list(Stage))
def test_the_ribbon_knows_every_stage(stage):
    road = ribbon(stage, ["surgery", "chemotherapy"], [])
    here = [stop.code for stop in road if stop.state == "here"]
    assert len(here) <= 1
    assert all(stop.code in MILESTONES for stop in road)
    assert (here == []) == (stage in {Stage.RECURRENT, Stage.PALLIATIVE, Stage.DECEASED, Stage.LOST})


def test_a_stage_outside_the_plan_still_shows_where_she_is():
    road = ribbon(Stage.RADIOTHERAPY, ["surgery"], [])
    assert [(stop.code, stop.state) for stop in road] == [
        ("diagnosis", "done"),
        ("surgery", "done"),
        ("radiotherapy", "here"),
        ("follow_up", "ahead"),
    ]
