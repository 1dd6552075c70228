"""What a list of patients can be narrowed to."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from quancheng.careplan.states import STAGE_LABELS
from quancheng.ui import forms


class FilterForm(forms.SearchForm):
    """Stage, team, mine, under whole-course management. What it cannot read it ignores."""

    stage = forms.ChoiceField(label=_("Stage of the course"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    mine = forms.ChoiceField(
        label=_("Whose"),
        choices=[("", _("All of my teams")), ("1", _("Only mine"))],
        required=False,
    )
    enrolled = forms.ChoiceField(
        label=_("Whole-course management"),
        choices=[("", _("With and without")), ("yes", _("Enrolled")), ("no", _("Not enrolled"))],
        required=False,
    )

    def __init__(self, *args: Any, teams: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [(stage.value, _(label)) for stage, label in STAGE_LABELS.items()]
        self.fields["stage"].choices = [("", _("All stages")), *stages]  # type: ignore[attr-defined]
        self.fields["team"].choices = [("", _("All teams")), *teams]  # type: ignore[attr-defined]

    def narrowing(self) -> dict[str, Any]:
        """What was chosen, as the query takes it."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        team = chosen.get("team", "")
        return {
            "stage": chosen.get("stage", ""),
            "team_id": int(team) if team else None,
            "mine": bool(chosen.get("mine")),
            "enrolled": chosen.get("enrolled", ""),
        }
