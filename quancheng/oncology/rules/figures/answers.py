"""The answer of every calculator for one patient, or the sentence why there is none and what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from quancheng.kernel.refused import Refused, msg
from quancheng.oncology.calculators.anatomic_stage import anatomic_stage, is_complete_response
from quancheng.oncology.calculators.bsa import BsaFormula, bsa
from quancheng.oncology.calculators.cps_eg import cps_eg
from quancheng.oncology.calculators.cts5 import cts5
from quancheng.oncology.calculators.fields import ER
from quancheng.oncology.calculators.her2 import Her2Status
from quancheng.oncology.calculators.npi import npi
from quancheng.oncology.calculators.predict import v2, v3
from quancheng.oncology.calculators.predict.person import Sex
from quancheng.oncology.calculators.predict.shared import Chemo, Treatment
from quancheng.oncology.calculators.prognostic_stage import (
    Biology,
    DataPack,
    NoDataPack,
    clinical_prognostic_stage,
    pathological_prognostic_stage,
)
from quancheng.oncology.calculators.rcb import rcb
from quancheng.oncology.calculators.receptors import Receptor, is_positive
from quancheng.oncology.calculators.result import Figure, MissingInput, OutOfScope, Result
from quancheng.oncology.calculators.subtype import subtype
from quancheng.oncology.calculators.tnm import Timing, Tnm
from quancheng.oncology.rules.figures.entries import Entry, entry_for
from quancheng.oncology.rules.figures.inputs import (
    CaseInputs,
    her2_receptor,
    predict_person,
    read_inputs,
    receptor_on_any,
)
from quancheng.oncology.rules.figures.specimens import her2_result, tnm_for, what_is_open
from quancheng.oncology.rules.history import History
from quancheng.oncology.rules.primary import stated
from quancheng.oncology.rules.summary import Laboratory, Person

_TIMINGS = (Timing.CLINICAL, Timing.PATHOLOGICAL, Timing.POST_THERAPY_PATHOLOGICAL)
DIED = msg("She has died: no prognosis is computed.")
CAME_BACK = msg("The disease has come back: this figure holds from surgery to the first recurrence only.")
NODES_OPEN = msg(
    "More than one report counts lymph nodes, and it is not certain whether the counts add up. State in each "
    "report which specimen it is, sentinel nodes or axillary dissection; withdraw one that was entered twice."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One calculator's answer for one side, or its refusal with where the missing value is entered."""

    code: str
    title: str
    side: str = ""
    result: Result[Any] | None = None
    refusal: Refused | None = None
    entry: Entry | None = None

    @property
    def is_missing(self) -> bool:
        """Whether an entry would bring the answer (out of scope would stay out of scope)."""
        return isinstance(self.refusal, MissingInput)


