"""The years after treatment: contacts at the usual intervals, imaging, and those who are late.

Every three months in the first two years, every six up to the fifth, then yearly.
"""

from datetime import date, timedelta
from random import Random

from quancheng.demo.course.case import Case
from quancheng.demo.course.chance import between, draw
from quancheng.demo.course.events import of_months
from quancheng.demo.course.facts import fact
from quancheng.kernel.dates import add_months
from quancheng.oncology.rules.recording import NewFact

WAYS = {"visit": 86, "phone": 10, "online": 4}
WAYS_OF_THE_OLD = {"visit": 74, "phone": 26}
ULTRASOUND = {"1": 30, "2": 62, "3": 8}
MAMMOGRAPHY = {"1": 35, "2": 62, "3": 3}


def intervals(months_in: int) -> int:
    """Months to the next contact, by months since the operation."""
    return 3 if months_in < 24 else 6 if months_in < 60 else 12


def aftercare(case: Case, operated_on: date, treated_until: date, today: date, rng: Random) -> list[NewFact]:
    """Her contacts up to today, each a little late; the careless ones miss the last of them."""
    relapse = of_months(case, operated_on, case.recurred_after)
    last = _last_day(case, operated_on, today, rng)
    facts: list[NewFact] = []
    on, years_imaged = treated_until, 0
    while True:
        months_in = max(0, (on.year - operated_on.year) * 12 + on.month - operated_on.month)
        diseased = case.metastatic or (relapse is not None and on >= relapse)
        on = add_months(on, 3 if diseased else intervals(months_in)) + timedelta(days=between(rng, -8, 14))
        if on > last:
            break
        diseased = case.metastatic or (relapse is not None and on > relapse)
        facts.append(_contact(case, on, diseased, rng))
        years = (on - operated_on).days // 365
        if years > years_imaged and not diseased:
            years_imaged = years
            facts += _yearly(case, on, rng)
    well_until = min(last, relapse) if relapse else last
    return facts if case.metastatic else facts + _between_visits(operated_on, well_until, rng)


def _last_day(case: Case, operated_on: date, today: date, rng: Random) -> date:
    """Up to when she came: until death or silence, or not lately where she is late."""
    end = of_months(case, operated_on, case.died_after) or of_months(case, operated_on, case.lost_after)
    if end is not None:
        return end - timedelta(days=between(rng, 20, 150) if case.lost_after else 12)
    return today - timedelta(days=between(rng, 200, 420)) if case.overdue else today


def _contact(case: Case, on: date, diseased: bool, rng: Random) -> NewFact:
    way = draw(rng, WAYS if case.age < 70 else WAYS_OF_THE_OLD)
    return fact("follow_up", on, way=way, status="with_disease" if diseased else "disease_free")


def _yearly(case: Case, on: date, rng: Random) -> list[NewFact]:
    day = on - timedelta(days=between(rng, 0, 5))
    facts = [
        fact("imaging", day, modality="ultrasound", birads=draw(rng, ULTRASOUND)),
        fact("imaging", day, modality="chest_ct"),
        fact("imaging", day, modality="abdomen_us"),
    ]
    if case.person.sex == "female":
        facts.append(fact("imaging", day, modality="mammography", birads=draw(rng, MAMMOGRAPHY)))
    return facts


def _between_visits(operated_on: date, last: date, rng: Random) -> list[NewFact]:
    """Ultrasound is due every half year, of the liver for three years; known for the last year only."""
    facts, on, liver_until = [], operated_on, add_months(operated_on, 36)
    while (on := add_months(on, 6) + timedelta(days=between(rng, -10, 4))) <= last:
        if on > add_months(last, -13):
            facts.append(fact("imaging", on, modality="ultrasound", birads=draw(rng, ULTRASOUND)))
            if on <= liver_until:
                facts.append(fact("imaging", on, modality="abdomen_us"))
    return facts
