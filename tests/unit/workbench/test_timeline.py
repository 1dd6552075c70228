"""The drawing of a course: pairs of starts and ends, room for words, days from diagnosis."""

from datetime import date, timedelta
from typing import Any

import pytest

from quancheng.oncology.facts.schema import Lane
from quancheng.oncology.models import Fact
from quancheng.workbench.presenters.events import Event, events
from quancheng.workbench.presenters.timeline import MOST_ROWS, ZOOMS, draw

TODAY = date(2018, 10, 22)


def fact(pk: int, kind: str, on: date | None = None, offset_days: int | None = None, **body: Any) -> Fact:
    return Fact(pk=pk, kind=kind, occurred_on=on, offset_days=offset_days, body=body)


def therapy(pk: int, verb: str, on: date, modality: str = "chemotherapy", **body: Any) -> Fact:
    return fact(pk, f"therapy_{verb}", on, modality=modality, intent="adjuvant", **body)


def test_a_therapy_is_one_bar_from_start_to_end():
    found = events(
        [
            therapy(1, "started", date(2016, 4, 12), regimen="AC-T"),
            therapy(2, "started", date(2016, 11, 1), "endocrine"),
            therapy(3, "ended", date(2016, 9, 20), reason="completed"),
        ],
        "p",
    )
    assert [(event.fact_id, event.tone, event.running) for event in found] == [
        (1, "done", False),
        (2, "running", True),
    ]
    assert found[0].last == date(2016, 9, 20).toordinal()


def test_a_therapy_that_was_broken_off_looks_different():
    found = events(
        [
            therapy(1, "started", date(2016, 4, 12)),
            therapy(2, "ended", date(2016, 5, 1), reason="toxicity"),
        ],
        "p",
    )
    assert found[0].tone == "stopped"


def test_an_end_without_a_start_is_not_lost():
    assert len(events([therapy(1, "ended", date(2016, 5, 1), reason="toxicity")], "p")) == 1


def test_radiotherapy_has_its_own_lane():
    found = events([therapy(1, "started", date(2016, 4, 12), "radiotherapy")], "p")
    assert found[0].lane is Lane.RADIOTHERAPY


@pytest.mark.parametrize("zoom", ZOOMS)
def test_every_mark_lies_on_the_axis(zoom):
    facts = [
        fact(n, "follow_up", date(2014, 1, 1) + timedelta(days=90 * n), way="visit") for n in range(1, 20)
    ]
    for lane in draw(events(facts, "p"), today=TODAY, zoom=zoom).lanes:
        assert all(0 <= mark.x <= 100 and mark.x + mark.width <= 100.01 for mark in lane.marks)


def test_words_never_overlap_and_what_has_no_room_is_counted():
    facts = [fact(n, "imaging", date(2016, 3, 1) + timedelta(days=n), modality="mri") for n in range(1, 30)]
    facts.append(fact(99, "follow_up", date(2018, 3, 1), way="visit"))
    lane = draw(events(facts, "p"), today=TODAY).lanes[0]
    assert len(lane.marks) + lane.left_out == 29
    assert max(mark.row for mark in lane.marks) < MOST_ROWS
    places = [(mark.row, mark.x) for mark in lane.marks]
    assert len(places) == len(set(places))


def test_an_empty_course_draws_every_lane_with_who_should_fill_it():
    drawing = draw([], today=TODAY)
    assert len(drawing.lanes) == 6
    assert all(lane.empty for lane in drawing.lanes)


def test_undated_facts_are_drawn_by_days_from_diagnosis_or_listed():
    facts = [
        fact(1, "diagnosis", offset_days=0),
        fact(2, "follow_up", offset_days=2560, way="registry"),
        fact(3, "imaging", modality="mri"),
    ]
    drawing = draw(events(facts, "p"), today=TODAY, dated=False)
    assert drawing.today_x is None
    assert len(drawing.ticks) >= 7
    assert [event.fact_id for event in drawing.undated] == [3]


def test_after_a_death_the_axis_ends_with_it():
    facts = [fact(1, "diagnosis", date(2014, 1, 1)), fact(2, "death", date(2016, 1, 9), cause="other")]
    assert draw(events(facts, "p"), today=TODAY).today_x is None


def test_a_year_known_only_as_a_year_is_drawn_as_long_as_it_may_have_been():
    only_year = Fact(pk=1, kind="operation", occurred_on=date(2016, 1, 1), precision="year", body={})
    event: Event = events([only_year], "p")[0]
    assert event.last - event.first == 365
