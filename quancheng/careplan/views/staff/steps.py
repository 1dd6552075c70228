"""One step: its page, and what a person does with it. Fragments for my day, plain pages without scripts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import ROLE_LABELS, Permission, Role
from quancheng.careplan import forms
from quancheng.careplan.actions import steps as actions
from quancheng.careplan.presenters import steps as words
from quancheng.careplan.presenters.facts import fact_words
from quancheng.careplan.queries.colleagues import colleagues_for, roles_of
from quancheng.careplan.queries.steps import fact_behind, moves_of, step_of
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.patients.actions.reading import open_record
from quancheng.patients.queries.record import reaching
from quancheng.ui.addresses import address
from quancheng.ui.once import done, once

if TYPE_CHECKING:
    from quancheng.careplan.models import Step


@dataclass(frozen=True)
class Verb:
    """One thing that can be done with a step: its form, its action and its words."""

    name: str
    form: Callable[..., Any]
    act: Callable[..., Any]
    title: Any
    button: Any
    said: Any
    permission: Permission = Permission.WORK_STEPS


COMPLETE = Verb(
    "complete",
    forms.CompleteForm,
    actions.complete_step,
    gettext_lazy("Complete this step"),
    pgettext_lazy("button", "Done"),
    gettext_lazy("Done. It stands in the plan with your name."),
)
VARY = Verb(
    "vary",
    forms.VaryForm,
    actions.vary_step,
    gettext_lazy("Why this step is not done"),
    gettext_lazy("Record the variance"),
    gettext_lazy("The variance is recorded with its reason."),
)
HAND_OVER = Verb(
    "hand_over",
    forms.HandOverForm,
    actions.hand_over_step,
    gettext_lazy("Hand this step over"),
    gettext_lazy("Hand over"),
    gettext_lazy("Handed over. The colleague finds it in her day."),
    Permission.HAND_OVER_STEPS,
)
REOPEN = Verb(
    "reopen",
    forms.ReopenForm,
    actions.reopen_step,
    gettext_lazy("Open this step again"),
    gettext_lazy("Open again"),
    gettext_lazy("The step is open again."),
)


def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """The step with why, when, whose, what became of it and who did what."""
    actor, step = _opened(request, public_id)
    open_record(by=actor, public_id=step.patient.public_id, page="step")
    fact = fact_behind(actor, step)
    context = _context(request, actor, step) | {
        "moves": words.move_lines(moves_of(actor, step)),
        "outcome": words.outcome_words(step),
        "fact": fact_words(fact) if fact else "",
        "is_done_by_record": step.fact_id is not None,
    }
    return render(request, "careplan/step.html", context)


def line(request: HttpRequest, public_id: str) -> HttpResponse:
    """The step's line of my day, as it stands now."""
    return render(request, "careplan/_line.html", _context(request, *_opened(request, public_id)))


@once
def complete(request: HttpRequest, public_id: str) -> HttpResponse:
    """The step done, with its outcome."""
    return _do(request, public_id, COMPLETE)


@once
def vary(request: HttpRequest, public_id: str) -> HttpResponse:
    """The step not done, with the coded reason."""
    return _do(request, public_id, VARY)


@once
def hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """The step in a colleague's hands."""
    return _do(request, public_id, HAND_OVER)


@once
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """The step open again."""
    return _do(request, public_id, REOPEN)


def _opened(request: HttpRequest, public_id: str) -> tuple[Actor, "Step"]:
    """The actor as far as her duties reach the patient, and the step."""
    actor = request.actor  # type: ignore[attr-defined]
    step = step_of(actor, public_id)
    return reaching(actor, step.patient), step


def _do(request: HttpRequest, public_id: str, verb: Verb) -> HttpResponse:
    actor, step = _opened(request, public_id)
    check_may(actor, verb.permission, step.hospital_id)
    form = _form(request, actor, step, verb)
    if request.method == "POST" and form.is_valid():
        try:
            verb.act(by=actor, step=step, **form.answer)
        except Refused as refused:
            if refused.code == "step_closed":
                return _conflict(request, public_id, refused)
            form.refuse(refused)
        else:
            return _saved(request, public_id, verb)
    context = _context(request, actor, step) | {"form": form, "verb": verb, "action": request.path}
    template = "careplan/_line.html" if _is_fragment(request) else "careplan/step_action.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _form(request: HttpRequest, actor: Actor, step: "Step", verb: Verb) -> Any:
    more = {"colleagues": _colleagues(actor, step)} if verb is HAND_OVER else {}
    return verb.form(request.POST or None, auto_id=f"id_{step.public_id}_%s", **more)


def _colleagues(actor: Actor, step: "Step") -> list[tuple[str, str]]:
    """Who can take it over, each with the roles that tell who would know."""
    people = colleagues_for(actor, step)
    roles = roles_of(actor, step, people)
    return [
        (
            str(user.pk),
            f"{user} · {_(', ').join(_(ROLE_LABELS[Role(role)]) for role in roles.get(user.pk, []))}",
        )
        for user in people
    ]


def _saved(request: HttpRequest, public_id: str, verb: Verb) -> HttpResponse:
    if not _is_fragment(request):
        messages.success(request, verb.said)
        return redirect(_back(request, step_of(request.actor, public_id)))  # type: ignore[attr-defined]
    context = _context(request, *_opened(request, public_id)) | {"said": verb.said}
    response = render(request, "careplan/_line.html", context)
    response["HX-Trigger"] = "day-changed"
    return done(response)


def _conflict(request: HttpRequest, public_id: str, refused: Refused) -> HttpResponse:
    """Somebody was faster: what was done, by whom and when, instead of an error."""
    actor, step = _opened(request, public_id)
    context = _context(request, actor, step) | {
        "conflict": refused.sentence(_),
        "outcome": words.outcome_words(step),
    }
    template = "careplan/_line.html" if _is_fragment(request) else "careplan/step_action.html"
    return render(request, template, context, status=409)


def _is_fragment(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def _context(request: HttpRequest, actor: Actor, step: "Step") -> dict[str, Any]:
    return {
        "step": step,
        "row": words.day_row(step, clock.today()),
        "priority": words.priority_words(step.priority),
        "may_work": actor.may(Permission.WORK_STEPS, step.hospital_id),
        "may_hand_over": actor.may(Permission.HAND_OVER_STEPS, step.hospital_id),
        "back": _back_name(request),
        "back_url": _back(request, step),
    }


BACKS = {"day", "plan", "step"}


def _back_name(request: HttpRequest) -> str:
    asked = request.POST.get("back") or request.GET.get("back") or ""
    return asked if asked in BACKS else "day"


def _back(request: HttpRequest, step: Any) -> str:
    name = _back_name(request)
    if name == "day":
        return address("careplan_staff:day")
    key = step.patient.public_id if name == "plan" else step.public_id
    return address(f"careplan_staff:{name}", key)
