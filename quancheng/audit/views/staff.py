"""The auditor's pages: changes, readings, one event, the chain."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quancheng.audit import actions, presenters, queries
from quancheng.audit.forms import ReadingsForm, TrailForm
from quancheng.ui.once import once


@require_safe
def trail(request: HttpRequest) -> HttpResponseBase:
    """What was changed in the hospital, by whom, newest first."""
    form, narrowed = _asked(request, TrailForm)
    rows, after = queries.trail_page(_actor(request), narrowed, request.GET.get("after", ""))
    return render(request, "audit/trail.html", _context(request, form, rows, after))


@require_safe
def readings(request: HttpRequest) -> HttpResponseBase:
    """Who read whose record, newest first."""
    form, narrowed = _asked(request, ReadingsForm)
    rows, after = queries.readings_page(_actor(request), narrowed, request.GET.get("after", ""))
    return render(request, "audit/readings.html", _context(request, form, rows, after))


@require_safe
def event(request: HttpRequest, hospital_id: int, seq: int) -> HttpResponseBase:
    """One event with everything that was written down, and its place in the chain."""
    actor = _actor(request)
    row = queries.one_event(actor, hospital_id, seq)
    patients = queries.record_numbers(actor, [row.patient_id] if row.patient_id else [])
    accounts = queries.account_names(actor, _accounts([row]) | ({row.user_id} if row.user_id else set()))
    context = {
        "row": row,
        "word": presenters.event_word(row.event),
        "lines": list(presenters.lines(row.detail)),
        "record_number": patients.get(row.patient_id or 0, ""),
        "accounts": accounts,
        "account": accounts.get(row.user_id or 0),
        "words": presenters,
        "digest": bytes(row.digest).hex(" ", 4),
    }
    return render(request, "audit/event.html", context)


@require_safe
def chain(request: HttpRequest) -> HttpResponseBase:
    """How long the chain is, when it was last verified and what that found."""
    return render(request, "audit/chain.html", {"state": queries.chain_state(_actor(request))})


@require_POST
@once
def verify(request: HttpRequest) -> HttpResponseBase:
    """Verifies the hospital's chain now and writes the outcome down."""
    verdict = actions.verify_chain(by=_actor(request))
    if verdict.is_whole:
        count = verdict.checked
        messages.success(
            request, _("%(count)s events were verified; all are what was written.") % {"count": count}
        )
    for finding in verdict.findings:
        messages.error(request, _(finding.message) % finding.params)
    return redirect("audit_staff:chain")


def _asked(request: HttpRequest, kind: type[ReadingsForm]) -> tuple[ReadingsForm, queries.Narrowed]:
    asked = {name: value for name, value in request.GET.items() if name != "after"}
    form = kind(asked or None)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    return form, queries.Narrowed(**chosen)


def _context(request: HttpRequest, form: ReadingsForm, rows: list[Any], after: str) -> dict[str, Any]:
    actor = _actor(request)
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    patients = {row.patient_id for row in rows if row.patient_id}
    return {
        "form": form,
        "rows": rows,
        "record_numbers": queries.record_numbers(actor, patients),
        "accounts": queries.account_names(actor, _accounts(rows)),
        "words": presenters,
        "next": "?" + urlencode({**kept, "after": after}) if after else "",
        "first": "?" + urlencode(kept) if request.GET.get("after") else "",
    }


def _accounts(rows: list[Any]) -> set[int]:
    """Ids of the accounts that the rows are about."""
    subjects = [getattr(row, "subject", "").partition(" ") for row in rows]
    return {int(number) for kind, _space, number in subjects if kind == "user" and number.isdigit()}


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]
