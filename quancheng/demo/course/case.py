"""One patient's case as it was decided: everything that her timeline is then told from."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from quancheng.demo.course.tumour import Tumour
from quancheng.demo.people.person import Person

PARTS = ("neoadjuvant", "surgery", "chemotherapy", "radiotherapy", "targeted", "endocrine")
ENDOCRINE_MONTHS = 60
EXTENDED_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A planned part of treatment that was not carried out, and why; `begun` False: she never started it."""

    part: str
    reason: str
    begun: bool


@dataclass(slots=True)
class Case:
    """What was decided for one patient. Months count from her operation."""

    number: int
    seed: str
    person: Person
    admitted_on: date
    tumours: list[Tumour]
    enrolled_on: date | None = None
    modern: bool = False
    neoadjuvant: bool = False
    breast: str = "mastectomy"
    conserving_failed: bool = False
    dissection: bool = False
    reconstruction: str = "none"
    reconstruction_later: bool = False
    planned: tuple[str, ...] = ()
    extended: bool = False
    shortfall: Shortfall | None = None
    recurred_after: int | None = None
    suspicion: str = ""
    died_after: int | None = None
    died_of: str = "breast_cancer"
    lymphedema_after: int | None = None
    lost_after: int | None = None
    left_after_surgery: bool = False
    overdue: bool = False
    record_number: str = ""
    told_until: date | None = None
    comorbidities: tuple[str, ...] = field(default=())

    @property
    def rng(self) -> Random:
        """This patient's own chance: what happens to one does not move the others."""
        return Random(self.seed)  # noqa: S311 - invented people, not secrets

    @property
    def age(self) -> int:
        """Years of life at admission."""
        return self.person.age_on(self.admitted_on)

    @property
    def leading(self) -> Tumour:
        """The tumour that decides treatment: of two, the one with more to treat."""
        return max(self.tumours, key=lambda t: (not t.in_situ, t.nodes_positive, t.size_mm))

    @property
    def metastatic(self) -> bool:
        """Distant metastasis when she first came."""
        return self.leading.metastatic

    @property
    def endocrine_months(self) -> int:
        """Five years, or ten where the risk is high."""
        return EXTENDED_MONTHS if self.extended else ENDOCRINE_MONTHS


def fit_for_chemotherapy(case: Case) -> bool:
    """Whether age and heart allow it."""
    return case.age <= 74 and "heart_failure" not in case.comorbidities


def plan(case: Case) -> tuple[str, ...]:
    """The comprehensive treatment that biology, extent and operation ask for; nothing for stage IV."""
    if case.metastatic:
        return ()
    tumour, parts = case.leading, {"surgery"}
    if case.neoadjuvant:
        parts.add("neoadjuvant")
    elif _wants_chemotherapy(case):
        parts.add("chemotherapy")
    if _wants_radiotherapy(case):
        parts.add("radiotherapy")
    if tumour.her2_positive and not tumour.in_situ and parts & {"chemotherapy", "neoadjuvant"}:
        parts.add("targeted")
    if any(t.hormone_positive for t in case.tumours):
        parts.add("endocrine")
    return tuple(part for part in PARTS if part in parts)


def _wants_chemotherapy(case: Case) -> bool:
    tumour = case.leading
    if tumour.in_situ or not fit_for_chemotherapy(case):
        return False
    if tumour.nodes_positive or tumour.size_mm > 30:
        return True
    if tumour.subtype in ("her2", "tnbc", "lum_her2"):
        return tumour.size_mm > 5
    return tumour.subtype == "lum_b" and (tumour.size_mm > 20 or tumour.grade == "3")


def _wants_radiotherapy(case: Case) -> bool:
    tumour = case.leading
    if case.breast == "conserving":
        return True
    return tumour.nodes_positive >= 3 or tumour.size_mm > 50 or tumour.skin
