"""The reference cohort: who is neoadjuvant, conserved, relapsed … in exactly the numbers of the paper.

Each group is drawn from those to whom it is likeliest to happen, so that the counts come out and the people
behind them still make sense.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from quancheng.demo.course.case import Case, Shortfall, fit_for_chemotherapy, plan
from quancheng.demo.course.chance import between, choose, draw
from quancheng.demo.course.tumour import draw_tumour
from quancheng.demo.figures import CentreFigures
from quancheng.demo.people.person import draw_person

MALE_SHARE, BILATERAL_SHARE, METASTATIC_SHARE = 0.006, 0.018, 0.0037
ILLNESSES = {"hypertension": 0.30, "diabetes": 0.11, "thyroid": 0.06, "coronary": 0.05, "hepatitis_b": 0.05}
# Why planned treatment was not carried out: the barriers that the paper found (S1, 4.1).
REASONS = {
    "targeted": {"cost": 78, "toxicity": 14, "patient_choice": 8},
    "endocrine": {"toxicity": 48, "patient_choice": 36, "comorbidity": 10, "access": 6},
    "radiotherapy": {"access": 44, "patient_choice": 36, "comorbidity": 12, "toxicity": 8},
    "chemotherapy": {"toxicity": 54, "patient_choice": 32, "comorbidity": 14},
    "neoadjuvant": {"toxicity": 70, "patient_choice": 30},
}
NEVER_BEGUN = {
    "targeted": 0.6,
    "endocrine": 0.15,
    "radiotherapy": 0.75,
    "chemotherapy": 0.3,
    "neoadjuvant": 0.0,
}


def reference_cohort(figures: CentreFigures, *, seed: str, first_serial: int) -> list[Case]:
    """Every case of the centre's three years, oldest admission first."""
    rng = Random(f"{seed}:cohort")  # noqa: S311
    days = _admissions(rng, figures)
    cases = [
        draw_case(rng, seed=seed, number=number, serial=first_serial + number, admitted_on=day)
        for number, (day, _) in enumerate(days)
    ]
    followed = [case for case, (_, enrolled) in zip(cases, days, strict=True) if enrolled]
    others = [case for case, (_, enrolled) in zip(cases, days, strict=True) if not enrolled]
    _enrol(rng, followed, figures)
    _add_metastatic(rng, followed, figures)
    _decide_treatment(rng, followed, figures)
    _decide_outcomes(rng, followed, figures)
    _decide_shortfalls(rng, followed, figures)
    _decide_attendance(rng, followed)
    _leave(others)
    return cases


def draw_case(rng: Random, *, seed: str, number: int, serial: int, admitted_on: date) -> Case:
    """A person with her tumour (or two), nothing decided yet."""
    sex = "male" if rng.random() < MALE_SHARE else "female"
    person = draw_person(rng, serial, admitted_on, sex=sex)
    tumours = [draw_tumour(rng, subtype="lum_b" if sex == "male" else "")]
    if sex == "female" and rng.random() < BILATERAL_SHARE:
        tumours.append(draw_tumour(rng, side="right" if tumours[0].side == "left" else "left"))
    case = Case(number, f"{seed}:{serial}", person, admitted_on, tumours)
    older = 0.4 if case.age < 45 else 1.0 if case.age < 62 else 1.8
    case.comorbidities = tuple(name for name, share in ILLNESSES.items() if rng.random() < share * older)
    return case


def _admissions(rng: Random, figures: CentreFigures) -> list[tuple[date, bool]]:
    """(day, under whole-course management) of each admission, in order; the clinic is closed on Sundays."""
    found = []
    for year, (enrolled, other) in enumerate(
        zip(figures.enrolled_by_year, figures.not_enrolled_by_year, strict=True)
    ):
        first = figures.begins.replace(year=figures.begins.year + year)
        days = [day for n in range(365) if (day := first + timedelta(days=n)).weekday() != 6]
        found += [(rng.choice(days), True) for _ in range(enrolled)]
        found += [(rng.choice(days), False) for _ in range(other)]
    return sorted(found, key=lambda row: row[0])


def _enrol(rng: Random, cases: Sequence[Case], figures: CentreFigures) -> None:
    for case in cases:
        year_ends = figures.begins.replace(year=case.admitted_on.year + (case.admitted_on.month >= 10))
        later = case.admitted_on + timedelta(days=between(rng, 0, 9))
        case.enrolled_on = min(later, year_ends - timedelta(days=1))


