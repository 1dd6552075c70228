"""What becomes of a step that stands in the plan and that the pathways do not ask for any more.

Such a step has been overtaken: by a newer operation or plan, by a condition that has changed, by the end of
the therapy it belonged to. Whether a fact has done it after all, and whether what it counted from is still in
the record, is found out here; what to do about it is said in `plan`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from quancheng.careplan.rules.pathway import StepRule, WantedStep, anchor_days, day_of, fulfilling
from quancheng.oncology.rules.history import ClinicalFact, History


@dataclass(frozen=True, slots=True)
class Leftover:
    """Of steps not asked for: the facts that have done them, and the keys of those without ground.

    A step is without ground when what it counted from was withdrawn or corrected away, which takes a reason,
    when it is for people of the other sex and hers was corrected, or when the same repetition is asked for
    from another day: it was never due.
    """

    done_by: Mapping[str, ClinicalFact] = field(default_factory=dict)
    groundless: frozenset[str] = frozenset()


NOTHING_LEFT = Leftover()


@dataclass(frozen=True, slots=True)
class _Key:
    """The parts of a step's key: its rule, which of the anchor's days, the side, the base of a repetition."""

    code: str
    number: int
    side: str
    base: date | None

    @property
    def series(self) -> str:
        """The name of its repetition, as `WantedStep.series`."""
        return ":".join(filter(None, (self.code, str(self.number), self.side)))


def leftover(
    keys: Iterable[str],
    wanted: Sequence[WantedStep],
    rules: Sequence[StepRule],
    history: History,
    enrolled_on: date,
    sex: str = "",
) -> Leftover:
    """What the facts say about the steps of these keys, none of which is among the wanted ones."""
    by_code = {rule.code: rule for rule in rules}
    again = {want.series for want in wanted if want.rule.every_months and want.fact_id is None}
    done_by: dict[str, ClinicalFact] = {}
    groundless = set()
    for text in keys:
        key = _read(text)
        rule = by_code.get(key.code) if key else None
        if key is None or rule is None:
            continue
        anchor = _anchor(key, rule, history, enrolled_on)
        if anchor is None or key.series in again or not rule.fits(sex):
            groundless.add(text)
        elif fact := _fact_that_did(key, rule, history, anchor, enrolled_on):
            done_by[text] = fact
    return Leftover(done_by, frozenset(groundless))


def _read(text: str) -> _Key | None:
    """The parts of a key; None where it is not one that a pathway gives."""
    code, _, rest = text.partition(":")
    number, *more = rest.split(":")
    if not number.isdecimal():
        return None
    side = more.pop(0) if more and more[0].isalpha() else ""
    return _Key(code, int(number), side, date.fromisoformat(more[0]) if more else None)


def _anchor(key: _Key, rule: StepRule, history: History, enrolled_on: date) -> date | None:
    """The day from which the step counted; None where the record has it no more."""
    days = anchor_days(rule, history, enrolled_on).get(key.side, [])
    return days[key.number - 1] if 1 <= key.number <= len(days) else None


def _fact_that_did(
    key: _Key, rule: StepRule, history: History, anchor: date, enrolled_on: date
) -> ClinicalFact | None:
    """The first fact that fulfils the step, by the same days as if it were still asked for."""
    for fact in fulfilling(rule, history, key.side):
        on = day_of(fact)
        if key.base is not None:
            if on > key.base and on >= enrolled_on:
                return fact
        elif rule.done_ever or on >= anchor:
            return fact
    return None