class _Case:
    """One side's facts, asked calculator by calculator."""

    def __init__(self, history: History, inputs: CaseInputs, laboratory: Laboratory) -> None:
        self.history, self.inputs, self.laboratory = history, inputs, laboratory

    def ask(self, code: str, title: str, calculator: Callable[[], Result[Any]]) -> Answer:
        """The calculator's answer; its refusal becomes part of the page."""
        side = self.inputs.side
        try:
            return Answer(code=code, title=title, side=side, result=calculator())
        except Refused as found:
            refused = self._explained(found)
            entry = (
                entry_for(refused.field, self.history, side) if isinstance(refused, MissingInput) else None
            )
            return Answer(code=code, title=title, side=side, refusal=refused, entry=entry)

    def _explained(self, refused: Refused) -> Refused:
        """Counts that nobody may add up are not missing: the sentence says what makes them one number."""
        missing = isinstance(refused, MissingInput) and refused.field == "positive_nodes"
        if missing and self.inputs.nodes_uncertain:
            return MissingInput(NODES_OPEN, field="node_specimen", code="uncertain_nodes")
        return refused

    def her2(self) -> Result[Any]:
        return her2_result(self.inputs.specimens)

    def subtype(self) -> Result[Any]:
        i = self.inputs
        if i.invasive is False:
            raise OutOfScope(
                msg("Subtypes are told of invasive cancer only."), field="invasive", code="in_situ"
            )
        return subtype(
            er=i.er,
            pr=i.pr,
            her2=i.her2,
            ki67_pct=i.ki67,
            rule=self.laboratory.rule,
            ki67_cut=self.laboratory.ki67_cut,
        )

    def anatomic(self, timing: Timing) -> Result[Any]:
        m1 = bool(self.inputs.m1_at_diagnosis)
        return anatomic_stage(tnm_for(self.history, timing, self.inputs.side), m1_before_treatment=m1)

    def _biology(self) -> Biology:
        i = self.inputs
        return Biology(
            grade=i.grade,
            er=receptor_on_any(i.specimens, "er"),
            pr=receptor_on_any(i.specimens, "pr"),
            # AJCC: an equivocal ISH counts as negative; one that was not done is unknown.
            her2=Receptor.NEGATIVE if self._ish_equivocal() else her2_receptor(i.her2),
        )

    def _ish_equivocal(self) -> bool:
        if self.inputs.her2 is not Her2Status.EQUIVOCAL:
            return False
        return bool(stated(self.inputs.specimens, "her2_ish") == "equivocal")

    def prognostic_clinical(self, pack: DataPack) -> Result[Any]:
        tnm = tnm_for(self.history, Timing.CLINICAL, self.inputs.side)
        return clinical_prognostic_stage(pack, tnm, self._biology())

    def prognostic_pathological(self, pack: DataPack) -> Result[Any]:
        i = self.inputs
        if i.neoadjuvant:
            timing = Timing.POST_THERAPY_PATHOLOGICAL
        else:
            timing = Timing.PATHOLOGICAL
        tnm = tnm_for(self.history, timing, i.side)
        return pathological_prognostic_stage(
            pack, tnm, self._biology(), surgery_first=i.operated and not i.neoadjuvant, oncotype=i.oncotype
        )

    def npi(self) -> Result[Any]:
        i = self.inputs
        if i.invasive is False:
            raise OutOfScope(msg("The NPI is for invasive cancer only."), field="invasive", code="in_situ")
        return npi(
            size_mm=i.size_mm,
            grade=i.grade,
            positive_nodes=i.positive_nodes,
            neoadjuvant=i.neoadjuvant,
            metastatic=i.m1_at_diagnosis,
        )

    def _check_course_open(self) -> None:
        if self.inputs.deceased:
            raise OutOfScope(DIED, code="deceased")
        if self.inputs.recurred:
            raise OutOfScope(CAME_BACK, code="recurred")

    def predict_2(self, treatment: Treatment) -> Result[Any]:
        self._check_course_open()
        return v2.predict(predict_person(self.inputs), treatment)

    def predict_3(self, treatment: Treatment) -> Result[Any]:
        self._check_course_open()
        return v3.predict(predict_person(self.inputs), treatment)

    def rcb(self) -> Result[Any]:
        i = self.inputs
        return rcb(
            neoadjuvant=i.neoadjuvant,
            d1_mm=i.bed_d1_mm,
            d2_mm=i.bed_d2_mm,
            cellularity_pct=i.cellularity,
            in_situ_pct=i.in_situ,
            positive_nodes=i.positive_nodes,
            largest_node_met_mm=i.node_met_mm,
        )

    def cps_eg(self) -> Result[Any]:
        i = self.inputs
        before = self._tnm_or_none(Timing.CLINICAL) if i.neoadjuvant else None
        after = self._tnm_or_none(Timing.POST_THERAPY_PATHOLOGICAL) if i.neoadjuvant else None
        complete = after is not None and is_complete_response(after)
        return cps_eg(
            neoadjuvant=i.neoadjuvant,
            clinical=anatomic_stage(before).category if before else None,
            pathological=anatomic_stage(after).category if after and not complete else None,
            er=i.er,
            nuclear_grade=i.nuclear_grade,
            complete_response=complete,
        )

    def knows(self, timing: Timing) -> bool:
        """Whether there is a TNM of this classification, or reports that leave it open."""
        try:
            known = self._tnm_or_none(timing) is not None
        except Refused:
            return False
        return known or what_is_open(self.history, timing, self.inputs.side) is not None

    def _tnm_or_none(self, timing: Timing) -> Tnm | None:
        try:
            return tnm_for(self.history, timing, self.inputs.side)
        except MissingInput:
            return None

    def cts5(self) -> Result[Any]:
        i = self.inputs
        if i.deceased:
            raise OutOfScope(DIED, code="deceased")
        if i.sex is Sex.MALE:
            raise OutOfScope(msg("CTS5 was derived from women only."), field="sex", code="male")
        return cts5(
            postmenopausal=i.postmenopausal,
            event_free_five_years=i.event_free_five_years,
            er=i.er,
            age=i.age,
            size_mm=i.size_mm,
            grade=i.grade,
            positive_nodes=i.positive_nodes,
        )

    def bsa(self) -> Result[Any]:
        """Mosteller, with the other formulas beside it: which one doses is the centre's choice."""
        height, weight = self.inputs.height_cm, self.inputs.weight_kg
        main = bsa(height_cm=height, weight_kg=weight)
        others = [bsa(height_cm=height, weight_kg=weight, formula=formula) for formula in BsaFormula]
        found = tuple(Figure(str(o.category), o.label, o.value, o.unit) for o in others)
        return replace(main, figures=found)


