"""A patient's facts as plain values, with the questions that rules ask of them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from quancheng.kernel.dates import ClinicalDate
from quancheng.oncology.facts.schema import Body


class ClinicalFact(NamedTuple):
    """One current fact. `on` is None for de-identified people, whose facts have days from diagnosis."""

    kind: str
    side: str
    on: date | None
    body: Body
    offset_days: int | None = None
    id: int | None = None
    precision: str = "day"

    @property
    def date(self) -> ClinicalDate | None:
        """The date and how exactly it is known."""
        return None if self.on is None else ClinicalDate(self.on, self.precision)  # type: ignore[arg-type]

    @property
    def when(self) -> int:
        """A number to order by: the day, or days from diagnosis, or before everything."""
        if self.on is not None:
            return self.on.toordinal()
        return self.offset_days if self.offset_days is not None else -1

    def value(self, code: str) -> Any:
        """The value of a field, or None."""
        return self.body.value(code)

    def concerns(self, side: str) -> bool:
        """Whether it tells of this side; what has no side may tell of any."""
        return not side or not self.side or self.side == side

    def days_since(self, other: "ClinicalFact") -> int | None:
        """Days from the other fact to this one; None where the two cannot be compared."""
        if self.on is not None and other.on is not None:
            return (self.on - other.on).days
        if self.offset_days is not None and other.offset_days is not None:
            return self.offset_days - other.offset_days
        return None


class History(Sequence[ClinicalFact]):
    """The current facts of one patient, oldest first."""

    def __init__(self, facts: Sequence[ClinicalFact]) -> None:
        self._facts = sorted(facts, key=lambda fact: (fact.when, fact.id or 0))
        self._by_kind: dict[str, list[ClinicalFact]] = {}
        for fact in self._facts:
            self._by_kind.setdefault(fact.kind, []).append(fact)
        self._of_several: dict[tuple[str, ...], list[ClinicalFact]] = {}

    def __len__(self) -> int:
        return len(self._facts)

    def __getitem__(self, index: Any) -> Any:
        return self._facts[index]

    def __iter__(self) -> Iterator[ClinicalFact]:
        return iter(self._facts)

    def of(self, *kinds: str) -> list[ClinicalFact]:
        """Facts of these kinds, oldest first."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], [])
        found = self._of_several.get(kinds)
        if found is None:
            found = self._of_several[kinds] = [fact for fact in self._facts if fact.kind in kinds]
        return found

    def first(self, kind: str) -> ClinicalFact | None:
        """The earliest of a kind."""
        found = self.of(kind)
        return found[0] if found else None

    def last(self, kind: str) -> ClinicalFact | None:
        """The latest of a kind."""
        found = self.of(kind)
        return found[-1] if found else None

    def sides(self) -> tuple[str, ...]:
        """Sides with a diagnosis or pathology, left before right.

        A biopsy of a node or a metastasis is no cancer of its own, unless nothing else tells the side.
        """
        known = [fact for fact in self.of("diagnosis", "biopsy_pathology", "surgical_pathology") if fact.side]
        of_breast = {
            fact.side
            for fact in known
            if fact.kind != "biopsy_pathology" or fact.value("specimen") not in {"node", "metastasis"}
        }
        return tuple(sorted(of_breast or {fact.side for fact in known}))

    def latest_value(
        self, code: str, kinds: Sequence[str], side: str = ""
    ) -> tuple[Any, ClinicalFact] | None:
        """The newest stated value of a field among kinds, the first kind that has one winning."""
        for kind in kinds:
            for fact in reversed(self.of(kind)):
                if not fact.concerns(side):
                    continue
                value = fact.value(code)
                if value is not None:
                    return value, fact
        return None
