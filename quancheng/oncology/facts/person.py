"""Facts about the person: condition, measures, other illnesses, follow-up, complications, death."""

from quancheng.kernel.refused import Findings, msg
from quancheng.oncology.facts.schema import Body, Choice, FactKind, Lane, Number, Text

MENOPAUSE = FactKind(
    code="menopausal_status",
    label=msg("Menopausal status"),
    profile="FHIR Observation (LOINC 42798-9)",
    lane=Lane.PERSON,
    fields=(
        Choice(
            code="status",
            label=msg("Status"),
            required=True,
            options={
                "pre": msg("Premenopausal"),
                "peri": msg("Perimenopausal"),
                "post": msg("Postmenopausal"),
            },
        ),
    ),
)

SMOKING = FactKind(
    code="smoking_status",
    label=msg("Smoking"),
    profile="FHIR Observation (LOINC 72166-2)",
    lane=Lane.PERSON,
    fields=(
        Choice(
            code="status",
            label=msg("Smoking now"),
            required=True,
            options={
                "current": msg("Smokes now"),
                "former": msg("Stopped smoking"),
                "never": msg("Never smoked"),
            },
        ),
    ),
)

PERFORMANCE = FactKind(
    code="performance_status",
    label=msg("Performance status (ECOG)"),
    profile="mCODE ECOG Performance Status",
    lane=Lane.PERSON,
    fields=(
        Choice(
            code="ecog",
            label=msg("ECOG"),
            required=True,
            options={
                "0": msg("0 – fully active"),
                "1": msg("1 – light work only"),
                "2": msg("2 – up more than half the day"),
                "3": msg("3 – in bed more than half the day"),
                "4": msg("4 – completely disabled"),
            },
        ),
    ),
)

# Body mass index in kg/m²: the thinnest and the heaviest who were ever described stand inside.
LEAST_BMI, MOST_BMI = 10, 80


def check_bmi(body: Body, findings: Findings) -> None:
    """Height and weight that no one person can have together: one of them was mistyped or exchanged."""
    height, weight = body.value("height_cm"), body.value("weight_kg")
    if height is None or weight is None:
        return
    bmi = weight / (height / 100) ** 2
    if not LEAST_BMI <= bmi <= MOST_BMI:
        findings.add(
            msg(
                "%(height)s cm and %(weight)s kg do not go together: the BMI would be %(bmi)s "
                "(possible are %(low)s to %(high)s). Check both."
            ),
            params={
                "height": height,
                "weight": weight,
                "bmi": f"{bmi:.1f}",
                "low": LEAST_BMI,
                "high": MOST_BMI,
            },
            field="weight_kg",
        )


MEASURES = FactKind(
    code="body_measures",
    label=msg("Height and weight"),
    profile="FHIR vital signs",
    lane=Lane.PERSON,
    date_label=msg("Measured on"),
    checks=(check_bmi,),
    fields=(
        Number(code="height_cm", label=msg("Height"), low=100, high=220, unit="cm"),
        Number(code="weight_kg", label=msg("Weight"), low=25, high=250, unit="kg"),
    ),
)

COMORBIDITY = FactKind(
    code="comorbidity",
    label=msg("Other illness"),
    profile="mCODE Comorbidities",
    lane=Lane.PERSON,
    date_label=msg("Known since"),
    fields=(
        Choice(
            code="condition",
            label=msg("Illness"),
            required=True,
            absent=(),
            options={
                "none": msg("None known"),
                "hypertension": msg("Hypertension"),
                "diabetes": msg("Diabetes"),
                "coronary": msg("Coronary heart disease"),
                "heart_failure": msg("Heart failure"),
                "stroke": msg("Stroke"),
                "copd": msg("Chronic lung disease"),
                "hepatitis_b": msg("Hepatitis B"),
                "thyroid": msg("Thyroid disease"),
                "depression": msg("Depression or anxiety"),
                "other": msg("Other illness"),
            },
        ),
        Text(code="note", label=msg("Note"), absent=()),
    ),
)

COMPLICATION = FactKind(
    code="complication",
    label=msg("Complication of treatment"),
    profile="FHIR Condition",
    lane=Lane.FOLLOW_UP,
    date_label=msg("Found on"),
    sided=True,
    fields=(
        Choice(
            code="condition",
            label=msg("Complication"),
            required=True,
            absent=(),
            options={
                "lymphedema": msg("Lymphoedema of the arm"),
                "seroma": msg("Seroma"),
                "wound_infection": msg("Wound infection"),
                "cardiotoxicity": msg("Heart damage from treatment"),
                "neuropathy": msg("Neuropathy"),
                "febrile_neutropenia": msg("Febrile neutropenia"),
                "bone_loss": msg("Bone loss or fracture"),
                "other": msg("Other complication"),
            },
        ),
        Choice(
            code="isl_stage",
            label=msg("Lymphoedema stage (ISL)"),
            options={"0": "0", "I": "I", "II": "II", "III": "III"},
        ),
        Text(code="note", label=msg("Note"), absent=()),
    ),
)

FOLLOW_UP = FactKind(
    code="follow_up",
    label=msg("Follow-up contact"),
    profile="mCODE Cancer Disease Status",
    lane=Lane.FOLLOW_UP,
    date_label=msg("Contact on"),
    fields=(
        Choice(
            code="way",
            label=msg("How"),
            required=True,
            absent=(),
            options={
                "visit": msg("Clinic visit"),
                "phone": msg("Telephone"),
                "online": msg("Online"),
                "registry": msg("From a registry"),
            },
        ),
        Choice(
            code="status",
            label=msg("Status of the disease"),
            required=True,
            options={
                "disease_free": msg("No sign of disease"),
                "with_disease": msg("Living with disease"),
                "to_clarify": msg("Findings to be clarified"),
            },
        ),
        Text(code="note", label=msg("Note"), absent=()),
    ),
)

LOST = FactKind(
    code="lost_to_follow_up",
    label=msg("Lost to follow-up"),
    profile="FHIR EpisodeOfCare status",
    lane=Lane.FOLLOW_UP,
    date_label=msg("Since"),
    fields=(
        Choice(
            code="reason",
            label=msg("Reason"),
            required=True,
            absent=(),
            options={
                "no_answer": msg("No answer after three tries"),
                "wrong_number": msg("Number no longer valid"),
                "moved": msg("Moved away"),
                "declined": msg("Does not want further contact"),
                "elsewhere": msg("Treated at another hospital"),
            },
        ),
    ),
)

PALLIATIVE = FactKind(
    code="palliative_care",
    label=msg("Palliative care begun"),
    profile="FHIR CarePlan",
    lane=Lane.FOLLOW_UP,
    date_label=msg("Begun on"),
    fields=(Text(code="goals", label=msg("Goals of care"), absent=()),),
)

DEATH = FactKind(
    code="death",
    label=msg("Death"),
    profile="FHIR Patient.deceased / Observation",
    lane=Lane.FOLLOW_UP,
    date_label=msg("Died on"),
    fields=(
        Choice(
            code="cause",
            label=msg("Cause"),
            required=True,
            options={"breast_cancer": msg("Breast cancer"), "other": msg("Another cause")},
        ),
        Text(code="note", label=msg("Note"), absent=()),
    ),
)

KINDS = (
    MENOPAUSE,
    SMOKING,
    PERFORMANCE,
    MEASURES,
    COMORBIDITY,
    COMPLICATION,
    FOLLOW_UP,
    LOST,
    PALLIATIVE,
    DEATH,
)
