"""Clinical dates: precision, arithmetic, and the words on the page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.kernel.dates import (
    ClinicalDate,
    Precision,
    add_months,
    age_on,
    format_date,
    months_between,
    parse_date,
)
from quancheng.kernel.refused import Refused

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
precisions: st.SearchStrategy[Precision] = st.sampled_from(["day", "month", "year"])
clinical_dates = st.builds(ClinicalDate, days, precisions)

EXACT = ClinicalDate(date(2018, 10, 5))
MONTH = ClinicalDate(date(2018, 10, 1), "month")
YEAR = ClinicalDate(date(2018, 1, 1), "year")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2018-10-05", EXACT),
        ("2018-10-5", EXACT),
        ("2018/10/5", EXACT),
        ("2018.10.05", EXACT),
        ("2018。10。05", EXACT),
        ("20181005", EXACT),
        ("2018年10月5日", EXACT),
        ("2018年10月5号", EXACT),
        ("2018年10月5", EXACT),
        ("2018 年 10 月 5 日", EXACT),
        ("２０１８－１０－０５", EXACT),
        ("2018–10–05", EXACT),
        ("2018-10-05 08:30", EXACT),
        ("2018-10-05T08:30:00.123", EXACT),
        ("2018年10月5日 08:30:00", EXACT),
        ("2018-10-04T20:30:00Z", EXACT),
        ("2018-10-04 20:30:00 +00:00", EXACT),
        ("2018-10-05T00:30:00+0800", EXACT),
        ("5 Oct 2018", EXACT),
        ("5 october 2018", EXACT),
        ("2018-10", MONTH),
        ("2018/10", MONTH),
        ("2018.10", MONTH),
        ("2018年10月", MONTH),
        ("Oct 2018", MONTH),
        ("2018", YEAR),
        ("2018年", YEAR),
        (2018, YEAR),
        (20181005, EXACT),
        (20181005.0, EXACT),
        (date(2018, 10, 5), EXACT),
        (datetime(2018, 10, 5, 23, 0), EXACT),  # noqa: DTZ001 - spreadsheets give naive moments
        (datetime(2018, 10, 4, 20, 0, tzinfo=UTC), EXACT),
    ],
)
def test_reads_a_date_as_exactly_as_it_was_written(typed: str | date | float, expected: ClinicalDate) -> None:
    assert parse_date(typed) == expected
    assert parse_date(typed, excel_serials=True) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (43378, date(2018, 10, 5)),  # spreadsheet programs show 2018-10-05 for this number
        (43378.0, date(2018, 10, 5)),
        (43378.75, date(2018, 10, 5)),
        ("43378", date(2018, 10, 5)),
        (2101, date(1905, 10, 1)),
        (73415, date(2100, 12, 31)),
    ],
)
def test_reads_a_spreadsheet_day_number_when_allowed(cell: str | float, expected: date) -> None:
    assert parse_date(cell, excel_serials=True) == ClinicalDate(expected)
    with pytest.raises(Refused):
        parse_date(cell)


@pytest.mark.parametrize("cell", [0, 1, -5, 60, 73416, 2018.5, float("inf"), "1234567"])
def test_refuses_a_number_that_is_no_day_of_a_patients_life(cell: str | float) -> None:
    with pytest.raises(Refused):
        parse_date(cell, excel_serials=True)


@pytest.mark.parametrize(
    "typed",
    ["05/10/2018", "5-10-18", "18.10.05", "13/10/2018", "181005", "201810", "10/2018", "18年10月5日"],
)
def test_refuses_to_guess_which_number_is_the_year(typed: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_date(typed)
    assert caught.value.code == "date_ambiguous"
    assert typed in str(caught.value)


@pytest.mark.parametrize(
    "typed",
    ["2018-02-30", "2019-02-29", "2018-13-01", "2018-00-05", "20181301", "2018年2月30日", "31 Jun 2018"],
)
def test_refuses_a_day_that_never_was(typed: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_date(typed)
    assert caught.value.code == "date_impossible"


@pytest.mark.parametrize(
    "typed",
    ["1899-12-31", "2101-01-01", "0018-10-05", date(1850, 1, 1), datetime(2200, 1, 1, tzinfo=UTC), "9999"],
)
def test_refuses_a_year_outside_living_memory(typed: str | date) -> None:
    with pytest.raises(Refused) as caught:
        parse_date(typed)
    assert caught.value.code == "date_year"


@pytest.mark.parametrize(
    "typed",
    [
        "yesterday",
        "术后第3天",
        "2018-10/05",
        "2018-10-05 25",
        "2018-10-05T99:99:99Z",
        "5 Foo 2018",
        "2018-10-",
        "2018--10",
        "٢٠١٨-١٠-٠٥",
        True,
        "x" * 500,
    ],
)
def test_refuses_what_is_no_date(typed: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_date(typed)
    assert caught.value.code == "date_unreadable"
    assert len(str(caught.value)) < 140


@given(clinical_dates)
def test_every_written_form_reads_back(when: ClinicalDate) -> None:
    assert parse_date(str(when)) == when
    assert parse_date(format_date(when, "zh-hans")) == when
    assert parse_date(format_date(when, "en")) == when


@given(st.text(max_size=20) | st.from_regex(r"[0-9年月日/. -]{4,12}", fullmatch=True))
def test_anything_typed_is_a_date_or_a_refusal(text: str) -> None:
    try:
        when = parse_date(text, excel_serials=True)
    except Refused:
        return
    assert 1900 <= when.on.year <= 2100


@given(days)
def test_every_spreadsheet_day_number_is_its_day(on: date) -> None:
    serial = (on - date(1899, 12, 30)).days
    if serial > 2100:
        assert parse_date(serial, excel_serials=True) == ClinicalDate(on)


@pytest.mark.parametrize(
    ("when", "earliest", "latest"),
    [
        (EXACT, date(2018, 10, 5), date(2018, 10, 5)),
        (MONTH, date(2018, 10, 1), date(2018, 10, 31)),
        (ClinicalDate(date(2024, 2, 17), "month"), date(2024, 2, 1), date(2024, 2, 29)),
        (YEAR, date(2018, 1, 1), date(2018, 12, 31)),
    ],
)
def test_a_date_knows_the_days_that_it_can_have_been(
    when: ClinicalDate, earliest: date, latest: date
) -> None:
    assert (when.earliest, when.latest) == (earliest, latest)
    assert when.is_exact is (earliest == latest)


def test_an_inexact_date_is_equal_whatever_day_it_was_made_with() -> None:
    assert ClinicalDate(date(2018, 10, 5), "month") == MONTH
    assert ClinicalDate(date(2018, 10, 5), "year") == YEAR


def test_a_clinical_date_is_no_moment_and_has_a_known_precision() -> None:
    with pytest.raises(TypeError, match="not a datetime"):
        ClinicalDate(datetime(2018, 10, 5, tzinfo=UTC))
    with pytest.raises(ValueError, match="precision"):
        ClinicalDate(date(2018, 10, 5), "week")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 5), 0, date(2026, 3, 5)),
    ],
)
def test_months_are_added_by_the_calendar(on: date, months: int, expected: date) -> None:
    assert add_months(on, months) == expected


@given(days, st.integers(-600, 600))
def test_months_added_are_months_between(start: date, months: int) -> None:
    assert months_between(start, add_months(start, months)) == months


@given(days, days)
def test_months_between_are_the_most_that_fit(start: date, end: date) -> None:
    months = months_between(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


@pytest.mark.parametrize(
    ("birth_on", "on", "expected"),
    [
        (date(1970, 3, 5), date(2026, 3, 4), 55),
        (date(1970, 3, 5), date(2026, 3, 5), 56),
        (date(2000, 2, 29), date(2025, 2, 28), 24),
        (date(2000, 2, 29), date(2025, 3, 1), 25),
        (date(2026, 3, 5), date(2026, 3, 5), 0),
    ],
)
def test_age_is_in_completed_years(birth_on: date, on: date, expected: int) -> None:
    assert age_on(birth_on, on) == expected


@given(days, st.integers(0, 40_000))
def test_age_never_falls(birth_on: date, lived: int) -> None:
    on = birth_on + timedelta(days=lived)
    assert age_on(birth_on, on) <= age_on(birth_on, on + timedelta(days=1)) <= age_on(birth_on, on) + 1


@pytest.mark.parametrize(
    ("when", "lang", "expected"),
    [
        (ClinicalDate(date(2026, 3, 5)), "zh-hans", "2026年3月5日"),
        (ClinicalDate(date(2026, 3, 5)), "zh", "2026年3月5日"),
        (ClinicalDate(date(2026, 3, 5)), "en", "5 Mar 2026"),
        (ClinicalDate(date(2026, 3, 5)), "en-gb", "5 Mar 2026"),
        (MONTH, "zh-hans", "2018年10月"),
        (MONTH, "en", "Oct 2018"),
        (YEAR, "zh-hans", "2018年"),
        (YEAR, "en", "2018"),
        (date(2026, 3, 5), "zh-hans", "2026年3月5日"),
        (datetime(2026, 3, 4, 20, 0, tzinfo=UTC), "en", "5 Mar 2026"),
        (datetime(2026, 3, 5, 20, 0), "en", "5 Mar 2026"),  # noqa: DTZ001 - already the clinic's own day
    ],
)
def test_a_date_is_written_as_the_reader_does(when: ClinicalDate | date, lang: str, expected: str) -> None:
    assert format_date(when, lang) == expected
