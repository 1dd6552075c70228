"""The entry form of any kind of fact, made from its description in `oncology.facts`.

Each value may be typed, or one of the reasons chosen why there is none: few codes are shown as buttons with
the reasons beside them, many as a list that ends with the reasons, numbers as a box with them at its right.
Nothing is judged here: `FactKind.read` does that, so that a form and an import refuse in the same words.
"""

from collections.abc import Mapping
from typing import Any, cast

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quancheng.kernel.dates import ClinicalDate
from quancheng.kernel.refused import Refusals, Refused
from quancheng.oncology.facts import FactKind
from quancheng.oncology.facts.schema import (
    ABSENT_LABELS,
    SIDE_LABELS,
    Absent,
    Choice,
    Choices,
    Field,
    Number,
    Side,
)
from quancheng.oncology.rules.recording import (
    LEAST_OFFSET,
    MOST_OFFSET,
    SIDE_NOT_RECORDED,
    NewFact,
    check_correction,
)
from quancheng.ui import forms

# More codes than this stand in a list instead of a row of buttons.
BUTTONS = 4
ABSENT = "absent:"
# The breast at the patient's right is drawn on the left of the page.
SIDES = (Side.RIGHT, Side.LEFT)
# Where the rules' names for date and side stand in the form; a kind may have fields of these names itself.
PLACES = {"on": "fact_on", "offset_days": "fact_offset", "side": "fact_side", "kind": "fact_on"}


class FactForm(forms.Form):
    """The base of every entry form: date, side, and the values of one kind."""

    kind: FactKind
    correcting = False

    def new_fact(self) -> NewFact:
        """What was typed, to be judged by the rules."""
        when: ClinicalDate | None = self.cleaned_data.get("fact_on")
        return NewFact(
            kind=self.kind.code,
            body={spec.code: self._raw(spec) for spec in self.kind.fields},
            on=when.on if when else None,
            precision=when.precision if when else "day",
            side=self.cleaned_data.get("fact_side", ""),
            offset_days=None if when else self.cleaned_data.get("fact_offset"),
        )

    def _raw(self, spec: Field) -> Any:
        typed = self.cleaned_data.get(spec.code)
        reason = self.cleaned_data.get(f"{spec.code}__absent", "")
        if isinstance(typed, str) and typed.startswith(ABSENT):
            reason, typed = typed.removeprefix(ABSENT), ""
        return {"absent": reason} if reason else typed

    def clean(self) -> dict[str, Any]:
        """Refuses a number beside a reason for its absence, and a correction without a reason."""
        cleaned = super().clean() or {}
        for spec in self.kind.fields:
            if cleaned.get(f"{spec.code}__absent") and cleaned.get(spec.code):
                self.add_error(
                    spec.code,
                    ValidationError(
                        _("Either the value or the reason why there is none. Clear one of the two."),
                        code="both",
                    ),
                )
        if self.correcting:
            try:
                check_correction(cleaned.get("correction_reason") or "")
            except Refused as refused:
                self.add_error("correction_reason", ValidationError(refused.sentence(gettext)))
        return cleaned

    def refuse(self, refused: Refused) -> None:
        """Show a rule's refusal at the field that it names."""
        items = refused.items if isinstance(refused, Refusals) else (refused,)
        own = {spec.code for spec in self.kind.fields}
        for item in items:
            if item.field in PLACES and item.field not in own:
                item.field = PLACES[item.field]
        super().refuse(refused)


def fact_form(kind: FactKind, *, pseudonymous: bool = False, correcting: bool = False) -> type[FactForm]:
    """The form class of one kind; a correction also asks why."""
    fields: dict[str, Any] = {"fact_on": _date_field(kind, pseudonymous)}
    if pseudonymous:
        fields["fact_offset"] = forms.IntegerField(
            label=_("Days from diagnosis"),
            help_text=_("Where the date is not known; before diagnosis with a minus sign"),
            unit=_("days"),
            least=LEAST_OFFSET,
            most=MOST_OFFSET,
            required=False,
        )
    if kind.sided:
        fields["fact_side"] = _side_field(kind, pseudonymous)
    for spec in kind.fields:
        fields |= _fields_of(spec)
    if correcting:
        fields["correction_reason"] = forms.TextField(
            label=_("Why this is corrected"),
            help_text=_("The old value stays readable beside the new one, with this reason."),
            max_length=200,
            required=False,
            width="l",
        )
    bases = {"kind": kind, "correcting": correcting, **fields}
    return cast(type[FactForm], type("FactForm", (FactForm,), bases))


