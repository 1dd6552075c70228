"""The period of a report, and what is kept back."""

from datetime import date
from itertools import pairwise

import pytest

from quancheng.kernel.refused import Refused
from quancheng.reports.rules import Count, Period, last_months, read_period, too_small

TODAY = date(2026, 11, 21)


def period(begins: str, ends: str, as_of: date | None = None) -> Period:
    return read_period(begins, ends, as_of=as_of, today=TODAY)


def test_two_months_are_read_as_their_first_days_and_the_second_does_not_belong() -> None:
    found = period("2015-10", "2018-10")
    assert (found.begins, found.ends, found.last_day) == (
        date(2015, 10, 1), date(2018, 10, 1), date(2018, 9, 30),
    )  # fmt: skip
    assert found.as_of == TODAY


def test_a_month_may_be_written_as_in_china() -> None:
    assert period("2015年10月", "２０１８-10").begins == date(2015, 10, 1)


def test_days_are_kept_as_days() -> None:
    assert period("2015-10-17", "2016-01-02").last_day == date(2016, 1, 1)


def test_years_are_counted_from_the_first_day_and_the_last_may_be_short() -> None:
    years = period("2015-10", "2018-02").years
    assert [(year.begins, year.last_day) for year in years] == [
        (date(2015, 10, 1), date(2016, 9, 30)),
        (date(2016, 10, 1), date(2017, 9, 30)),
        (date(2017, 10, 1), date(2018, 1, 31)),
    ]


def test_years_that_begin_on_a_leap_day_leave_no_gap() -> None:
    years = period("2016-02-29", "2019-02-28").years
    assert all(one.ends == other.begins for one, other in pairwise(years))
    assert (years[0].begins, years[-1].ends) == (date(2016, 2, 29), date(2019, 2, 28))


@pytest.mark.parametrize(
    ("begins", "ends", "as_of", "code", "field"),
    [
        ("2018-10", "2015-10", None, "period_wrong_way_round", "ends"),
        ("2018-10", "2018-10", None, "period_wrong_way_round", "ends"),
        ("1980-01", "2018-10", None, "period_too_long", "begins"),
        ("2015-10", "2018-10", date(2026, 11, 22), "as_of_in_future", "as_of"),
        ("2015-10", "2018-10", date(2015, 9, 30), "as_of_before_period", "as_of"),
        ("last year", "2018-10", None, "date_unreadable", "begins"),
        ("2015-10", "", None, "date_empty", "ends"),
    ],
)
def test_refuses_what_makes_no_sense(
    begins: str, ends: str, as_of: date | None, code: str, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        period(begins, ends, as_of)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_both_months_are_refused_at_once() -> None:
    with pytest.raises(Refused) as caught:
        period("soon", "never")
    assert {item.field for item in caught.value.items} == {"begins", "ends"}  # type: ignore[attr-defined]


def test_the_last_twelve_months_end_with_the_running_month() -> None:
    found = last_months(12, today=TODAY)
    assert (found.begins, found.ends, found.as_of) == (date(2025, 12, 1), date(2026, 12, 1), TODAY)


def hidden(counts: dict[str, Count], sums: dict[str, tuple[str, ...]] | None = None) -> set[str]:
    return set(too_small(counts, sums or {}))


def test_one_to_four_are_kept_back_and_nought_and_five_are_not() -> None:
    counts = {str(n): Count(n, 100) for n in (0, 1, 4, 5)}
    assert hidden(counts) == {"1", "4"}


def test_all_but_four_is_kept_back_because_the_rest_is_small() -> None:
    assert hidden({"a": Count(96, 100), "b": Count(95, 100), "c": Count(100, 100)}) == {"a"}


def test_a_year_is_not_given_away_by_the_sum_and_the_other_years() -> None:
    counts = {"all": Count(42, 50), "y1": Count(3, 42), "y2": Count(20, 42), "y3": Count(19, 42)}
    assert hidden(counts, {"all": ("y1", "y2", "y3")}) == {"y1", "y3"}


def test_a_sum_is_not_given_away_by_its_years() -> None:
    counts = {"all": Count(98, 100), "y1": Count(50, 98), "y2": Count(48, 98)}
    assert hidden(counts, {"all": ("y1", "y2")}) == {"all", "y2"}


def test_a_small_sum_hides_all_its_years() -> None:
    counts = {"all": Count(3, 60), "y1": Count(3, 3), "y2": Count(0, 3)}
    assert hidden(counts, {"all": ("y1", "y2")}) == {"all", "y1", "y2"}
