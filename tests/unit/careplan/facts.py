"""Plain facts for the tests of rules, written as a line of a table."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from quancheng.oncology.facts.schema import Body
from quancheng.oncology.rules.history import ClinicalFact, History

DAY_ONE = date(2024, 3, 1)
_numbers = count(1)


def day(number: int) -> date:
    """The day so many days after the first one."""
    return DAY_ONE + timedelta(days=number)


def fact(
    kind: str, on: int | None = 0, side: str = "", *, offset: int | None = None, **body: Any
) -> ClinicalFact:
    """A fact so many days after the first one; `on` None for a de-identified person."""
    return ClinicalFact(
        kind=kind,
        side=side,
        on=None if on is None else day(on),
        body=Body(body),
        offset_days=offset,
        id=next(_numbers),
    )


def began(modality: str, on: int | None, intent: Any = "adjuvant", **more: Any) -> ClinicalFact:
    """A therapy started."""
    return fact("therapy_started", on, modality=modality, intent=intent, **more)


def over(modality: str, on: int | None, intent: Any = "adjuvant", reason: str = "completed") -> ClinicalFact:
    """A therapy ended."""
    return fact("therapy_ended", on, modality=modality, intent=intent, reason=reason)


def plan(on: int, *modalities: str) -> ClinicalFact:
    """A comprehensive treatment plan."""
    return fact("treatment_plan", on, modalities=list(modalities))


def operated(on: int | None, side: str = "left", breast: str = "mastectomy", **more: Any) -> ClinicalFact:
    """An operation on the breast."""
    return fact("operation", on, side, breast=breast, **more)


def seen(on: int, way: str = "visit") -> ClinicalFact:
    """A follow-up contact without a sign of disease."""
    return fact("follow_up", on, way=way, status="disease_free")


def history(*facts: ClinicalFact) -> History:
    """The facts as a history."""
    return History(facts)