def _date_field(kind: FactKind, pseudonymous: bool) -> django_forms.Field:
    return forms.PartialDateField(label=_(kind.date_label), required=not pseudonymous)


def _side_field(kind: FactKind, pseudonymous: bool) -> django_forms.Field:
    sides = [(side.value, _(SIDE_LABELS[side])) for side in SIDES]
    if not kind.side_required:
        sides.append(("", _("No side")))
    elif pseudonymous:
        sides.append((SIDE_NOT_RECORDED, _("Not recorded in the source")))
    label = format_lazy("{} {}", _("Side"), _("(required)")) if kind.side_required else _("Side")
    return forms.ChoiceField(label=label, choices=sides, radios=True, required=False)


def _label(spec: Field) -> Any:
    """The value's name, marked where it may not be left out."""
    return format_lazy("{} {}", _(spec.label), _("(required)")) if spec.required else _(spec.label)


def _absences(spec: Field) -> list[tuple[str, Any]]:
    return [(str(reason), _(ABSENT_LABELS[Absent(reason)])) for reason in spec.absent]


def _fields_of(spec: Field) -> dict[str, django_forms.Field]:
    """The form fields of one value: one for a code, else two where a reason may stand in for the value."""
    if isinstance(spec, Choice):
        return {spec.code: _choice_field(spec)}
    hint = _(spec.hint) if spec.hint else ""
    box: django_forms.Field
    if isinstance(spec, Choices):
        options = [(code, _(label)) for code, label in spec.options.items()]
        box = forms.ChoicesField(label=_label(spec), choices=options, help_text=hint, required=False)
    elif isinstance(spec, Number):
        # A text box: what cannot be a number is refused by the description, in its words.
        number = forms.TextField(label=_label(spec), help_text=hint, required=False, width="s", max_length=40)
        number.unit = spec.unit
        box = number
        box.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
    else:
        box = forms.TextField(label=_label(spec), help_text=hint, required=False, rows=2, width="l")
    fields: dict[str, django_forms.Field] = {spec.code: box}
    if spec.absent:
        reasons = [("", _("—")), *_absences(spec)]
        fields[f"{spec.code}__absent"] = forms.ChoiceField(
            label=_("Why there is no value"), choices=reasons, required=False
        )
    return fields


def _choice_field(spec: Choice) -> django_forms.Field:
    options = [(code, _(label)) for code, label in spec.options.items()]
    absences = [(f"{ABSENT}{code}", label) for code, label in _absences(spec)]
    hint = _(spec.hint) if spec.hint else ""
    common = {"label": _label(spec), "help_text": hint, "required": False}
    if len(options) <= BUTTONS:
        blank = [] if spec.required else [("", _("Not stated"))]
        return forms.ChoiceField(choices=[*options, *absences, *blank], radios=True, **common)
    listed: list[Any] = [("", _("Choose…")), *options]
    if absences:
        listed.append((_("No value"), absences))
    return forms.ChoiceField(choices=listed, **common)


def initial_of(
    kind: FactKind, body: Mapping[str, Any], side: str, when: ClinicalDate | None
) -> dict[str, Any]:
    """What stands in the form when a stored fact is corrected."""
    unsaid = SIDE_NOT_RECORDED if kind.side_required else ""
    initial: dict[str, Any] = {"fact_on": when, "fact_side": side or unsaid}
    for spec in kind.fields:
        stored = body.get(spec.code)
        if isinstance(stored, dict):
            in_one = isinstance(spec, Choice)
            initial[spec.code if in_one else f"{spec.code}__absent"] = (
                f"{ABSENT}{stored['absent']}" if in_one else stored["absent"]
            )
        elif stored is not None:
            initial[spec.code] = f"{stored:g}" if isinstance(stored, float) else stored
    return initial


class WithdrawForm(forms.Form):
    """Why a fact is withdrawn as entered in error."""

    reason = forms.TextField(
        label=_("Why this was entered in error"),
        help_text=_("It stays readable in the history, struck through, with this reason."),
        max_length=200,
        width="l",
    )
