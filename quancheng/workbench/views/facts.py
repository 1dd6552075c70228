"""Entering, reading, correcting and withdrawing one fact."""

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.careplan.actions import facts as actions
from quancheng.kernel.dates import ClinicalDate
from quancheng.kernel.refused import Refused
from quancheng.oncology import presenters as oncology
from quancheng.oncology.facts import KINDS, FactKind
from quancheng.ui.addresses import address
from quancheng.ui.once import once
from quancheng.workbench.forms.facts import FactForm, WithdrawForm, fact_form, initial_of
from quancheng.workbench.presenters.changes import changes
from quancheng.workbench.presenters.sections import menu, sections
from quancheng.workbench.presenters.versions import changed_codes, versions
from quancheng.workbench.queries import record
from quancheng.workbench.queries.record import NOT_HERE, Opened
from quancheng.workbench.views.frame import open_page


def _kind(opened: Opened, code: str) -> FactKind:
    """The kind of that code; genetic ones exist only for those who may see them."""
    kind = KINDS.get(code)
    if kind is None or (kind.genetic and not opened.allows(Permission.VIEW_GENETICS)):
        raise NotFound(NOT_HERE, code="no_kind")
    return kind


def _open_for(request: HttpRequest, public_id: str, permission: Permission) -> tuple[Opened, dict[str, Any]]:
    """The record, for somebody who may do this; a role without the right learns nothing of addresses."""
    actor = request.actor  # type: ignore[attr-defined]
    check_may(actor, permission)
    opened, context = open_page(request, public_id, "timeline")
    check_may(opened.actor, permission, opened.patient.hospital_id)
    return opened, context


@require_safe
def choose(request: HttpRequest, public_id: str) -> HttpResponse:
    """What can be recorded, grouped by lane."""
    opened, context = _open_for(request, public_id, Permission.RECORD_FACT)
    context["menu"] = menu(opened.allows(Permission.VIEW_GENETICS))
    return render(request, "workbench/facts/choose.html", context)


@once
def add(request: HttpRequest, public_id: str, code: str) -> HttpResponseBase:
    """Records one fact; stage and plan follow in the same transaction."""
    opened, context = _open_for(request, public_id, Permission.RECORD_FACT)
    patient = opened.patient
    kind = _kind(opened, code)
    sides = (
        {"fact_side": opened.summary.side} if opened.summary and opened.summary.side != "bilateral" else {}
    )
    form = fact_form(kind, pseudonymous=patient.pseudonymous)(request.POST or None, initial=sides)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_facts(by=opened.actor, patient=patient, facts=[form.new_fact()])
        except Refused as refused:
            form.refuse(refused)
        else:
            return _saved(request, public_id, opened, kind)
    if record.wants_genetic_consent(opened.actor, patient, kind):
        context["consent_href"] = address("patients_staff:consent_give", public_id, "genetic")
    return _form_page(request, context, kind, form, _("Record: %(kind)s"))


def _saved(request: HttpRequest, public_id: str, before: Opened, kind: FactKind) -> HttpResponseBase:
    """Back to the timeline, with what followed from the fact in words."""
    actor = request.actor  # type: ignore[attr-defined]
    after = record.open_record(actor, public_id)
    messages.success(request, _("Saved: %(kind)s") % {"kind": oncology.kind_name(kind.code)})
    for words in changes((before.course, before.summary), (after.course, after.summary)):
        messages.info(request, words)
    if "another" in request.POST:
        return redirect("workbench:fact_choose", public_id)
    return redirect("workbench:record", public_id)


def _form_page(
    request: HttpRequest, context: dict[str, Any], kind: FactKind, form: FactForm, title: str, **more: Any
) -> HttpResponse:
    context |= {
        "kind": kind,
        "form": form,
        "sections": sections(kind, form),
        "title": title % {"kind": oncology.kind_name(kind.code)},
        **more,
    }
    return render(request, "workbench/facts/form.html", context, status=422 if form.errors else 200)


@require_safe
def show(request: HttpRequest, public_id: str, fact_id: int) -> HttpResponse:
    """One fact with every version of it: what stands, and below it what stood before."""
    opened, context = open_page(request, public_id, "timeline")
    chain = record.versions_of(opened.actor, opened.patient, fact_id)
    shown = versions(chain)
    context |= {
        "title": oncology.headline(chain[0].kind, chain[0].side, chain[0].body),
        "kind_name": oncology.kind_name(chain[0].kind),
        "profile": KINDS[chain[0].kind].profile,
        "versions": shown,
        "changed": [changed_codes(*pair) for pair in pairwise(shown)],
        "newest": chain[0],
        "is_old": fact_id != chain[0].pk,
        "may_correct": opened.allows(Permission.CORRECT_FACT) and chain[0].retired_at is None,
    }
    return render(request, "workbench/facts/show.html", context)


@once
def correct(request: HttpRequest, public_id: str, fact_id: int) -> HttpResponseBase:
    """Writes a new version; the old one stays readable with the reason."""
    opened, context = _open_for(request, public_id, Permission.CORRECT_FACT)
    chain = record.versions_of(opened.actor, opened.patient, fact_id)
    fact = next(version for version in chain if version.pk == fact_id)
    kind = _kind(opened, fact.kind)
    when = ClinicalDate(fact.occurred_on, fact.precision) if fact.occurred_on else None  # type: ignore[arg-type]
    initial = initial_of(kind, fact.body, fact.side, when) | {"fact_offset": fact.offset_days}
    form_class = fact_form(kind, pseudonymous=opened.patient.pseudonymous, correcting=True)
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["correction_reason"]
            row = actions.correct_fact(by=opened.actor, fact=fact, new=form.new_fact(), reason=reason)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Corrected. The old value stays readable below."))
            return redirect("workbench:fact", public_id, row.pk)
    newer = address("workbench:fact", public_id, chain[0].pk) if fact.retired_at else ""
    return _form_page(request, context, kind, form, _("Correct: %(kind)s"), newer=newer, fact=fact)


@once
def withdraw(request: HttpRequest, public_id: str, fact_id: int) -> HttpResponseBase:
    """Withdraws a fact that was entered in error; it stays in the history, struck through."""
    opened, context = _open_for(request, public_id, Permission.CORRECT_FACT)
    chain = record.versions_of(opened.actor, opened.patient, fact_id)
    fact = next(version for version in chain if version.pk == fact_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.retire_fact(by=opened.actor, fact=fact, reason=form.values["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Withdrawn. It stays in the history with your reason."))
            return redirect("workbench:record", public_id)
    words = oncology.headline(fact.kind, fact.side, fact.body)
    context |= {"form": form, "fact": fact, "words": words, "shown": versions([fact])[0]}
    return render(request, "workbench/facts/withdraw.html", context, status=422 if form.errors else 200)
