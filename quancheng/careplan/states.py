"""Stages of the course, states of a step, and the codes that staff choose from."""

from enum import StrEnum

from quancheng.access.roles import Role
from quancheng.kernel.refused import msg


class Stage(StrEnum):
    """Where a patient is in the course of care; derived from facts, never typed in."""

    NEW = "new"
    PRE_TREATMENT = "pre_treatment"
    NEOADJUVANT = "neoadjuvant"
    SURGERY = "surgery"
    ADJUVANT_CHEMOTHERAPY = "adjuvant_chemotherapy"
    RADIOTHERAPY = "radiotherapy"
    TARGETED = "targeted"
    ENDOCRINE = "endocrine"
    FOLLOW_UP = "follow_up"
    RECURRENT = "recurrent"
    PALLIATIVE = "palliative"
    DECEASED = "deceased"
    LOST = "lost"


STAGE_LABELS: dict[Stage, str] = {
    Stage.NEW: msg("New"),
    Stage.PRE_TREATMENT: msg("Before treatment"),
    Stage.NEOADJUVANT: msg("Neoadjuvant therapy"),
    Stage.SURGERY: msg("Surgery"),
    Stage.ADJUVANT_CHEMOTHERAPY: msg("Adjuvant chemotherapy"),
    Stage.RADIOTHERAPY: msg("Radiotherapy"),
    Stage.TARGETED: msg("Anti-HER2 therapy"),
    Stage.ENDOCRINE: msg("Endocrine therapy"),
    Stage.FOLLOW_UP: msg("Follow-up"),
    Stage.RECURRENT: msg("Recurrent or metastatic"),
    Stage.PALLIATIVE: msg("Palliative care"),
    Stage.DECEASED: msg("Deceased"),
    Stage.LOST: msg("Lost to follow-up"),
}

# Nobody is asked to do anything for a patient in these stages.
CLOSED_STAGES = frozenset({Stage.DECEASED})


class StepState(StrEnum):
    """The state of a step. An overdue step is an open one: it never disappears.

    It stays until it is done, until somebody says why it is not, or until the patient dies. Only where the
    fact it counted from was itself withdrawn as mistaken does it go: then it was never due.
    """

    OPEN = "open"
    DONE = "done"
    VARIED = "varied"
    WITHDRAWN = "withdrawn"


STEP_STATE_LABELS: dict[StepState, str] = {
    StepState.OPEN: msg("Open"),
    StepState.DONE: msg("Done"),
    StepState.VARIED: msg("Not done, with a reason"),
    StepState.WITHDRAWN: msg("No longer needed"),
}

# The reason of a step that is overdue and that the pathways do not ask for any more.
LEFT_OPEN = msg("Overdue, and the record has moved on since. Do it now, or say why it is not done.")

STEP_MOVES: dict[StepState, frozenset[StepState]] = {
    StepState.OPEN: frozenset({StepState.DONE, StepState.VARIED, StepState.WITHDRAWN}),
    StepState.DONE: frozenset({StepState.OPEN}),
    StepState.VARIED: frozenset({StepState.OPEN, StepState.DONE}),
    StepState.WITHDRAWN: frozenset({StepState.OPEN}),
}


class Duty(StrEnum):
    """The duty that owns a step until a person takes it."""

    NURSE = "nurse"
    CASE_MANAGER = "case_manager"
    DOCTOR = "doctor"
    LYMPHEDEMA_THERAPIST = "lymphedema_therapist"
    MDT_SECRETARY = "mdt_secretary"
    PATIENT = "patient"


# Whose work a role sees before a person has taken it. In a small centre one nurse does both nursing duties,
# and what the patient should do herself has a nurse who notices when she does not.
DUTIES_OF_ROLE: dict[Role, frozenset[Duty]] = {
    **{role: frozenset() for role in Role},
    Role.NURSE: frozenset({Duty.NURSE, Duty.CASE_MANAGER, Duty.PATIENT}),
    Role.CASE_MANAGER: frozenset({Duty.NURSE, Duty.CASE_MANAGER, Duty.PATIENT}),
    Role.DOCTOR: frozenset({Duty.DOCTOR}),
    Role.LYMPHEDEMA_THERAPIST: frozenset({Duty.LYMPHEDEMA_THERAPIST}),
    Role.MDT_SECRETARY: frozenset({Duty.MDT_SECRETARY}),
}

DUTY_LABELS: dict[Duty, str] = {
    Duty.NURSE: msg("Ward nurse"),
    Duty.CASE_MANAGER: msg("Case manager"),
    Duty.DOCTOR: msg("Doctor"),
    Duty.LYMPHEDEMA_THERAPIST: msg("Lymphoedema therapist"),
    Duty.MDT_SECRETARY: msg("MDT secretary"),
    Duty.PATIENT: msg("The patient herself"),
}


class Outcome(StrEnum):
    """How a step ended that was done."""

    DONE = "done"
    DONE_ELSEWHERE = "done_elsewhere"
    TAUGHT = "taught"
    REACHED = "reached"
    REFERRED = "referred"


OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.DONE: msg("Done"),
    Outcome.DONE_ELSEWHERE: msg("Done at another hospital"),
    Outcome.TAUGHT: msg("Taught, and shown back correctly"),
    Outcome.REACHED: msg("Reached, no problem found"),
    Outcome.REFERRED: msg("Problem found and passed on"),
}


class VarianceReason(StrEnum):
    """Why a step of the pathway is not done (the barriers of S1 4.1, and the clinical ones)."""

    PATIENT_CHOICE = "patient_choice"
    COST = "cost"
    SIDE_EFFECTS = "side_effects"
    WEAK_SUPPORT = "weak_support"
    WRONG_INFORMATION = "wrong_information"
    PROCESS = "process"
    COMORBIDITY = "comorbidity"
    DISEASE_CHANGED = "disease_changed"
    NOT_REACHED = "not_reached"
    NOT_INDICATED = "not_indicated"


VARIANCE_LABELS: dict[VarianceReason, str] = {
    VarianceReason.PATIENT_CHOICE: msg("The patient decided against it"),
    VarianceReason.COST: msg("Money"),
    VarianceReason.SIDE_EFFECTS: msg("Complication or side effect"),
    VarianceReason.WEAK_SUPPORT: msg("Weak family or social support"),
    VarianceReason.WRONG_INFORMATION: msg("Wrong information"),
    VarianceReason.PROCESS: msg("Complicated procedure or no appointment"),
    VarianceReason.COMORBIDITY: msg("Other illness"),
    VarianceReason.DISEASE_CHANGED: msg("The disease changed"),
    VarianceReason.NOT_REACHED: msg("Could not be reached"),
    VarianceReason.NOT_INDICATED: msg("Not indicated for this patient"),
}


class Priority(StrEnum):
    """Why a step stands where it stands in the list; the number sorts, the word explains."""

    SAFETY = "safety"
    TREATMENT = "treatment"
    TIMED = "timed"
    ROUTINE = "routine"


PRIORITY_RANK: dict[Priority, int] = {
    Priority.SAFETY: 0,
    Priority.TREATMENT: 1,
    Priority.TIMED: 2,
    Priority.ROUTINE: 3,
}
PRIORITY_LABELS: dict[Priority, str] = {
    Priority.SAFETY: msg("Safety"),
    Priority.TREATMENT: msg("Treatment must not slip"),
    Priority.TIMED: msg("Bound to a date"),
    Priority.ROUTINE: msg("Routine"),
}
