"""What a person says of a step, and a centre of its pathway."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quancheng.careplan.rules.editing import EARLIEST, LATEST, LONGEST_WINDOW, StepEdit, read_intervals
from quancheng.careplan.states import (
    DUTY_LABELS,
    OUTCOME_LABELS,
    PRIORITY_LABELS,
    VARIANCE_LABELS,
    Duty,
    Outcome,
    Priority,
    VarianceReason,
)
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.ui import forms

LONGEST_NOTE = 300


def _choices(labels: dict[Any, str]) -> list[tuple[str, Any]]:
    return [(code.value, _(label)) for code, label in labels.items()]


def _note(**kwargs: Any) -> forms.TextField:
    return forms.TextField(label=_("Note"), max_length=LONGEST_NOTE, width="l", **kwargs)


class CompleteForm(forms.Form):
    """A step is done: how it ended."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=_choices(OUTCOME_LABELS), radios=True, initial=Outcome.DONE.value
    )
    note = _note(required=False)

    @property
    def answer(self) -> dict[str, Any]:
        """The keywords of the action."""
        return {"outcome": Outcome(self.cleaned_data["outcome"]), "note": self.cleaned_data["note"]}


class VaryForm(forms.Form):
    """A step is not done: the coded reason."""

    reason = forms.ChoiceField(label=_("Why it is not done"), choices=_choices(VARIANCE_LABELS), radios=True)
    note = _note(required=False)

    @property
    def answer(self) -> dict[str, Any]:
        """The keywords of the action."""
        return {"reason": VarianceReason(self.cleaned_data["reason"]), "note": self.cleaned_data["note"]}


class HandOverForm(forms.Form):
    """A step goes to a colleague who looks after the patient now."""

    owner = forms.ChoiceField(label=_("Colleague"), choices=[])
    note = _note(required=False, help_text=_("What the colleague should know"))

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", gettext("Choose…")), *colleagues]  # type: ignore[attr-defined]

    @property
    def answer(self) -> dict[str, Any]:
        """The keywords of the action."""
        return {"to_user_id": int(self.cleaned_data["owner"]), "note": self.cleaned_data["note"]}


class ReopenForm(forms.Form):
    """A step was closed by mistake."""

    note = forms.TextField(label=_("Why it is opened again"), max_length=LONGEST_NOTE, width="l")

    @property
    def answer(self) -> dict[str, Any]:
        """The keywords of the action."""
        return {"note": self.cleaned_data["note"]}


class AddStepForm(forms.Form):
    """A step that a person adds to the plan."""

    title = forms.TextField(label=_("What is to be done"), max_length=120, width="l")
    why = forms.TextField(label=_("Why"), max_length=200, width="l", required=False)
    due_by = forms.DateField(label=_("Due by"))
    duty = forms.ChoiceField(label=_("Whose"), choices=_choices(DUTY_LABELS), initial=Duty.NURSE.value)
    priority = forms.ChoiceField(
        label=_("Priority"), choices=_choices(PRIORITY_LABELS), initial=Priority.TIMED.value
    )

    @property
    def answer(self) -> dict[str, Any]:
        """The keywords of the action."""
        values = self.values
        return {**values, "duty": Duty(values["duty"]), "priority": Priority(values["priority"])}


class EnrolForm(forms.Form):
    """Whole-course management begins."""

    on = forms.DateField(label=_("Under it since"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()


class PathwayForm(forms.Form):
    """The figures of every step of one pathway, and whether the centre stands by them."""

    confirmed = forms.TickField(
        label=_("Our centre has checked these figures and stands by them"), required=False
    )
    reason = forms.TextField(label=_("Reason for this version"), width="l", max_length=200, required=False)

    def __init__(
        self, *args: Any, definition: dict[str, Any], confirmed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.fields["confirmed"].initial = confirmed
        for row in definition["steps"]:
            self._add_step(row)

    def _add_step(self, row: dict[str, Any]) -> None:
        code = row["code"]
        self.fields[f"{code}-on"] = forms.TickField(label=_("On"), required=False, initial=not row.get("off"))
        self.fields[f"{code}-after_days"] = forms.IntegerField(
            label=_("First day"), least=EARLIEST, most=LATEST, initial=row.get("after_days", 0), width="xs"
        )
        self.fields[f"{code}-window_days"] = forms.IntegerField(
            label=_("Window in days"), least=0, most=LONGEST_WINDOW, initial=row["window_days"], width="xs"
        )
        self.fields[f"{code}-duty"] = forms.ChoiceField(
            label=_("Whose"), choices=_choices(DUTY_LABELS), initial=row["duty"]
        )
        self.fields[f"{code}-priority"] = forms.ChoiceField(
            label=_("Priority"), choices=_choices(PRIORITY_LABELS), initial=row["priority"]
        )
        if row.get("every_months"):
            written = ", ".join(f"{until}:{every}" for until, every in row["every_months"])
            self.fields[f"{code}-every_months"] = forms.TextField(
                label=_("Intervals"), initial=written, max_length=60, width="s"
            )

    def clean(self) -> dict[str, Any]:
        """The cleaned values, the intervals read."""
        values = super().clean() or self.cleaned_data
        for name in [name for name in values if name.endswith("-every_months")]:
            try:
                values[name] = read_intervals(values[name])
            except Refused as refused:
                self.add_error(name, ValidationError(refused.sentence(gettext)))
        return values

    @property
    def edits(self) -> list[StepEdit]:
        """The figures of every step as they were typed."""
        values = self.cleaned_data
        return [
            StepEdit(
                code=row["code"],
                on=values[f"{row['code']}-on"],
                duty=Duty(values[f"{row['code']}-duty"]),
                priority=Priority(values[f"{row['code']}-priority"]),
                after_days=values[f"{row['code']}-after_days"],
                window_days=values[f"{row['code']}-window_days"],
                every_months=values.get(f"{row['code']}-every_months", ()),
            )
            for row in self.definition["steps"]
        ]
