"""The period of a report, and which small numbers may not be shown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quancheng.kernel.dates import add_months, parse_date
from quancheng.kernel.refused import Findings, Refused, msg
from quancheng.oncology.rules.history import ClinicalFact, History
from quancheng.oncology.rules.summary import Laboratory, Person, summarise

LONGEST_YEARS = 30
SMALLEST_SHOWN = 5

WRONG_WAY_ROUND = msg("The report must end after it begins. Check the two months.")
TOO_LONG = msg("A report covers at most %(years)s years. Choose a shorter period.")
IN_FUTURE = msg("Events are counted up to today at most. Choose today or an earlier day.")
BEFORE_PERIOD = msg("Events cannot be counted up to a day before the period begins.")


@dataclass(frozen=True, slots=True)
class Period:
    """From `begins` up to, not including, `ends`; events are counted up to `as_of`, that day included."""

    begins: date
    ends: date
    as_of: date

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.ends - timedelta(days=1)

    @property
    def years(self) -> tuple["Period", ...]:
        """Its years of twelve months, counted from the first day; the last one may be shorter."""
        return tuple(self._years())

    def _years(self) -> Iterator["Period"]:
        number, begins = 0, self.begins
        while begins < self.ends:
            number += 1
            ends = min(add_months(self.begins, 12 * number), self.ends)
            yield Period(begins, ends, self.as_of)
            begins = ends


def read_period(begins: str, ends: str, *, as_of: date | None, today: date) -> Period:
    """The period between two months (2015-10) or days; refuses what makes no sense, all at once."""
    findings = Findings()
    first = last = None
    with findings.catching("begins"):
        first = parse_date(begins).on
    with findings.catching("ends"):
        last = parse_date(ends).on
    if first is None or last is None:
        findings.raise_any()
    assert first is not None and last is not None  # noqa: S101, PT018 - else refused above
    return check_period(Period(first, last, as_of or today), today=today)


def check_period(period: Period, *, today: date) -> Period:
    """The same period. Refuses one that ends before it begins, is too long, or looks into the future."""
    if period.begins >= period.ends:
        raise Refused(WRONG_WAY_ROUND, field="ends", code="period_wrong_way_round")
    if add_months(period.begins, 12 * LONGEST_YEARS) < period.ends:
        raise Refused(TOO_LONG, params={"years": LONGEST_YEARS}, field="begins", code="period_too_long")
    if period.as_of > today:
        raise Refused(IN_FUTURE, field="as_of", code="as_of_in_future")
    if period.as_of < period.begins:
        raise Refused(BEFORE_PERIOD, field="as_of", code="as_of_before_period")
    return period


def last_months(months: int, *, today: date) -> Period:
    """So many whole months and the running one, up to today."""
    ends = add_months(today.replace(day=1), 1)
    return Period(add_months(ends, -months), ends, today)


# Flags of the case summary that come of treatment, and the facts they come of.
TREATMENT_FLAGS = ("neoadjuvant", "breast_conserving", "reconstruction", "plan_completed")
TREATMENT_KINDS = ("treatment_plan", "operation", "therapy_started", "therapy_ended")


def treatment_by(day: date, facts: Iterable[ClinicalFact]) -> dict[str, bool]:
    """What the case summary would have said of treatment on that day; facts without a known day count too."""
    known = [fact for fact in facts if fact.on is None or fact.on <= day]
    summary = summarise(Person(sex=""), History(known), Laboratory())
    return {flag: getattr(summary, flag) for flag in TREATMENT_FLAGS}


@dataclass(frozen=True, slots=True)
class Count:
    """One number of a report, and the number of those among whom it was counted."""

    value: int
    among: int | None = None


def too_small(counts: Mapping[str, Count], sums: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Codes of the numbers by which a person could be recognised: one to four, and what gives them away.

    A number is given away by its remainder (all but two of the group), and by a sum of which every other part
    is shown: `sums` says which number is the sum of which others. Nought says nothing about anybody.
    """
    hidden = {code for code, count in counts.items() if _is_small(count)}
    for total, parts in sums.items():
        family = [total, *parts]
        concealed = [code for code in family if code in hidden]
        if len(concealed) == 1:
            others = [code for code in parts if code not in hidden and counts[code].value]
            if others:
                hidden.add(min(others, key=lambda code: counts[code].value))
            elif concealed[0] != total:
                hidden.add(total)
    return frozenset(hidden)


def _is_small(count: Count) -> bool:
    if 0 < count.value < SMALLEST_SHOWN:
        return True
    return count.among is not None and 0 < count.among - count.value < SMALLEST_SHOWN
