"""The inputs the calculators share: name, unit, range, and the sentences when they are absent or wrong.

The ranges refuse typing errors; narrower ranges of a single model (PREDICT's 25-85 years) are the model's own
scope.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.result import Input, InvalidInput, MissingInput, Value


@dataclass(frozen=True, slots=True)
class Field:
    """A number a calculator reads: `read` gives it back checked, or refuses with the field's own sentence."""

    name: str
    label: str
    missing: str
    wrong: str
    low: float
    high: float
    unit: str = ""
    above_low: bool = False  # the lower bound itself is excluded (a size of 0 mm is no tumour)
    whole: bool = False

    def read(self, value: float | None) -> float:
        """The value, or MissingInput / InvalidInput."""
        if value is None:
            raise MissingInput(self.missing, field=self.name, code="missing")
        if not self._can_be(value):
            raise InvalidInput(
                self.wrong,
                params={"low": f"{self.low:g}", "high": f"{self.high:g}", "value": str(value)},
                field=self.name,
                code="range",
            )
        return value

    def read_whole(self, value: float | None) -> int:
        """The value as an int; only for fields declared whole."""
        return int(self.read(value))

    def input(self, value: Value) -> Input:
        """The line that shows this input beside the answer."""
        return Input(self.name, self.label, value, self.unit)

    def _can_be(self, value: float) -> bool:
        if isinstance(value, bool) or not math.isfinite(value):
            return False
        if self.whole and value != int(value):
            return False
        return (self.low < value if self.above_low else self.low <= value) and value <= self.high


AGE = Field(
    "age", _("Age"), _("The age is not recorded."),
    _("The age must be %(low)s to %(high)s years; %(value)s was given."), 0, 120, "a",
)  # fmt: skip
SIZE_MM = Field(
    "size_mm", _("Size of the invasive tumour"), _("The size of the invasive tumour is not recorded."),
    _("The size of the invasive tumour must be above %(low)s and at most %(high)s mm; %(value)s was given."),
    0, 500, "mm", above_low=True,
)  # fmt: skip
GRADE = Field(
    "grade", _("Nottingham grade"), _("The Nottingham grade is not recorded."),
    _("The grade must be 1, 2 or 3; %(value)s was given."), 1, 3, whole=True,
)  # fmt: skip
POSITIVE_NODES = Field(
    "positive_nodes", _("Positive lymph nodes"), _("The number of positive lymph nodes is not recorded."),
    _(
        "The number of positive lymph nodes must be a whole number from %(low)s to %(high)s; %(value)s "
        "was given."
    ),
    0, 100, whole=True,
)  # fmt: skip
EXAMINED_NODES = Field(
    "examined_nodes", _("Lymph nodes examined"), _("The number of lymph nodes examined is not recorded."),
    _(
        "The number of lymph nodes examined must be a whole number from %(low)s to %(high)s; %(value)s "
        "was given."
    ),
    0, 150, whole=True,
)  # fmt: skip
ER = Field(
    "er", _("Oestrogen receptor (ER)"), _("The ER result is not known."),
    _("ER must be %(low)s to %(high)s %% of cells; %(value)s was given."), 0, 100, "%",
)  # fmt: skip
PR = Field(
    "pr", _("Progesterone receptor (PR)"), _("The PR result is not known."),
    _("PR must be %(low)s to %(high)s %% of cells; %(value)s was given."), 0, 100, "%",
)  # fmt: skip
KI67 = Field(
    "ki67", _("Ki-67"), _("The Ki-67 result is not known."),
    _("Ki-67 must be %(low)s to %(high)s %% of cells; %(value)s was given."), 0, 100, "%",
)  # fmt: skip
KI67_CUT = Field(
    "ki67_cut", _("Ki-67 cut of this laboratory"), _("The Ki-67 cut of the laboratory is not set."),
    _("The Ki-67 cut of the laboratory must be %(low)s to %(high)s %%; %(value)s was given."), 5, 50, "%",
)  # fmt: skip
HEIGHT_CM = Field(
    "height_cm", _("Height"), _("The height is not recorded."),
    _("The height must be %(low)s to %(high)s cm; %(value)s was given."), 100, 250, "cm",
)  # fmt: skip
WEIGHT_KG = Field(
    "weight_kg", _("Weight"), _("The weight is not recorded."),
    _("The weight must be %(low)s to %(high)s kg; %(value)s was given."), 20, 350, "kg",
)  # fmt: skip


def known(value: bool | None, sentence: str, field: str) -> bool:
    """A yes/no that decides the scope; not recorded is a refusal, never a silent no."""
    if value is None:
        raise MissingInput(sentence, field=field, code="missing")
    return value
