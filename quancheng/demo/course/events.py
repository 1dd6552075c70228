"""What may befall her later: relapse and its treatment, a swollen arm, death, silence."""

from datetime import date, timedelta
from random import Random

from quancheng.demo.course import regimens
from quancheng.demo.course.case import Case
from quancheng.demo.course.chance import between, draw
from quancheng.demo.course.facts import fact
from quancheng.demo.course.pathology import markers
from quancheng.kernel.dates import add_months
from quancheng.oncology.rules.recording import NewFact

SITES = {
    "distant": {"bone": 40, "lung": 24, "liver": 22, "brain": 14},
    "regional": {"supraclavicular": 60, "axilla": 40},
    "local": {"chest_wall": 100},
}


def of_months(case: Case, operated_on: date, months: int | None) -> date | None:
    """The day so many months after the operation; the day of the month differs from case to case."""
    return None if months is None else add_months(operated_on, months) + timedelta(days=case.number % 17)


def after_relapse(case: Case, operated_on: date, today: date, rng: Random) -> list[NewFact]:
    """The relapse as it was confirmed, the treatment that followed; or the suspicion that came to nothing."""
    if case.suspicion:
        return [_suspected(case, operated_on, today)]
    found_on = of_months(case, operated_on, case.recurred_after)
    if found_on is None:
        return []
    extent = draw(rng, {"distant": 72, "regional": 12, "local": 16})
    sites = sorted({draw(rng, SITES[extent]) for _ in range(2 if extent == "distant" else 1)})
    side = "" if extent == "distant" else case.leading.side
    facts = [
        fact(
            "recurrence",
            found_on,
            side,
            extent=extent,
            sites=sites,
            adjudication="confirmed",
            basis="histology",
        )
    ]
    if not case.left_after_surgery:
        facts += _biopsied(case, found_on, extent)
        facts += _treated(case, found_on, rng)
    return facts


def _biopsied(case: Case, found_on: date, extent: str) -> list[NewFact]:
    """The tissue of the relapse, with its receptors: they may differ, here they do not."""
    tumour = case.leading
    specimen = "metastasis" if extent == "distant" else "core_needle"
    return [
        fact(
            "biopsy_pathology", found_on + timedelta(days=6), tumour.side, specimen=specimen,
            histology=tumour.histology, grade=tumour.grade, **markers(tumour),
        )
    ]  # fmt: skip


def _treated(case: Case, found_on: date, rng: Random) -> list[NewFact]:
    start = found_on + timedelta(days=between(rng, 12, 24))
    kept_by = "endocrine" if case.leading.hormone_positive else "chemotherapy"
    ended = add_months(start, between(rng, 5, 7))
    line = {"modality": "chemotherapy", "intent": "palliative"}
    return [
        fact("therapy_started", start, regimen=regimens.palliative(case), **line),
        fact("therapy_ended", ended, reason="completed", given_cycles=8, **line),
        fact(
            "therapy_started", ended + timedelta(days=14), intent="palliative",
            regimen=regimens.maintenance(case), modality=kept_by,
        ),
    ]  # fmt: skip


def _suspected(case: Case, operated_on: date, today: date) -> NewFact:
    # An open suspicion is a recent one; those ruled out lie years back.
    ruled_out = case.suspicion == "refuted"
    on = (
        add_months(operated_on, 30 + case.number % 40)
        if ruled_out
        else today - timedelta(days=4 + case.number % 9)
    )
    return fact(
        "recurrence", on, extent="distant", sites=["bone"], adjudication=case.suspicion, basis="imaging"
    )


def ending(case: Case, operated_on: date, rng: Random) -> list[NewFact]:
    """A swollen arm, palliative care and death, or the day after which nobody reached her."""
    facts = []
    if swollen_on := of_months(case, operated_on, case.lymphedema_after):
        stage = draw(rng, {"I": 55, "II": 42, "III": 3})
        facts.append(
            fact("complication", swollen_on, case.leading.side, condition="lymphedema", isl_stage=stage)
        )
    if died_on := of_months(case, operated_on, case.died_after):
        if case.died_of == "breast_cancer":
            facts.append(fact("palliative_care", died_on - timedelta(days=between(rng, 25, 90))))
        facts.append(fact("death", died_on, cause=case.died_of))
    if lost_on := of_months(case, operated_on, case.lost_after):
        reason = draw(rng, {"no_answer": 46, "wrong_number": 24, "moved": 12, "declined": 8, "elsewhere": 10})
        facts.append(fact("lost_to_follow_up", lost_on, reason=reason))
    return facts