def default_treatment(inputs: CaseInputs) -> Treatment:
    """The adjuvant treatments that the tumour's biology admits, for the table of what each would add."""
    hormone = inputs.er is not None and is_positive(ER, inputs.er)
    return Treatment(
        hormone=hormone,
        chemo=Chemo.THIRD,
        trastuzumab=inputs.her2 is Her2Status.POSITIVE,
        bisphosphonate=bool(inputs.postmenopausal),
    )


def figures(
    person: Person,
    history: History,
    laboratory: Laboratory,
    *,
    pack: Callable[[], DataPack],
    today: date,
    treatment: Callable[[CaseInputs], Treatment] = default_treatment,
) -> list[Answer]:
    """Every calculator's answer for each side that has disease; body surface once.

    `pack` gives the hospital's AJCC tables, or refuses with NoDataPack where none are switched on.
    """
    found: list[Answer] = []
    sides: Sequence[str] = history.sides() or ("",)
    for side in sides:
        inputs = read_inputs(person, history, side, today)
        found += _of_side(_Case(history, inputs, laboratory), pack, treatment(inputs))
    body = _Case(history, read_inputs(person, history, "", today), laboratory)
    return [*found, body.ask("bsa", msg("Body surface area"), body.bsa)]


def _of_side(case: _Case, pack: Callable[[], DataPack], treatment: Treatment) -> list[Answer]:
    ask = case.ask
    stages = [timing for timing in _TIMINGS if case.knows(timing)] or [Timing.CLINICAL]
    return [
        ask("her2", msg("HER2 status"), case.her2),
        ask("subtype", msg("Molecular subtype (surrogate)"), case.subtype),
        *[ask("anatomic_stage", msg("Anatomic stage"), partial(case.anatomic, timing)) for timing in stages],
        *_prognostic(case, pack),
        ask("npi", msg("Nottingham Prognostic Index"), case.npi),
        ask("predict_v3", msg("PREDICT Breast 3.2"), lambda: case.predict_3(treatment)),
        ask("predict_v2", msg("PREDICT Breast 2.2"), lambda: case.predict_2(treatment)),
        ask("rcb", msg("Residual Cancer Burden"), case.rcb),
        ask("cps_eg", msg("CPS+EG score"), case.cps_eg),
        ask("cts5", msg("CTS5, late recurrence"), case.cts5),
    ]


def _prognostic(case: _Case, pack: Callable[[], DataPack]) -> list[Answer]:
    """Both prognostic stages; one line with the reason where the hospital has no tables."""
    clinical, pathological = msg("Clinical prognostic stage"), msg("Pathological prognostic stage")
    try:
        tables = pack()
    except NoDataPack as refused:
        title = msg("AJCC prognostic stage")
        return [Answer(code="prognostic_stage", title=title, side=case.inputs.side, refusal=refused)]
    return [
        case.ask("clinical_prognostic_stage", clinical, lambda: case.prognostic_clinical(tables)),
        case.ask("pathological_prognostic_stage", pathological, lambda: case.prognostic_pathological(tables)),
    ]
