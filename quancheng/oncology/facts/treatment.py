"""Facts about treatment: what was planned, operations, courses of therapy begun and ended."""

from quancheng.kernel.refused import Findings, msg
from quancheng.oncology.facts.schema import Absent, Body, Choice, Choices, FactKind, Lane, Number, Text

MODALITIES = {
    "chemotherapy": msg("Chemotherapy"),
    "radiotherapy": msg("Radiotherapy"),
    "targeted": msg("Anti-HER2 therapy"),
    "endocrine": msg("Endocrine therapy"),
    "immunotherapy": msg("Immunotherapy"),
    "cdk46": msg("CDK4/6 inhibitor"),
    "bone": msg("Bone-modifying drug"),
}
INTENTS = {
    "neoadjuvant": msg("Before surgery (neoadjuvant)"),
    "adjuvant": msg("After surgery (adjuvant)"),
    "palliative": msg("For recurrent or metastatic disease"),
}
# Only what decides on a check during treatment or follow-up; the regimen says the rest in words.
DRUG_CLASSES = {
    "tamoxifen": msg("Tamoxifen or toremifene"),
    "ai": msg("Aromatase inhibitor"),
    "ofs": msg("Ovarian function suppression"),
    "fulvestrant": msg("Fulvestrant or another SERD"),
    "anthracycline": msg("Anthracycline"),
    "t_dxd": msg("Trastuzumab deruxtecan"),
    "abemaciclib": msg("Abemaciclib"),
    "ribociclib": msg("Ribociclib"),
    "other": msg("Another drug"),
}


def check_operation_does_something(body: Body, findings: Findings) -> None:
    """An operation has a breast procedure, an axillary one, or a reconstruction."""
    if not any(body.value(code) not in (None, "none") for code in ("breast", "axilla", "reconstruction")):
        findings.add(msg("Say what was operated on: breast, axilla or reconstruction."), field="breast")


PLAN = FactKind(
    code="treatment_plan",
    label=msg("Comprehensive treatment plan"),
    profile="FHIR CarePlan",
    lane=Lane.DIAGNOSIS,
    date_label=msg("Decided on"),
    fields=(
        Choices(
            code="modalities",
            label=msg("Planned treatment"),
            required=True,
            absent=(),
            options={
                "neoadjuvant": msg("Neoadjuvant therapy"),
                "surgery": msg("Surgery"),
                "chemotherapy": msg("Adjuvant chemotherapy"),
                "radiotherapy": msg("Radiotherapy"),
                "targeted": msg("Anti-HER2 therapy"),
                "endocrine": msg("Endocrine therapy"),
            },
        ),
        Text(code="note", label=msg("Note"), absent=()),
    ),
)

OPERATION = FactKind(
    code="operation",
    label=msg("Operation"),
    profile="mCODE Cancer-Related Surgical Procedure",
    lane=Lane.SURGERY,
    date_label=msg("Operated on"),
    sided=True,
    side_required=True,
    checks=(check_operation_does_something,),
    fields=(
        Choice(
            code="breast",
            label=msg("Breast"),
            options={
                "conserving": msg("Breast-conserving surgery"),
                "mastectomy": msg("Mastectomy"),
                "skin_sparing": msg("Nipple- or skin-sparing mastectomy"),
                "none": msg("No breast surgery"),
            },
        ),
        Choice(
            code="axilla",
            label=msg("Axilla"),
            options={
                "slnb": msg("Sentinel node biopsy"),
                "alnd": msg("Axillary dissection"),
                "slnb_alnd": msg("Sentinel node biopsy, then dissection"),
                "none": msg("No axillary surgery"),
            },
        ),
        Choice(
            code="levels",
            label=msg("Levels dissected"),
            options={"I": "I", "I-II": "I–II", "I-III": "I–III"},
        ),
        Choice(
            code="reconstruction",
            label=msg("Reconstruction"),
            options={
                "none": msg("No reconstruction"),
                "implant": msg("Implant or expander"),
                "autologous": msg("Own tissue"),
                "combined": msg("Own tissue and implant"),
            },
        ),
    ),
)

STARTED = FactKind(
    code="therapy_started",
    label=msg("Therapy started"),
    profile="mCODE Cancer-Related Medication / Radiotherapy Course Summary",
    lane=Lane.SYSTEMIC,
    date_label=msg("Started on"),
    fields=(
        Choice(code="modality", label=msg("Therapy"), options=MODALITIES, required=True, absent=()),
        Choice(code="intent", label=msg("Intent"), options=INTENTS, required=True),
        Text(code="regimen", label=msg("Regimen"), longest=80),
        Choices(
            code="drugs",
            label=msg("Drug classes"),
            absent=(Absent.UNKNOWN,),
            options=DRUG_CLASSES,
            hint=msg("Decides on checks during treatment: heart, bones, womb, blood"),
        ),
        Number(code="planned_cycles", label=msg("Planned cycles or fractions"), low=1, high=60, whole=True),
        Choice(
            code="chemo_generation",
            label=msg("Chemotherapy generation"),
            options={"2": msg("Second generation"), "3": msg("Third generation (taxane)")},
            hint=msg("Used by the PREDICT estimate only"),
        ),
    ),
)

ENDED = FactKind(
    code="therapy_ended",
    label=msg("Therapy ended"),
    profile="mCODE Cancer-Related Medication / Radiotherapy Course Summary",
    lane=Lane.SYSTEMIC,
    date_label=msg("Ended on"),
    fields=(
        Choice(code="modality", label=msg("Therapy"), options=MODALITIES, required=True, absent=()),
        Choice(code="intent", label=msg("Intent"), options=INTENTS, required=True),
        Choice(
            code="reason",
            label=msg("Why it ended"),
            required=True,
            options={
                "completed": msg("Completed as planned"),
                "toxicity": msg("Side effects"),
                "progression": msg("Disease progression"),
                "patient_choice": msg("Patient's choice"),
                "cost": msg("Cost"),
                "comorbidity": msg("Other illness"),
                "access": msg("Travel or access"),
                "other": msg("Other reason"),
            },
        ),
        Number(code="given_cycles", label=msg("Cycles or fractions given"), low=0, high=60, whole=True),
    ),
)

KINDS = (PLAN, OPERATION, STARTED, ENDED)
