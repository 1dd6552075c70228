"""A case told as dated facts: what was found, planned, done, begun and ended, and why."""

from datetime import date, timedelta
from typing import Any

from quancheng.demo.course import pathology, regimens
from quancheng.demo.course.aftercare import aftercare
from quancheng.demo.course.case import Case
from quancheng.demo.course.chance import between
from quancheng.demo.course.events import after_relapse, ending, of_months
from quancheng.demo.course.facts import fact
from quancheng.kernel.dates import add_months
from quancheng.oncology.rules.recording import NewFact


def timeline(case: Case, today: date) -> list[NewFact]:
    """Everything that has happened to her up to today, oldest first."""
    story = Timeline(case, today)
    return sorted(story.tell(), key=lambda found: found.on or date.min)


class Timeline:
    """The telling: one day leads to the next. Kept as a class, since every chapter needs chance and dates."""

    def __init__(self, case: Case, today: date) -> None:
        self.case, self.today, self.rng = case, today, case.rng
        self.facts: list[NewFact] = []
        self.treated_until = case.admitted_on

    def tell(self) -> list[NewFact]:
        """The facts up to today; nothing after death, nothing after the day on which she was lost."""
        case = self.case
        self.facts += pathology.first_visit(case, self.rng)
        self.decided_on = case.admitted_on + timedelta(days=between(self.rng, 5, 9))
        if case.metastatic:
            self._treat_metastatic()
        else:
            self._treat()
        last = min(self.today, self._end() or self.today)
        return [found for found in self.facts if found.on is None or found.on <= last]

    def add(self, kind: str, on: date, side: str = "", **body: Any) -> None:
        """One more fact."""
        self.facts.append(fact(kind, on, side, **body))

    def _treat(self) -> None:
        case = self.case
        day = self.decided_on
        if case.neoadjuvant:
            self.add("treatment_plan", day, modalities=["neoadjuvant", "surgery"])
            day = self._neoadjuvant(day + timedelta(days=between(self.rng, 3, 8)))
        else:
            self.add("treatment_plan", day, modalities=["surgery"])
        operated_on = day + timedelta(days=between(self.rng, 4, 14))
        report_on = self._operate(operated_on)
        self.treated_until = report_on
        if case.left_after_surgery:
            self._follow_outside(operated_on)
            return
        decided = report_on + timedelta(days=between(self.rng, 1, 4))
        self.add("treatment_plan", decided, modalities=list(case.planned))
        self._adjuvant(operated_on, decided)
        self._follow(operated_on)

    def _course(
        self, part: str, start: date, end: date, regimen: str, cycles: int, *, intent: str = "adjuvant"
    ) -> date:
        """A therapy begun and ended; what fell short is ended early, or declined without a beginning."""
        case, modality = self.case, "chemotherapy" if part == "neoadjuvant" else part
        short = case.shortfall if case.shortfall and case.shortfall.part == part else None
        if short and not short.begun:
            self.add(
                "therapy_ended", start, modality=modality, intent=intent, reason=short.reason, given_cycles=0
            )
            return start
        details: dict[str, Any] = {"chemo_generation": "3"} if modality == "chemotherapy" else {}
        if modality == "endocrine":
            details["drugs"] = regimens.endocrine_drugs(case, start)
        self.add(
            "therapy_started", start, modality=modality, intent=intent, regimen=regimen,
            planned_cycles=cycles or None, **details,
        )  # fmt: skip
        given, reason = cycles, "completed"
        if short:
            share = 0.35 + 0.4 * self.rng.random()
            end = start + timedelta(days=max(22, int((end - start).days * share)))
            given, reason = max(1, int(cycles * share)), short.reason
        self.add(
            "therapy_ended", end, modality=modality, intent=intent, reason=reason, given_cycles=given or None
        )
        return end

    def _neoadjuvant(self, start: date) -> date:
        case = self.case
        regimen, cycles = regimens.neoadjuvant(case)
        end = self._course(
            "neoadjuvant", start, start + timedelta(days=21 * (cycles - 1) + 4), regimen, cycles,
            intent="neoadjuvant",
        )  # fmt: skip
        if regimens.with_antibody(case):
            self._echo(start - timedelta(days=2))
            line = {"modality": "targeted", "intent": "neoadjuvant"}
            antibodies_from = start + timedelta(days=0 if case.modern else 84)
            self.add(
                "therapy_started", antibodies_from, regimen=regimens.anti_her2(case), planned_cycles=4, **line
            )
            self.add("therapy_ended", end, reason="completed", given_cycles=4, **line)
        self.facts += pathology.after_neoadjuvant(case, end + timedelta(days=10))
        return end + timedelta(days=12)

    def _operate(self, on: date) -> date:
        """The operation (or both, where conserving failed); gives the day of the specimen's report."""
        case = self.case
        first = "conserving" if case.conserving_failed else case.breast
        rebuilt = "none" if case.reconstruction_later else case.reconstruction
        report_on = on + timedelta(days=between(self.rng, 5, 8))
        for tumour in case.tumours:
            self.facts += pathology.operation(case, tumour, on, first, rebuilt)
            self.facts += pathology.specimen(case, tumour, report_on, self.rng)
        if case.conserving_failed:
            again = report_on + timedelta(days=between(self.rng, 4, 9))
            self.facts += pathology.operation(case, case.leading, again, case.breast, "none", again=True)
            report_on = again + timedelta(days=6)
        if case.reconstruction_later:
            later = add_months(on, between(self.rng, 14, 26))
            self.add(
                "operation", later, case.leading.side, breast="none", axilla="none",
                reconstruction=case.reconstruction,
            )  # fmt: skip
        return report_on

    def _adjuvant(self, operated_on: date, decided: date) -> None:
        """Chemotherapy, then radiotherapy and tablets; antibodies from the second half of chemotherapy on."""
        case, day = self.case, decided + timedelta(days=between(self.rng, 8, 18))
        antibodies_from = day
        if "chemotherapy" in case.planned:
            regimen, cycles = regimens.adjuvant(case)
            end = day + timedelta(days=21 * (cycles - 1) + between(self.rng, 2, 12))
            antibodies_from = day + timedelta(days=84 if cycles > 6 else 0)
            day = self._course("chemotherapy", day, end, regimen, cycles) + timedelta(days=21)
        if "targeted" in case.planned:
            self._antibodies(antibodies_from)
        if "radiotherapy" in case.planned:
            start = day + timedelta(days=between(self.rng, 5, 16))
            fractions = 25 if case.leading.nodes_positive or not case.modern else 15
            end = start + timedelta(days=fractions * 7 // 5 + 2)
            day = self._course("radiotherapy", start, end, regimens.RADIOTHERAPY[fractions], fractions)
        self.treated_until = day
        if "endocrine" in case.planned:
            self._tablets(day + timedelta(days=between(self.rng, 3, 20)), operated_on)

    def _antibodies(self, start: date) -> None:
        case = self.case
        cycles = 14 if case.neoadjuvant else 18
        end = start + timedelta(days=21 * (cycles - 1) + between(self.rng, 4, 20))
        self._echo(start - timedelta(days=3))
        stopped = self._course("targeted", start, end, regimens.anti_her2(case), cycles)
        while_given = [on for months in (3, 6, 9, 12) if (on := add_months(start, months)) <= stopped]
        for on in [*while_given, *(add_months(stopped, months) for months in (6, 12, 18, 24))]:
            self._echo(on)

    def _echo(self, on: date) -> None:
        self.add("imaging", on, modality="echo", lvef_percent=between(self.rng, 58, 71))

    def _bones(self, start: date, end: date) -> None:
        """Bone density when an aromatase inhibitor is begun, then every year while it is taken."""
        if "ai" in regimens.endocrine_drugs(self.case, start):
            for year in range((end - start).days // 365 + 1):
                self.add("imaging", add_months(start, 12 * year) + timedelta(days=9), modality="dxa")

    def _tablets(self, start: date, operated_on: date) -> None:
        case = self.case
        end = add_months(start, case.endocrine_months)
        relapse = of_months(case, operated_on, case.recurred_after)
        self._bones(start, min(end, relapse or end))
        if relapse and relapse < end:
            self.add(
                "therapy_started", start, modality="endocrine", intent="adjuvant",
                regimen=regimens.endocrine(case, start), drugs=regimens.endocrine_drugs(case, start),
            )  # fmt: skip
            self.add(
                "therapy_ended", relapse + timedelta(days=9), modality="endocrine", intent="adjuvant",
                reason="progression",
            )  # fmt: skip
            return
        self._course("endocrine", start, end, regimens.endocrine(case, start), 0)

    def _treat_metastatic(self) -> None:
        case, start = self.case, self.decided_on + timedelta(days=6)
        self.operated_on = self.decided_on
        self.add(
            "therapy_started", start, modality="chemotherapy", intent="palliative",
            regimen=regimens.palliative(case),
        )  # fmt: skip
        ended = add_months(start, 6)
        self.add(
            "therapy_ended", ended, modality="chemotherapy", intent="palliative", reason="completed",
            given_cycles=8,
        )  # fmt: skip
        maintenance = "endocrine" if case.leading.hormone_positive else "chemotherapy"
        self.add(
            "therapy_started", ended + timedelta(days=14), modality=maintenance, intent="palliative",
            regimen=regimens.maintenance(case),
        )  # fmt: skip
        self.treated_until = start
        self._follow(self.decided_on)

    def _follow(self, operated_on: date) -> None:
        self.operated_on = operated_on
        self.facts += aftercare(self.case, operated_on, self.treated_until, self.today, self.rng)
        self.facts += after_relapse(self.case, operated_on, self.today, self.rng)
        self.facts += ending(self.case, operated_on, self.rng)

    def _follow_outside(self, operated_on: date) -> None:
        """What is heard of those who went home: no contacts, only what befell them."""
        self.operated_on = operated_on
        self.facts += after_relapse(self.case, operated_on, self.today, self.rng)
        self.facts += ending(self.case, operated_on, self.rng)

    def _end(self) -> date | None:
        """The day after which nothing more is told: she went elsewhere, died, or was lost."""
        case = self.case
        died_on = of_months(case, self.operated_on, case.died_after)
        return case.told_until or died_on or of_months(case, self.operated_on, case.lost_after)
