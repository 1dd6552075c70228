"""CPS+EG: clinical and pathological stage, oestrogen receptor and grade, after neoadjuvant chemotherapy.

Points: clinical stage I-IIA 0, IIB-IIIA 1, IIIB-IIIC 2; pathological stage 0-I 0, IIA-IIIB 1, IIIC 2;
ER-negative 1; nuclear grade 3 1. Sum 0-6. Source: Mittendorf EA et al., J Clin Oncol 2011;29:1956 (table as
in PMC11724176); OlympiA (Tutt ANJ et al., N Engl J Med 2021;384:2394) asks for >= 3 in
hormone-receptor-positive residual disease. Both stages are AJCC *anatomic* groups: the score was built on
them, prognostic stages must not be used. Not for: surgery first, metastatic disease, a clinical stage 0.
"""

from __future__ import annotations

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.anatomic_stage import StageGroup
from quancheng.oncology.calculators.fields import ER, Field, known
from quancheng.oncology.calculators.receptors import Marker, is_positive
from quancheng.oncology.calculators.result import Coded, Figure, Input, MissingInput, OutOfScope, Result

NUCLEAR_GRADE = Field(
    "nuclear_grade", _("Nuclear grade"), _("The nuclear grade is not recorded."),
    _("The nuclear grade must be 1, 2 or 3; %(value)s was given."), 1, 3, whole=True,
)  # fmt: skip

_CLINICAL = {
    StageGroup.IA: 0, StageGroup.IB: 0, StageGroup.IIA: 0,
    StageGroup.IIB: 1, StageGroup.IIIA: 1,
    StageGroup.IIIB: 2, StageGroup.IIIC: 2,
}  # fmt: skip
_PATHOLOGICAL = {
    StageGroup.ZERO: 0, StageGroup.IA: 0, StageGroup.IB: 0,
    StageGroup.IIA: 1, StageGroup.IIB: 1, StageGroup.IIIA: 1, StageGroup.IIIB: 1,
    StageGroup.IIIC: 2,
}  # fmt: skip
OLYMPIA_FROM = 3
SOURCE = (
    "Mittendorf EA et al., J Clin Oncol 2011;29:1956; OlympiA: Tutt ANJ et al., N Engl J Med 2021;384:2394"
)
VERSION = "CPS+EG 2011"


class Olympia(Coded):
    """Whether the score opens the OlympiA criterion for ER-positive residual disease."""

    MET = "met", _("CPS+EG is 3 or more: the OlympiA criterion for ER-positive residual disease is met")
    NOT_MET = "not-met", _("CPS+EG is below 3: the OlympiA criterion is not met")
    NOT_ASKED = "not-asked", _("The OlympiA criterion by score is for ER-positive residual disease only")


def cps_eg(
    *,
    neoadjuvant: bool | None,
    clinical: StageGroup | None,
    pathological: StageGroup | None,
    er: Marker,
    nuclear_grade: int | None,
    complete_response: bool = False,
) -> Result[Olympia]:
    """The score, 0 to 6. A complete response has no stage group: `complete_response` says so, counting 0."""
    if not known(neoadjuvant, _("Whether there was neoadjuvant treatment is not recorded."), "neoadjuvant"):
        raise OutOfScope(
            _("CPS+EG is for people who had neoadjuvant treatment; there was none."),
            field="neoadjuvant",
            code="no_neoadjuvant",
        )
    before = _points(_CLINICAL, clinical, _("The clinical stage before treatment is not known."), "clinical")
    after_stage = StageGroup.ZERO if complete_response else pathological
    after = _points(
        _PATHOLOGICAL, after_stage, _("The pathological stage after treatment is not known."), "pathological"
    )
    er_positive = is_positive(ER, er)
    grade = NUCLEAR_GRADE.read_whole(nuclear_grade)
    score = before + after + (0 if er_positive else 1) + (1 if grade == 3 else 0)
    return Result(
        calculator="cps_eg",
        title=_("CPS+EG score"),
        value=float(score),
        category=_olympia(score, er_positive=er_positive, residual=after_stage is not StageGroup.ZERO),
        inputs=_inputs(clinical, after_stage, er, nuclear_grade),
        figures=(
            Figure("clinical_points", _("Points for clinical stage"), before),
            Figure("pathological_points", _("Points for pathological stage"), after),
        ),
        source=SOURCE,
        version=VERSION,
        limits=(
            _("Built on the AJCC anatomic stage: prognostic stages must not be put in."),
            _("OlympiA also asks for a germline BRCA1/2 variant and HER2-negative disease."),
        ),
    )


def _inputs(
    clinical: StageGroup | None, pathological: StageGroup | None, er: Marker, grade: int | None
) -> tuple[Input, ...]:
    return (
        Input("clinical", _("Clinical anatomic stage before treatment"), clinical),
        Input("pathological", _("Pathological anatomic stage after treatment"), pathological),
        ER.input(er),
        NUCLEAR_GRADE.input(grade),
    )


def _points(table: dict[StageGroup, int], stage: StageGroup | None, missing: str, field: str) -> int:
    if stage is None:
        raise MissingInput(missing, field=field, code="missing")
    if stage not in table:
        raise OutOfScope(
            _("CPS+EG has no points for stage %(stage)s here."),
            params={"stage": str(stage)},
            field=field,
            code="stage",
        )
    return table[stage]


def _olympia(score: int, *, er_positive: bool, residual: bool) -> Olympia:
    if not (er_positive and residual):
        return Olympia.NOT_ASKED
    return Olympia.MET if score >= OLYMPIA_FROM else Olympia.NOT_MET
