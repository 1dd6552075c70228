"""The journey in plain words: the ribbon of stages, what has happened, and what she agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quancheng.careplan.states import Stage
from quancheng.hospitals.models import Hospital
from quancheng.kernel.dates import ClinicalDate
from quancheng.oncology.models import Fact
from quancheng.patients.models import Consent
from quancheng.patients.presenters.people import consent_paragraphs, purpose_paragraphs
from quancheng.patients.rules.consents import SHARE
from quancheng.portal.words import FACT_WORDS, Wording

if TYPE_CHECKING:
    from quancheng.patients.queries.consents import Standing

# The road as a patient knows it; stages she does not need are left out of her ribbon.
_ROAD: tuple[tuple[str, Stage], ...] = (
    ("neoadjuvant", Stage.NEOADJUVANT),
    ("surgery", Stage.SURGERY),
    ("chemotherapy", Stage.ADJUVANT_CHEMOTHERAPY),
    ("radiotherapy", Stage.RADIOTHERAPY),
    ("targeted", Stage.TARGETED),
    ("endocrine", Stage.ENDOCRINE),
)
_EARLY = (Stage.NEW, Stage.PRE_TREATMENT)
# Where the road itself is not what matters, the patient is simply in treatment or in follow-up.
_QUIET = {Stage.RECURRENT, Stage.PALLIATIVE, Stage.DECEASED, Stage.LOST}


@dataclass(frozen=True, slots=True)
class Milestone:
    """One station of the ribbon: code, and whether it is done, here or ahead."""

    code: str
    state: str


def ribbon(stage: Stage, planned: Sequence[str], begun: Sequence[str]) -> list[Milestone]:
    """Diagnosis, the therapies planned or begun, follow-up; one is "here", or none in quiet stages."""
    wanted = [(code, at) for code, at in _ROAD if code in planned or code in begun or at is stage]
    if not wanted and stage in _EARLY:
        wanted = [("treatment", Stage.SURGERY)]
    codes = ["diagnosis", *(code for code, _ in wanted), "follow_up"]
    here = _index(stage, wanted, len(codes))
    return [Milestone(code, _state(index, here)) for index, code in enumerate(codes)]


def _index(stage: Stage, wanted: Sequence[tuple[str, Stage]], length: int) -> int | None:
    if stage in _QUIET:
        return None
    if stage in _EARLY:
        return 0
    for index, (_, at) in enumerate(wanted, start=1):
        if at is stage:
            return index
    return length - 1


def _state(index: int, here: int | None) -> str:
    if here is None:
        return "ahead"
    return "done" if index < here else ("here" if index == here else "ahead")


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, as the patient reads it."""

    fact_id: int
    kind: str
    words: Wording
    when: ClinicalDate | None
    side: str
    recorded_by: str


def happenings(facts: Sequence[Fact]) -> list[Happening]:
    """What has happened, newest first; kinds without plain words are not shown."""
    found = [_happening(fact, words) for fact in facts if (words := plain(fact)) is not None]
    return list(reversed(found))


def plain(fact: Fact) -> Wording | None:
    """The plain words of a fact, by its kind and, where it matters, by the therapy it is about."""
    body = fact.as_clinical().body
    detail = body.value("modality") or body.value("breast") or ""
    return FACT_WORDS.get((fact.kind, str(detail))) or FACT_WORDS.get((fact.kind, ""))


def _happening(fact: Fact, words: Wording) -> Happening:
    return Happening(
        fact_id=fact.pk,
        kind=fact.kind,
        words=words,
        when=ClinicalDate(fact.occurred_on, fact.precision) if fact.occurred_on else None,  # type: ignore[arg-type]
        side=fact.side,
        recorded_by=fact.recorded_by.display_name if fact.recorded_by else "",
    )


@dataclass(frozen=True, slots=True)
class Use:
    """One use of her data by itself: what it is for, her yes if she gave one, and the words that count.

    `partner` is the other hospital where the use is that one reads her record.
    """

    purpose: str
    label: Any
    consent: Consent | None
    paragraphs: list[str]
    partner: Hospital | None = None


def consent_uses(
    standings: Iterable[Standing], hospital: Hospital, partners: Iterable[Hospital]
) -> list[Use]:
    """Every use on its own, sharing once for each hospital; of what she agreed to, the text that she read."""
    others, found = list(partners), []
    for standing in standings:
        purpose, label = standing.purpose.value, standing.purpose.label
        live = [Use(purpose, label, row, consent_paragraphs(row), row.share_with) for row in standing.live]
        found += live
        asked: list[Hospital | None] = [None]
        if purpose == SHARE:
            agreed = {row.share_with_id for row in standing.live}
            asked = [other for other in others if other.pk not in agreed]
        elif live:
            asked = []
        for other in asked:
            words = purpose_paragraphs(purpose, hospital, other.called if other else "")
            found.append(Use(purpose, label, None, words, other))
    return found
