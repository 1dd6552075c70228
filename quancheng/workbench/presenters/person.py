"""A person in words: age, identity bar, missing values, why the record is open."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from quancheng.careplan.models import Course
from quancheng.careplan.states import STAGE_LABELS, Stage
from quancheng.hospitals.models import Hospital, Team
from quancheng.kernel import clock, masks
from quancheng.kernel.dates import age_on, format_date
from quancheng.oncology import presenters as oncology
from quancheng.oncology.models import CaseSummary
from quancheng.patients.models import Patient
from quancheng.patients.models.consent import ConsentPurpose
from quancheng.patients.models.patient import Sex
from quancheng.patients.rules.seeing import WHY_LABELS, Sight, Why
from quancheng.ui.addresses import address
from quancheng.ui.words import gettext, language, ngettext

# The consents that decide about daily work; the rest stand on their own tab.
SHOWN_CONSENTS = (ConsentPurpose.CARE, ConsentPurpose.SHARE, ConsentPurpose.RESEARCH)
STALE_AFTER_DAYS = 180
_SEX = dict(Sex.choices)


def date_words(on: date | None) -> str:
    """The day in the language of the page; nothing for None."""
    return "" if on is None else format_date(on, language())


def stage_words(course: Course | None) -> str:
    """The stage of the course; the first one before anything was recorded."""
    return gettext(STAGE_LABELS[Stage(course.stage) if course else Stage.NEW])


def step_words(title: str, side: str) -> str:
    """What is to be done, and on which side; the titles of shipped pathways are translated."""
    words = gettext(title) if title else ""
    return f"{words} · {oncology.side_words(side)}" if side else words


def named(thing: Hospital | Team | None) -> str:
    """A hospital's or team's name, the English one on English pages where it has one."""
    return thing.called if thing else ""


def age_words(patient: Patient, summary: CaseSummary | None, today: date) -> str:
    """52岁; of the deceased, the age at death; of de-identified people, the age at diagnosis."""
    if patient.birth_on is not None:
        died_on = summary.died_on if summary else None
        years = age_on(patient.birth_on, died_on or today)
        text = ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
        return gettext("%(age)s at death") % {"age": text} if died_on else text
    if patient.age_at_diagnosis is not None:
        years = int(patient.age_at_diagnosis)
        text = ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
        return gettext("%(age)s at diagnosis") % {"age": text}
    return gettext("age not known")


def name_of(patient: Patient, masked: bool = False) -> str:
    """The name as this actor may read it; a de-identified person is her record number."""
    # The stubs take an encrypted field for the bytes that it is made of.
    name, number = str(patient.name or ""), str(patient.record_number)
    if name:
        return masks.mask_name(name) if masked else name
    return masks.mask_id(number) if masked else number


def number_of(patient: Patient, masked: bool = False) -> str:
    """The record number as this actor may read it."""
    number = str(patient.record_number)
    return masks.mask_id(number) if masked else number


def last_contact(on: date | None, today: date) -> dict[str, Any]:
    """When somebody last met her, and whether that is long ago."""
    if on is None:
        return {"words": gettext("no contact recorded"), "stale": False}
    days = (today - on).days
    return {"words": date_words(on), "stale": days > STALE_AFTER_DAYS, "days": days}


def disease_facts(summary: CaseSummary | None) -> list[tuple[str, str]]:
    """Side, TNM, stage, receptors and subtype; an empty value is drawn as a dash, never left out."""
    s = summary or CaseSummary()
    side = oncology.side_words(s.side)
    if s.side == "bilateral":
        side = gettext("%(side)s, the more advanced one shown") % {"side": side}
    ki67 = "" if s.ki67 is None else f"{s.ki67:g}%"
    return [
        (gettext("Side"), side),
        (gettext("TNM"), s.tnm),
        (gettext("Stage group"), oncology.stage_words(s.stage_group)),
        (gettext("Grade"), oncology.grade_words(s.grade)),
        ("ER", oncology.receptor_words(s.er)),
        ("PR", oncology.receptor_words(s.pr)),
        ("HER2", oncology.her2_words(s.her2)),
        ("Ki-67", ki67),
        (gettext("Subtype"), oncology.subtype_words(s.subtype)),
    ]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not recorded, and the form that records it."""

    what: str
    kind: str


def gaps(summary: CaseSummary | None) -> list[Gap]:
    """What the record lacks for subtype and stage; nothing is asked of the receptors of in-situ disease."""
    s = summary or CaseSummary()
    wanted = [(not s.histology, gettext("pathology"), "biopsy_pathology")]
    if s.histology and s.behaviour != "in_situ":
        report = "surgical_pathology" if s.operated_on and not s.neoadjuvant else "biopsy_pathology"
        wanted += [
            (not s.grade, gettext("grade"), report),
            (not s.er, "ER", report),
            (not s.pr, "PR", report),
            (not s.her2, "HER2", report),
            (s.ki67 is None, "Ki-67", report),
        ]
    wanted.append((not s.stage_group, "TNM", "tnm"))
    return [Gap(what, kind) for lacking, what, kind in wanted if lacking]


def missing(patient: Patient, summary: CaseSummary | None, may_record: bool) -> list[tuple[str, str]]:
    """Chips of what is missing; each leads to its form for those who may fill it."""
    if summary is not None and summary.deceased:
        may_record = False
    return [
        (gap.what, address("workbench:fact_add", patient.public_id, gap.kind) if may_record else "")
        for gap in gaps(summary)
    ]


def why_words(sight: Sight) -> str:
    """Why I may see this; of an emergency, until when."""
    words = gettext(WHY_LABELS[sight.why])
    if sight.why is Why.EMERGENCY and sight.until is not None:
        return gettext("%(why)s, %(left)s left") % {"why": words, "left": time_left(sight.until)}
    return words


def time_left(until: datetime) -> str:
    """1:42 left until a moment, in hours and minutes."""
    minutes = max(int((until - clock.now()).total_seconds() // 60), 0)
    return f"{minutes // 60}:{minutes % 60:02d}"


def time_words(at: datetime) -> str:
    """The day and the minute, on the clinic's clock."""
    local = timezone.localtime(at)
    return f"{date_words(local.date())} {local:%H:%M}"


def sex_words(patient: Patient) -> str:
    """Female, male, unknown."""
    return str(_SEX[patient.sex])


def consent_badges(consents: dict[ConsentPurpose, bool]) -> list[tuple[str, str]]:
    """(kind, words) of the consents that decide about daily work."""
    return [
        ("done", gettext("Consent: %(purpose)s") % {"purpose": _short(purpose)})
        if consents.get(purpose)
        else ("grey", gettext("No consent: %(purpose)s") % {"purpose": _short(purpose)})
        for purpose in SHOWN_CONSENTS
    ]


def _short(purpose: ConsentPurpose) -> str:
    return {
        ConsentPurpose.CARE: gettext("whole-course care"),
        ConsentPurpose.SHARE: gettext("sharing"),
        ConsentPurpose.RESEARCH: gettext("research"),
    }[purpose]
