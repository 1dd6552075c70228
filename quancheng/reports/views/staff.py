"""The service report: the page, its download, and the patients behind a number."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from quancheng.access.actor import Actor
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.reports import actions, indicators, presenters, queries
from quancheng.reports.forms import PeriodForm
from quancheng.reports.report import Coverage, ServiceReport
from quancheng.reports.rules import Period, check_period, last_months, read_period

if TYPE_CHECKING:
    from quancheng.hospitals.models import Hospital

DEFAULT_MONTHS = 12


@require_safe
def service(request: HttpRequest) -> HttpResponse:
    """The numbers of a period, each with its definition; opens on the last twelve months."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    hospitals = queries.hospitals_of(actor)
    hospital = queries.hospital_of(actor, request.GET.get("hospital", ""))
    form, period = _asked(request, hospitals)
    coverage = queries.coverage(actor, hospital)
    context = {
        "form": form,
        "hospital": hospital,
        "hospital_name": hospital.called,
        "coverage": coverage,
        "presets": _presets(hospital, coverage, period),
        "missing": presenters.missing_rows(),
        "report": None,
    }
    if period is not None:
        report = queries.service_report(actor, hospital, period)
        context |= _shown(report)
    return render(request, "reports/service.html", context, status=200 if period else 422)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The same numbers as JSON; taking them out is written into the audit trail."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    hospital = queries.hospital_of(actor, request.GET.get("hospital", ""))
    report = actions.export_service_report(by=actor, hospital=hospital, period=_period(request), way="json")
    response = JsonResponse(
        presenters.as_data(report), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    name = f"service-{hospital.code}-{report.period.begins:%Y%m%d}-{report.period.last_day:%Y%m%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def patients(request: HttpRequest, code: str) -> HttpResponse:
    """The patients whom one number counts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    hospital = queries.hospital_of(actor, request.GET.get("hospital", ""))
    period = _period(request)
    cursor = request.GET.get("after", "")
    page = queries.patients_counted(actor, hospital, period, code, cursor)
    indicator = indicators.named(code, period)
    here = reverse("reports_staff:patients", args=[code])
    asked = _query(hospital, period)
    context = {
        "title": presenters.indicator_label(indicator),
        "definition": presenters.indicator_definition(indicator),
        "period": presenters.period_words(period),
        "hospital_name": hospital.called,
        "rows": [presenters.patient_row(summary) for summary in page.rows],
        "back": f"{reverse('reports_staff:service')}?{asked}",
        "next": f"{here}?{asked}&{urlencode({'after': page.next})}" if page.next else "",
        "first": f"{here}?{asked}" if cursor else "",
    }
    return render(request, "reports/patients.html", context)


def _asked(request: HttpRequest, hospitals: "list[Hospital]") -> tuple[PeriodForm, Period | None]:
    """The form as it was sent, and the period; None where it was refused, which the form then says."""
    today = clock.today()
    choices = [(hospital.code, hospital.called) for hospital in hospitals]
    if "begins" not in request.GET:
        period = last_months(DEFAULT_MONTHS, today=today)
        initial = {
            "hospital": request.GET.get("hospital", ""),
            "begins": f"{period.begins:%Y-%m}",
            "ends": f"{period.ends:%Y-%m}",
        }
        return PeriodForm(initial=initial, hospitals=choices), period
    form = PeriodForm(request.GET, hospitals=choices)
    if form.is_valid():
        values = form.cleaned_data
        try:
            return form, read_period(values["begins"], values["ends"], as_of=values["as_of"], today=today)
        except Refused as refused:
            form.refuse(refused)
    return form, None


def _period(request: HttpRequest) -> Period:
    """The period of an address that the report itself made; a damaged one is refused with a sentence."""
    today = clock.today()
    as_of = request.GET.get("as_of", "")
    found = read_period(
        request.GET.get("begins", ""),
        request.GET.get("ends", ""),
        as_of=presenters.read_day(as_of) if as_of else None,
        today=today,
    )
    return check_period(found, today=today)


def _query(hospital: "Hospital", period: Period) -> str:
    return urlencode(
        {
            "hospital": hospital.code,
            "begins": period.begins.isoformat(),
            "ends": period.ends.isoformat(),
            "as_of": period.as_of.isoformat(),
        }
    )


def _presets(hospital: "Hospital", coverage: Coverage, period: Period | None) -> list[dict[str, Any]]:
    """Periods that are one click away, the shown one marked."""
    return [
        {
            "text": text,
            "href": f"{reverse('reports_staff:service')}?{_query(hospital, preset)}",
            "current": period is not None and (preset.begins, preset.ends) == (period.begins, period.ends),
        }
        for text, preset in presenters.presets(coverage.first_admission_on, clock.today())
    ]


def _shown(report: ServiceReport) -> dict[str, Any]:
    asked = _query(report.hospital, report.period)
    opened = [f.indicator.code for f in report.figures if report.opens_patients and f.value]
    return {
        "report": report,
        "rows": presenters.rows(report),
        "groups": presenters.groups(report),
        "years": (years := presenters.years(report)),
        "most": max((row.value or 0 for row in years), default=0) or 1,
        "period": presenters.period_words(report.period),
        "as_of": report.period.as_of,
        "links": {code: f"{reverse('reports_staff:patients', args=[code])}?{asked}" for code in opened},
        "download": f"{reverse('reports_staff:download')}?{asked}",
    }
