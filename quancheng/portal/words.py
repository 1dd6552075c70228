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
_BLOOD = StepWords(
    msg("Have your blood taken"), msg("The figures tell whether the medicine suits you."), _CARDS
)

STEP_WORDS: dict[str, StepWords] = {
    "newcomer_teaching": StepWords(
        msg("Come to the talk for new patients"),
        msg("A nurse explains how the treatment goes and answers your questions. Bring your family."),
    ),
    "breast_imaging": StepWords(
        msg("Have the pictures of both breasts taken"),
        msg("They help the doctors choose your treatment."),
        msg("Your insurance card, your record card and earlier pictures"),
    ),
    "baseline_arms": StepWords(
        msg("Have both arms measured before the operation"),
        msg("Later the team can see early whether the arm swells. It takes ten minutes and does not hurt."),
    ),
    "chemotherapy_teaching": StepWords(
        msg("Come to the talk before chemotherapy"),
        msg("A nurse shows you what helps at home and when to call at once."),
    ),
    "neoadjuvant_start": StepWords(
        msg("Come for the first medicine before surgery"),
        msg("It makes the lump smaller, so that the operation can be smaller."),
        _CARDS,
    ),
    "surgery_first": StepWords(
        msg("Your operation is coming up"),
        msg("The ward calls you with the day and what to prepare."),
        msg("Your insurance card, all reports, and the medicines that you take"),
    ),
    "surgery_after_neoadjuvant": StepWords(
        msg("Your operation is coming up"),
        msg("The ward calls you with the day and what to prepare."),
        msg("Your insurance card, all reports, and the medicines that you take"),
    ),
    "wound_call": StepWords(
        msg("The nurse calls you about wound and arm"),
        msg("Keep your phone near. If the wound is red, hot or wet, do not wait: call the ward."),
    ),
    "chemotherapy_start": StepWords(
        msg("Come for the first chemotherapy"),
        msg("Eat a little before you come. Somebody may come with you."),
        _CARDS,
    ),
    "blood_count_first_cycle": StepWords(
        msg("Have your blood count taken"),
        msg(
            "The blood can be weak a week after chemotherapy. With 38 °C or more go to the hospital at once."
        ),
        _CARDS,
    ),
    "radiotherapy_start_after_surgery": StepWords(
        msg("Come for the first radiotherapy"),
        msg("Wear a loose top. The skin stays dry and without cream."),
        _CARDS,
    ),
    "radiotherapy_start_after_chemotherapy": StepWords(
        msg("Come for the first radiotherapy"),
        msg("Wear a loose top. The skin stays dry and without cream."),
        _CARDS,
    ),
    "anti_her2_start": StepWords(
        msg("Come for the first targeted medicine"),
        msg("It is given every three weeks, for one year."),
        _CARDS,
    ),
    "endocrine_start_after_surgery": StepWords(
        msg("Begin the hormone tablets"),
        msg("One tablet a day, at the same hour. Do not stop by yourself: ask first."),
    ),
    "endocrine_start_after_chemotherapy": StepWords(
        msg("Begin the hormone tablets"),
        msg("One tablet a day, at the same hour. Do not stop by yourself: ask first."),
    ),
    "endocrine_yearly": StepWords(
        msg("Come for the yearly talk about the tablets"),
        msg("Tell us what bothers you. There is help for most of it."),
        _CARDS,
    ),
    "visit": StepWords(
        msg("Come for your check"),
        msg("The doctor examines you and asks how you are. Write your questions down."),
        msg("Your insurance card, your record card and earlier pictures"),
    ),
    "breast_ultrasound": StepWords(
        msg("Have the ultrasound of breast and armpit"), msg("It does not hurt."), _CARDS
    ),
    "mammography": StepWords(
        msg("Have the breast X-ray taken"), msg("Once a year. It takes a few minutes."), _CARDS
    ),
    "general_check": StepWords(
        msg("Have blood and belly checked"), msg("Come without breakfast; you may drink water."), _CARDS
    ),
    "chest_imaging": StepWords(
        msg("Have pictures of the chest taken"), msg("Once a year. It takes a few minutes."), _CARDS
    ),
    "arm_surveillance": StepWords(
        msg("Have your arms measured"),
        msg("If the arm feels heavy or tight before that, tell us at once."),
    ),
    "lvef_before": StepWords(
        msg("Have your heart checked"), msg("An ultrasound, before the medicine begins."), _CARDS
    ),
    "lvef_anti_her2": StepWords(
        msg("Have your heart checked"),
        msg("An ultrasound, every three months while you get the medicine."),
        _CARDS,
    ),
    "lvef_after_anti_her2": StepWords(
        msg("Have your heart checked"),
        msg("An ultrasound, to see that all is well after the medicine."),
        _CARDS,
    ),
    "lvef_anthracycline_end": StepWords(
        msg("Have your heart checked"),
        msg("An ultrasound, to see that all is well after the medicine."),
        _CARDS,
    ),
    "lvef_after_anthracycline": StepWords(
        msg("Have your heart checked"),
        msg("An ultrasound, to see that all is well after the medicine."),
        _CARDS,
    ),
    "t_dxd_ct": StepWords(
        msg("Have pictures of the chest taken"),
        msg("If you cough or are short of breath before that, tell us at once."),
        _CARDS,
    ),
    "ofs_hormones": _BLOOD,
    "immunotherapy_bloods": _BLOOD,
    "immunotherapy_bloods_after": _BLOOD,
    **{f"abemaciclib_{when}": _BLOOD for when in "week_2 week_4 week_6 week_8 month_3 month_4".split()},
    **{
        f"ribociclib_{when}": _BLOOD
        for when in ("cycle_1 cycle_1_day_15 cycle_2 cycle_2_day_15 cycle_3 cycle_4 cycle_5 cycle_6".split())
    },
    "dxa_first": StepWords(
        msg("Have your bones checked"), msg("The tablets can make bones thinner."), _CARDS
    ),
    "dxa_yearly": StepWords(
        msg("Have your bones checked"), msg("The tablets can make bones thinner."), _CARDS
    ),
    "lipids_yearly": StepWords(
        msg("Have your blood fats checked"), msg("Come without breakfast; you may drink water."), _CARDS
    ),
    "gynaecology_yearly": StepWords(
        msg("See the women's doctor"), msg("Once a year while you take the tablets."), _CARDS
    ),
}

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
    ("smoking_status", ""): Wording(msg("Whether you smoke was noted")),
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
