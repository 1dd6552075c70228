"""Patients of today and of recent years: the same tumours and plans, decided by chance, not by count."""

from datetime import date, timedelta
from random import Random

from quancheng.demo.course.case import Case
from quancheng.demo.course.chance import between
from quancheng.demo.course.cohort import (
    conserving_weight,
    draw_case,
    draw_shortfall,
    finish_plan,
    lymphedema_weight,
    neoadjuvant_weight,
    rebuild,
    reconstruction_weight,
    risk,
)

MODERN_SINCE = date(2019, 1, 1)


def recent_cases(
    count: int, *, seed: str, first_serial: int, first_day: date, last_day: date, lean: float = 1.0
) -> list[Case]:
    """So many cases admitted between the days, oldest first; `lean` above 1 puts more near the end."""
    rng = Random(f"{seed}:{first_serial}")  # noqa: S311
    span = (last_day - first_day).days
    days = sorted(
        _not_sunday(first_day + timedelta(days=int(span * rng.random() ** (1 / lean)))) for _ in range(count)
    )
    cases = [
        draw_case(rng, seed=seed, number=number, serial=first_serial + number, admitted_on=min(day, last_day))
        for number, day in enumerate(days)
    ]
    for case in cases:
        decide(rng, case, last_day)
    return cases


def _not_sunday(day: date) -> date:
    return day - timedelta(days=1) if day.weekday() == 6 else day


def decide(rng: Random, case: Case, today: date) -> None:
    """What is done for her and what becomes of her, as far as it could have happened by today."""
    case.modern = case.admitted_on >= MODERN_SINCE
    case.enrolled_on = min(case.admitted_on + timedelta(days=between(rng, 0, 5)), today)
    case.neoadjuvant = rng.random() < neoadjuvant_weight(case) / 16
    if rng.random() < conserving_weight(case) / 9:
        case.breast = "conserving"
    elif rng.random() < reconstruction_weight(case) / 14:
        rebuild(rng, case)
    finish_plan(rng, case)
    months = (today.year - case.admitted_on.year) * 12 + today.month - case.admitted_on.month
    if months > 20 and rng.random() < risk(case) / 160:
        case.recurred_after = between(rng, 15, months - 2)
    elif months > 8 and rng.random() < lymphedema_weight(case) / 60:
        case.lymphedema_after = between(rng, 5, months - 1)
    elif len(case.planned) > 1 and not case.leading.in_situ and rng.random() < 0.07:
        case.shortfall = draw_shortfall(rng, case)
    if case.recurred_after is None and months > 12:
        case.overdue = rng.random() < 0.07
        if months > 36 and not case.shortfall and rng.random() < 0.04:
            case.lost_after = between(rng, 24, months - 6)
