"""Where marks stand on the timeline."""

from datetime import date

from quancheng.ui import lanes

START, END = date(2016, 1, 1), date(2018, 1, 1)


def test_an_event_without_end_is_a_point() -> None:
    [mark] = lanes.place([{"starts_on": date(2017, 1, 1)}], START, END)
    assert mark.is_point
    assert mark.x == 50.07


def test_what_reaches_beyond_the_axis_is_cut_at_its_ends() -> None:
    [mark] = lanes.place([{"starts_on": date(2015, 6, 1), "ends_on": date(2019, 1, 1)}], START, END)
    assert (mark.x, mark.width) == (0, 100)


def test_what_lies_outside_is_left_out() -> None:
    before = {"starts_on": date(2014, 1, 1), "ends_on": date(2015, 1, 1)}
    after = {"starts_on": date(2019, 1, 1)}
    assert lanes.place([before, after], START, END) == []


def test_a_single_day_can_still_be_seen() -> None:
    [mark] = lanes.place([{"starts_on": date(2017, 1, 1), "ends_on": date(2017, 1, 1)}], START, END)
    assert mark.width > 0


def test_years_thin_out_before_they_crowd() -> None:
    assert [tick.year for tick in lanes.ticks(START, END)] == [2017, 2018]
    assert all(tick.year % 5 == 0 for tick in lanes.ticks(date(1980, 1, 1), date(2018, 1, 1)))


def test_an_axis_of_one_day_divides_by_nothing() -> None:
    assert lanes.share(START, START, START) == 0
