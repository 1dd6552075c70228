"""How the values of a fact are laid out: in the order and groups of a pathology report."""

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.forms.boundfield import BoundField

from quancheng.kernel.refused import msg
from quancheng.oncology.facts import KINDS, FactKind
from quancheng.oncology.facts.schema import LANE_LABELS, Lane
from quancheng.ui.words import gettext

_RECEPTORS = (
    msg("Receptors and proliferation"),
    (
        "er_percent",
        "pr_percent",
        "ki67_percent",
        "her2_ihc",
        "her2_ish",
        "her2_ratio",
        "her2_copies",
        "er_status",
        "pr_status",
        "her2_status",
    ),
)
_SECTIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "biopsy_pathology": (
        (msg("Specimen and tumour"), ("specimen", "histology", "grade", "nuclear_grade", "lvi")),
        _RECEPTORS,
    ),
    "surgical_pathology": (
        (
            msg("Specimen and tumour"),
            ("specimen", "histology", "size_mm", "grade", "nuclear_grade", "lvi", "margins"),
        ),
        (msg("Lymph nodes"), ("nodes_examined", "nodes_positive", "node_met_mm")),
        _RECEPTORS,
        (
            msg("After neoadjuvant treatment: residual tumour bed"),
            ("bed_d1_mm", "bed_d2_mm", "cellularity_percent", "in_situ_percent"),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Control:
    """One value of the form: its box, and the list of reasons beside a number."""

    box: BoundField
    absent: BoundField | None


@dataclass(frozen=True, slots=True)
class Section:
    """Values that belong together, under one heading (empty where the form is short)."""

    title: str
    controls: tuple[Control, ...]


def sections(kind: FactKind, form: Form) -> list[Section]:
    """The form's values in their groups; values that no group names come last."""
    groups = _SECTIONS.get(kind.code, (("", tuple(spec.code for spec in kind.fields)),))
    named = {code for _, codes in groups for code in codes}
    rest = tuple(spec.code for spec in kind.fields if spec.code not in named)
    laid = [*groups, *([(msg("Other"), rest)] if rest else [])]
    return [
        Section(gettext(title) if title else "", tuple(_control(form, code) for code in codes))
        for title, codes in laid
    ]


def _control(form: Form, code: str) -> Control:
    absent = f"{code}__absent"
    return Control(form[code], form[absent] if absent in form.fields else None)


def menu(with_genetics: bool) -> list[dict[str, Any]]:
    """Every kind that may be entered, grouped by lane."""
    groups: dict[Lane, list[dict[str, str]]] = {}
    for kind in KINDS.values():
        if not kind.genetic or with_genetics:
            groups.setdefault(kind.lane, []).append({"code": kind.code, "text": gettext(kind.label)})
    return [{"lane": gettext(LANE_LABELS[lane]), "kinds": groups[lane]} for lane in Lane if lane in groups]