def _add_metastatic(rng: Random, cases: Sequence[Case], figures: CentreFigures) -> None:
    count = round(figures.enrolled * METASTATIC_SHARE)
    for case in choose(rng, cases, count, lambda c: float(c.leading.nodes_positive)):
        case.leading.metastatic = True


def _decide_treatment(rng: Random, cases: Sequence[Case], figures: CentreFigures) -> None:
    operable = [case for case in cases if not case.metastatic]
    for case in choose(rng, operable, figures.neoadjuvant, neoadjuvant_weight):
        case.neoadjuvant = True
    for case in choose(rng, operable, figures.conserving, conserving_weight):
        case.breast = "conserving"
    removed = [case for case in operable if case.breast != "conserving"]
    for case in choose(rng, removed, figures.reconstruction, reconstruction_weight):
        rebuild(rng, case)
    tried = round(figures.conserving * 0.04)
    unbuilt = [case for case in removed if case.reconstruction == "none"]
    for case in choose(rng, unbuilt, tried, conserving_weight):
        case.conserving_failed = True
    for case in operable:
        finish_plan(rng, case)


def finish_plan(rng: Random, case: Case) -> None:
    """The axilla and the planned parts, once breast and timing are decided."""
    positive = any(t.nodes_positive for t in case.tumours)
    case.dissection = positive or (case.neoadjuvant and rng.random() < 0.6)
    case.planned = plan(case)
    case.extended = "endocrine" in case.planned and (
        case.leading.nodes_positive >= 4 or (case.age < 38 and rng.random() < 0.6)
    )


def neoadjuvant_weight(case: Case) -> float:
    """How much a case asks for chemotherapy before surgery."""
    tumour = case.leading
    if tumour.in_situ or not fit_for_chemotherapy(case) or tumour.size_mm <= 15:
        return 0
    biology = 3.0 if tumour.subtype in ("her2", "tnbc", "lum_her2") else 0.7
    return biology * (6.0 if tumour.high_risk else 1.0) * (1.6 if tumour.size_mm > 30 else 0.6)


def conserving_weight(case: Case) -> float:
    """How well a breast can be conserved, and how much she wants it."""
    tumour = case.leading
    if case.person.sex == "male" or tumour.skin or len(case.tumours) > 1 or tumour.size_mm > 45:
        return 0
    size = 3.0 if tumour.size_mm <= 20 else 1.6 if tumour.size_mm <= 30 or case.neoadjuvant else 0.3
    return size * (1.8 if case.age < 45 else 1.0 if case.age < 60 else 0.4)


def reconstruction_weight(case: Case) -> float:
    """Who has the breast rebuilt: younger women, earlier disease."""
    if case.person.sex == "male" or case.leading.skin or case.age > 60:
        return 0
    return (4.0 if case.age < 42 else 1.2 if case.age < 50 else 0.3) * (
        0.3 if case.leading.nodes_positive > 3 else 1.0
    )


def rebuild(rng: Random, case: Case) -> None:
    """How the breast is rebuilt, at once or later."""
    case.reconstruction = draw(rng, {"implant": 66, "autologous": 24, "combined": 10})
    case.reconstruction_later = rng.random() < 0.16
    case.breast = "mastectomy" if case.reconstruction_later else "skin_sparing"


def risk(case: Case) -> float:
    """How likely the disease comes back."""
    tumour = case.leading
    if tumour.in_situ or case.metastatic or case.person.sex == "male":
        return 0
    biology = {"tnbc": 2.6, "her2": 1.9, "lum_her2": 1.3, "lum_b": 1.2, "lum_a": 0.4}[tumour.subtype]
    return biology * (1 + tumour.nodes_positive) * (1 + tumour.size_mm / 20)


