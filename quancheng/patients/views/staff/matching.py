"""The same person in two hospitals: what is proposed, compared, and decided by a person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from quancheng.patients.actions import matching as act
from quancheng.patients.forms.registry import DecisionForm
from quancheng.patients.presenters import registry as words
from quancheng.patients.queries import matching
from quancheng.patients.views.staff.common import actor_of, form_page, saved
from quancheng.ui.once import once

DONE = {"link": act.link, "dismiss": act.dismiss, "unlink": act.unlink}


@require_safe
def matches(request: HttpRequest) -> HttpResponse:
    """Proposals that wait, or those in another state, newest first."""
    actor = actor_of(request)
    chosen = request.GET.get("state", "proposed")
    state = chosen if chosen in words.STATES else "proposed"
    before = request.GET.get("before", "")
    found = list(matching.matches(actor, state=state, before=int(before) if before.isdecimal() else None))
    rows, more = found[: matching.PAGE], found[matching.PAGE :]
    context = {
        "rows": [
            {
                "comparison": comparison,
                "here": comparison.here.hospital.called,
                "there": comparison.there.hospital.called,
                "agrees": words.agreeing_words(comparison.match),
            }
            for comparison in matching.comparisons(actor, rows)
        ],
        "state": state,
        "states": [(code, label) for code, (_kind, label) in words.STATES.items()],
        "waiting": matching.waiting_matches(actor),
        "next_before": rows[-1].pk if more else None,
    }
    return render(request, "patients/matches.html", context)


@require_POST
@once
def look(request: HttpRequest) -> HttpResponseBase:
    """Looks now for people known to two hospitals among records new or changed."""
    looked_at, found = act.propose_new(by=actor_of(request))
    text = ngettext("%(count)s record was compared", "%(count)s records were compared", looked_at)
    more = ngettext("%(count)s new proposal", "%(count)s new proposals", found)
    messages.info(
        request,
        _("%(compared)s: %(found)s.")
        % {"compared": text % {"count": looked_at}, "found": more % {"count": found}},
    )
    return redirect("patients_staff:matches")


@once
def match(request: HttpRequest, match_id: int) -> HttpResponseBase:
    """Both sides of one match, and the decision."""
    actor = actor_of(request)
    row = matching.match_of(actor, match_id)
    choices = words.decisions(row)
    form = DecisionForm(request.POST or None, decisions=choices)
    if saved(
        request,
        form,
        lambda: DONE[form.values["decision"]](by=actor, match=row, reason=form.values["reason"]),
    ):
        messages.success(request, _("Your decision is written down."))
        return redirect("patients_staff:matches")
    comparison = matching.comparisons(actor, [row])[0]
    context = {
        "comparison": comparison,
        "lines": words.lines(comparison),
        "here": comparison.here.hospital.called,
        "there": comparison.there.hospital.called,
        "state": words.STATES[row.state],
        "decided": words.decision_rows(matching.decisions_of(actor, row)),
        "choices": choices,
    }
    return form_page(request, "patients/match.html", form, context)
