"""What the events of the reference centre must add up to (S1, section 3).

The generator aims at these numbers when it decides who is treated how; the report never sees them. Whether
the built centre has them is tested by the report alone.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CentreFigures:
    """A cohort by its counts."""

    begins: date
    ends: date  # the first day that no longer belongs
    enrolled_by_year: tuple[int, ...]
    not_enrolled_by_year: tuple[int, ...]
    neoadjuvant: int
    conserving: int
    reconstruction: int
    completed: int
    recurred: int
    died: int
    lymphedema: int

    @property
    def enrolled(self) -> int:
        """Cases under whole-course management."""
        return sum(self.enrolled_by_year)

    @property
    def admitted(self) -> int:
        """Cases admitted."""
        return self.enrolled + sum(self.not_enrolled_by_year)


REFERENCE_CENTRE = CentreFigures(
    begins=date(2015, 10, 1),
    ends=date(2018, 10, 1),
    enrolled_by_year=(410, 571, 682),
    not_enrolled_by_year=(8, 7, 6),
    neoadjuvant=253,
    conserving=285,
    reconstruction=50,
    completed=1551,
    recurred=45,
    died=13,
    lymphedema=33,
)
# A few people for pictures and for trying things out: the same proportions, built in seconds.
SMALL_CENTRE = CentreFigures(
    begins=date(2015, 10, 1),
    ends=date(2018, 10, 1),
    enrolled_by_year=(20, 28, 34),
    not_enrolled_by_year=(1, 1, 1),
    neoadjuvant=12,
    conserving=14,
    reconstruction=3,
    completed=76,
    recurred=3,
    died=2,
    lymphedema=2,
)