def _decide_outcomes(rng: Random, cases: Sequence[Case], figures: CentreFigures) -> None:
    recurred = choose(rng, cases, figures.recurred, risk)
    for case in recurred:
        case.recurred_after = round(15 + 42 * rng.random() ** 1.5)
    metastatic = [case for case in cases if case.metastatic]
    of_disease = max(1, round(figures.died * 0.7))
    first = min(len(metastatic), figures.died // 5)
    for case in choose(
        rng, recurred, min(of_disease, len(recurred)), lambda c: 80.0 - (c.recurred_after or 0)
    ):
        case.died_after = (case.recurred_after or 0) + between(rng, 7, 26)
    for case in choose(rng, metastatic, first, lambda c: 1.0):
        case.died_after = between(rng, 14, 38)
    left = figures.died - sum(case.died_after is not None for case in cases)
    calm = [c for c in cases if c.recurred_after is None and not c.metastatic]
    for case in choose(rng, calm, left, lambda c: max(0.0, c.age - 66.0)):
        case.died_after, case.died_of = between(rng, 30, 70), "other"
    swollen = choose(rng, calm, figures.lymphedema, lymphedema_weight)
    for case in swollen:
        case.lymphedema_after = between(rng, 5, 28)
    quiet = [c for c in calm if c.died_after is None and c.lymphedema_after is None]
    doubtful = choose(rng, quiet, min(9, len(quiet) // 20), risk)
    for place, case in enumerate(doubtful):
        case.suspicion = "suspected" if place % 3 == 0 else "refuted"


def lymphedema_weight(case: Case) -> float:
    """Who is prone to a swollen arm: dissection, radiotherapy, weight."""
    if not case.dissection or case.died_after is not None:
        return 0
    return (3.0 if "radiotherapy" in case.planned else 1.0) * (1 + case.leading.nodes_positive / 5)


def _decide_shortfalls(rng: Random, cases: Sequence[Case], figures: CentreFigures) -> None:
    """So many plans are not completed; stage IV has none, and a relapse under endocrine therapy ends it."""
    incomplete = sum(case.metastatic or ends_by_relapse(case) for case in cases)
    wanted = figures.enrolled - figures.completed - incomplete
    able = [c for c in cases if not c.metastatic and c.recurred_after is None and c.died_after is None]
    for case in choose(rng, able, wanted, lambda c: 0.0 if c.leading.in_situ else float(len(c.planned) - 1)):
        case.shortfall = draw_shortfall(rng, case)


def draw_shortfall(rng: Random, case: Case) -> Shortfall:
    """Which planned part was not carried out and why: dear drugs first, then what lasts long."""
    weights = {
        "targeted": 6.0,
        "endocrine": 2.2,
        "radiotherapy": 2.0,
        "chemotherapy": 1.2,
        "neoadjuvant": 0.3,
    }
    part = draw(rng, {name: weight for name, weight in weights.items() if name in case.planned})
    return Shortfall(part, draw(rng, REASONS[part]), rng.random() >= NEVER_BEGUN[part])


def ends_by_relapse(case: Case) -> bool:
    """Whether the disease came back while endocrine therapy was running."""
    months = case.recurred_after
    return months is not None and "endocrine" in case.planned and months < case.endocrine_months


def _decide_attendance(rng: Random, cases: Sequence[Case]) -> None:
    """Some are lost, some are late: follow-up of many years is never complete."""
    alive = [c for c in cases if c.died_after is None and c.recurred_after is None and not c.metastatic]
    # Who stops her tablets tells somebody, else nobody knew that she stopped.
    stopped = {case.number for case in alive if case.shortfall and case.shortfall.part == "endocrine"}
    reachable = [case for case in alive if case.number not in stopped]
    for case in choose(rng, reachable, round(len(alive) * 0.045), lambda c: 3.0 if c.shortfall else 1.0):
        case.lost_after = between(rng, 26, 84)
    for case in alive:
        case.overdue = case.lost_after is None and rng.random() < 0.07


def _leave(cases: Sequence[Case]) -> None:
    """Those who were not enrolled went home after the operation; what befell some is known all the same."""
    for place, case in enumerate(cases):
        case.left_after_surgery = True
        tumour = case.leading
        if place % 7 == 0 and conserving_weight(case):
            case.breast = "conserving"
        if place % 9 == 1 and neoadjuvant_weight(case):
            case.neoadjuvant = True
        if place % 10 == 2 and not tumour.in_situ:
            case.recurred_after = 20
        if place % 10 == 3:
            case.lymphedema_after = 10
        if place % 20 == 4:
            case.died_after, case.died_of = 34, "other"
        case.dissection = bool(tumour.nodes_positive)
        case.planned = ("neoadjuvant", "surgery") if case.neoadjuvant else ("surgery",)
