"""Today, my journey, me."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from quancheng.access.roles import ProxyScope
from quancheng.careplan.states import Stage
from quancheng.kernel import clock
from quancheng.portal.door import CHOSEN, all_records, portal_page
from quancheng.portal.presenters import happenings, ribbon
from quancheng.portal.queries.journey import readable_facts
from quancheng.portal.queries.records import OpenRecord
from quancheng.portal.queries.today import tasks_of
from quancheng.portal.words import MILESTONES


@require_safe
@portal_page(ProxyScope.TODAY, page="today")
def today(request: HttpRequest, *, record: OpenRecord) -> HttpResponse:
    """One card: the next thing to do; below it what comes after."""
    day, hour = clock.today(), clock.now().astimezone(clock.zone()).hour
    tasks = tasks_of(request.actor, record.patient, today=day)  # type: ignore[attr-defined]
    now = [task for task in tasks if task.is_open(day)]
    later = [task for task in tasks if not task.is_open(day)]
    context = {"record": record, "today": day, "hour": hour, "now": now, "later": later}
    return render(request, "portal/today.html", context)


@require_safe
@portal_page(ProxyScope.JOURNEY, page="journey")
def journey(request: HttpRequest, *, record: OpenRecord) -> HttpResponse:
    """The road with "you are here", and what has happened so far."""
    facts = readable_facts(request.actor, record.patient)  # type: ignore[attr-defined]
    course, summary = getattr(record.patient, "course", None), getattr(record.patient, "summary", None)
    begun = {fact.body.get("modality") for fact in facts if fact.kind == "therapy_started"}
    begun |= {"surgery" for fact in facts if fact.kind == "operation"}
    begun |= {"neoadjuvant" for fact in facts if fact.body.get("intent") == "neoadjuvant"}
    stage = Stage(course.stage) if course else Stage.NEW
    road = ribbon(stage, summary.planned if summary else [], sorted(str(code) for code in begun))
    stops = [{"text": gettext(MILESTONES[stop.code]), "state": stop.state} for stop in road]
    context = {"record": record, "stops": stops, "happenings": happenings(facts)}
    return render(request, "portal/journey.html", context)


@require_safe
@portal_page(family=True)
def me(request: HttpRequest, *, record: OpenRecord) -> HttpResponse:
    """Everything that is hers to see and to decide."""
    return render(request, "portal/me.html", {"record": record, "records": all_records(request)})


@require_POST
@portal_page(family=True)
def whose(request: HttpRequest, *, record: OpenRecord) -> HttpResponseBase:
    """Changes to another record that is open to this person."""
    wanted = request.POST.get("record", "")
    if any(other.patient.public_id == wanted for other in all_records(request)):
        request.session[CHOSEN] = wanted
    return redirect("portal:me")
