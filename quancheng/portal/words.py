"""Plain words for patients: what happened, what comes next, what to bring. No abbreviation, no prognosis.

Steps and facts that are not listed here are not shown in the portal.
"""

from dataclasses import dataclass

from quancheng.kernel.refused import msg


@dataclass(frozen=True, slots=True)
class Wording:
    """A title and, where it helps, one sentence."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class StepWords:
    """What she is to do, why, and what to bring."""

    title: str
    text: str
    bring: str = ""


_CARDS = msg("Your insurance card and your record card")

STEP_WORDS: dict[str, StepWords] = {}

MILESTONES: dict[str, str] = {
    "diagnosis": msg("Diagnosis"),
    "neoadjuvant": msg("Medicine before surgery"),
    "treatment": msg("Treatment"),
    "surgery": msg("Surgery"),
    "chemotherapy": msg("Chemotherapy"),
    "radiotherapy": msg("Radiotherapy"),
    "targeted": msg("Targeted medicine"),
    "endocrine": msg("Hormone tablets"),
    "follow_up": msg("Follow-up"),
}

FACT_WORDS: dict[tuple[str, str], Wording] = {
    ("admission", ""): Wording(msg("You came to our centre"), msg("From here on, one team looks after you.")),
    ("diagnosis", ""): Wording(msg("The diagnosis was made")),
    ("biopsy_pathology", ""): Wording(
        msg("The result of the tissue sample came"),
        msg("Your doctor explains it to you and answers your questions."),
    ),
    ("surgical_pathology", ""): Wording(
        msg("The result after the operation came"),
        msg("It helps to choose what comes next. Your doctor explains it to you."),
    ),
    ("tnm", ""): Wording(msg("The doctors noted how far the illness reached")),
    ("imaging", ""): Wording(msg("You had an examination with pictures")),
    ("treatment_plan", ""): Wording(msg("Your treatment plan was made"), msg("The road above follows it.")),
    ("operation", "conserving"): Wording(msg("You had an operation"), msg("The breast was kept.")),
    ("operation", ""): Wording(msg("You had an operation")),
    ("therapy_started", "chemotherapy"): Wording(msg("Chemotherapy began")),
    ("therapy_ended", "chemotherapy"): Wording(msg("Chemotherapy ended")),
    ("therapy_started", "radiotherapy"): Wording(msg("Radiotherapy began")),
    ("therapy_ended", "radiotherapy"): Wording(msg("Radiotherapy ended")),
    ("therapy_started", "targeted"): Wording(msg("Targeted medicine began")),
    ("therapy_ended", "targeted"): Wording(msg("Targeted medicine ended")),
    ("therapy_started", "endocrine"): Wording(msg("Hormone tablets began")),
    ("therapy_ended", "endocrine"): Wording(msg("Hormone tablets ended")),
    ("therapy_started", ""): Wording(msg("A medicine was begun")),
    ("therapy_ended", ""): Wording(msg("A medicine was ended")),
    ("complication", ""): Wording(
        msg("A complaint after treatment was found"), msg("Your team treats it and keeps an eye on it.")
    ),
    ("follow_up", ""): Wording(msg("You came, or we talked, for your check")),
    ("menopausal_status", ""): Wording(msg("The change of life was noted")),
    ("performance_status", ""): Wording(msg("How active you are was noted")),
    ("body_measures", ""): Wording(msg("Height and weight were measured")),
    ("comorbidity", ""): Wording(msg("Another illness was noted")),
}

PURPOSES: dict[str, str] = {
    "care": msg("for your care"),
    "registry": msg("to keep the register"),
    "quality": msg("to check quality"),
    "emergency": msg("in an emergency"),
    "linked_care": msg("another hospital, with your consent"),
    "family": msg("family, with your consent"),
    "self": msg("yourself"),
}
