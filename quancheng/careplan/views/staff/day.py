"""My day: the list, its filters and figures."""

from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from quancheng.access.roles import Permission
from quancheng.careplan.presenters.steps import day_groups
from quancheng.careplan.queries.my_day import COUNTED, Day, Only, Whose, my_day
from quancheng.kernel import clock
from quancheng.ui.addresses import address

Choice = TypeVar("Choice", bound=StrEnum)


def show(request: HttpRequest) -> HttpResponse:
    """The steps to be done, most pressing first."""
    day, context = _asked(request)
    after = {"after": day.next_cursor} if day.next_cursor else {}
    actor = request.actor  # type: ignore[attr-defined]
    context |= {
        "groups": day_groups(day.steps, clock.today()),
        "is_empty": not day.steps,
        "shown": len(day.steps),
        "is_first": not request.GET.get("after"),
        "next_url": _address(context["only"], context["whose"], **after) if after else "",
        "first_url": _address(context["only"], context["whose"]),
        "now": clock.now(),
        "works_at": {one for one in actor.hospital_ids if actor.may(Permission.WORK_STEPS, one)},
        "hands_over_at": {one for one in actor.hospital_ids if actor.may(Permission.HAND_OVER_STEPS, one)},
    }
    return render(request, "careplan/day.html", context)


def counters(request: HttpRequest) -> HttpResponse:
    """The figures at the side, asked for again after something was done."""
    return render(request, "careplan/_counters.html", _asked(request, limit=1)[1])


def _asked(request: HttpRequest, limit: int = 50) -> tuple[Day, dict[str, Any]]:
    only = _choice(Only, request.GET.get("only"), Only.DUE)
    whose = _choice(Whose, request.GET.get("whose"), Whose.MINE)
    day = my_day(
        request.actor,  # type: ignore[attr-defined]
        today=clock.today(),
        cursor=request.GET.get("after") or None,
        limit=limit,
        only=only,
        whose=whose,
    )
    return day, {
        "only": only,
        "whose": whose,
        "today": clock.today(),
        "counters": _counters(day, only, whose),
        "filters": _filters(only, whose),
        "counters_url": _address(only, whose, "careplan_staff:counters"),
    }


def _choice(kind: type[Choice], text: str | None, default: Choice) -> Choice:
    return kind(text) if text in {member.value for member in kind} else default


def _address(only: Only, whose: Whose, name: str = "careplan_staff:day", **more: str) -> str:
    """The list with these filters; what is the default is left out."""
    asked = {"only": only.value, "whose": whose.value} | more
    asked = {key: value for key, value in asked.items() if value not in (Only.DUE.value, Whose.MINE.value)}
    return address(name) + (f"?{urlencode(asked)}" if asked else "")


def _counters(day: Day, only: Only, whose: Whose) -> list[dict[str, Any]]:
    rows = [
        (Only.DUE, _("To be done now"), None, ""),
        (Only.OVERDUE, pgettext("counter", "Overdue"), day.overdue, "urgent"),
        (Only.TODAY, _("Last day today"), day.today, "today"),
        (Only.WEEK, _("Due within 7 days"), day.week, ""),
    ]
    return [
        {
            "text": text,
            "href": _address(which, whose),
            "count": None if count is None else f"{COUNTED - 1}+" if count >= COUNTED else str(count),
            "kind": kind if count else "",
            "current": which is only,
        }
        for which, text, count, kind in rows
    ]


def _filters(only: Only, whose: Whose) -> list[dict[str, Any]]:
    rows = [
        (Whose.MINE, _("Mine and my duty's")),
        (Whose.NAMED, _("In my name")),
        (Whose.TEAM, _("The whole team's")),
    ]
    return [{"text": text, "href": _address(only, which), "current": which is whose} for which, text in rows]
