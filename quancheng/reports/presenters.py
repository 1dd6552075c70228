"""Reports in words: for the page, for a terminal, and for other programs."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from quancheng.careplan.states import STAGE_LABELS, Stage
from quancheng.kernel.dates import ClinicalDate, Precision, add_months, format_date, parse_date
from quancheng.oncology.models import CaseSummary
from quancheng.reports.indicators import admissions, completion, outcomes, treatment, whole_course
from quancheng.reports.indicators.base import Indicator
from quancheng.reports.indicators.not_recorded import NOT_RECORDED
from quancheng.reports.report import Figure, ServiceReport
from quancheng.reports.rules import Period, last_months
from quancheng.ui.words import gettext, language


@dataclass(frozen=True, slots=True)
class Row:
    """One number as it stands on the page; `value` None: kept back."""

    code: str
    label: str
    note: str
    value: int | None
    among: int | None
    among_label: str
    percent: str
    share: str
    definition: str
    source: str


def say(on: Any) -> str:
    """A day in the reader's language."""
    return format_date(on, language())


def period_words(period: Period) -> str:
    """The first and the last day, both belonging to the report."""
    return gettext("%(first)s to %(last)s") % {"first": say(period.begins), "last": say(period.last_day)}


def indicator_label(indicator: Indicator) -> str:
    """What the number is called."""
    return gettext(indicator.label) % dict(indicator.params)


def indicator_definition(indicator: Indicator) -> str:
    """What it counts."""
    return gettext(indicator.definition)


def read_day(text: str) -> date:
    """The day that stands in an address or on a command line; refuses what is none."""
    return parse_date(text).on


def presets(first_admission_on: date | None, today: date) -> list[tuple[str, Period]]:
    """Periods that people ask for, with their names."""
    found = [
        (gettext("Last 12 months"), last_months(12, today=today)),
        (gettext("Last 36 months"), last_months(36, today=today)),
    ]
    if first_admission_on is not None:
        begins = first_admission_on.replace(day=1)
        found += [
            (gettext("First three years"), Period(begins, add_months(begins, 36), today)),
            (gettext("Since the first admission"), replace(found[0][1], begins=begins)),
        ]
    return found


def rows(report: ServiceReport) -> list[Row]:
    """Every number of the report, in its order."""
    labels = {figure.indicator.code: indicator_label(figure.indicator) for figure in report.figures}
    return [
        Row(
            code=figure.indicator.code,
            label=labels[figure.indicator.code],
            note=_note(figure),
            value=figure.value,
            among=figure.among,
            among_label=labels.get(figure.indicator.among, ""),
            percent="" if figure.percent is None else f"{figure.percent:.1f}",
            share=_share(figure),
            definition=gettext(figure.indicator.definition),
            source=gettext(figure.indicator.source),
        )
        for figure in report.figures
    ]


def groups(report: ServiceReport) -> list[tuple[str, list[Row]]]:
    """The numbers in the groups in which the page shows them as tiles."""
    kinds = {
        gettext("Cases"): admissions.INDICATORS + whole_course.INDICATORS + completion.INDICATORS,
        gettext("Treatment"): treatment.INDICATORS,
        gettext("Outcomes"): outcomes.INDICATORS,
    }
    by_code = {row.code: row for row in rows(report)}
    return [(name, [by_code[indicator.code] for indicator in kind]) for name, kind in kinds.items()]


def _note(figure: Figure) -> str:
    params = dict(figure.indicator.params)
    if "begins" not in params:
        return ""
    first, last = date.fromisoformat(params["begins"]), date.fromisoformat(params["last"])
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    precision: Precision = "month" if whole else "day"
    return f"{say(ClinicalDate(first, precision))} – {say(ClinicalDate(last, precision))}"


def _share(figure: Figure) -> str:
    if figure.percent is None or figure.among is None:
        return ""
    return gettext("%(percent)s%% of %(among)s") % {
        "percent": f"{figure.percent:.1f}",
        "among": f"{figure.among:,}",
    }


def years(report: ServiceReport) -> list[Row]:
    """The whole-course cases by year of first admission."""
    wanted = {indicator.code for indicator in whole_course.by_year(report.period)}
    return [row for row in rows(report) if row.code in wanted]


def missing_rows() -> list[str]:
    """What a service report also asks for and the facts cannot tell yet."""
    return [gettext(label) for label in NOT_RECORDED]


def as_data(report: ServiceReport) -> dict[str, Any]:
    """The report for another program; codes stay, labels follow the language."""
    period = report.period
    return {
        "report": "service",
        "hospital": {"code": report.hospital.code, "name": report.hospital.called},
        "period": {
            "from": period.begins.isoformat(),
            "to": period.ends.isoformat(),
            "last_day": period.last_day.isoformat(),
        },
        "as_of": period.as_of.isoformat(),
        "computed_at": report.computed_at.isoformat(timespec="seconds"),
        "rows": [
            {
                "code": figure.indicator.code,
                "label": row.label,
                "value": figure.value,
                "among": figure.among,
                "percent": figure.percent,
                "suppressed": figure.hidden,
                **{name: value for name, value in figure.indicator.params if name != "number"},
                "definition": row.definition,
                "source": row.source,
            }
            for figure, row in zip(report.figures, rows(report), strict=True)
        ],
        "not_yet_recorded": missing_rows(),
    }


def as_text(report: ServiceReport) -> str:
    """The report for a terminal."""
    lines = [
        f"{report.hospital.called} · {gettext('Service report')}",
        period_words(report.period),
        gettext("Events counted up to %(day)s") % {"day": say(report.period.as_of)},
        "",
    ]
    for row in rows(report):
        value = gettext("not shown") if row.value is None else f"{row.value:,}"
        share = f"  ({row.percent} %)" if row.percent else ""
        lines.append(f"{value:>8}{share:<12} {row.label}{f'  {row.note}' if row.note else ''}")
    lines += ["", gettext("Not yet recorded here") + ":", *(f"  {label}" for label in missing_rows())]
    return "\n".join(lines)


def patient_row(summary: CaseSummary) -> dict[str, Any]:
    """One patient whom a number counts."""
    patient = summary.patient
    course = getattr(patient, "course", None)
    return {
        "public_id": patient.public_id,
        "name": patient.display_name,
        "number": patient.record_number,
        "sex": patient.get_sex_display(),
        "age": "" if summary.age_at_diagnosis is None else f"{summary.age_at_diagnosis:f}".split(".")[0],
        "admitted_on": say(summary.admitted_on),
        "stage_group": summary.stage_group,
        "stage": gettext(STAGE_LABELS[Stage(course.stage)]) if course else "",
        "event_on": _event(summary),
    }


def _event(summary: CaseSummary) -> str:
    """The gravest thing that happened, with its day."""
    if summary.died_on:
        return gettext("died %(day)s") % {"day": say(summary.died_on)}
    if summary.recurrence_on:
        return gettext("recurrence %(day)s") % {"day": say(summary.recurrence_on)}
    if summary.lymphedema_on:
        return gettext("lymphoedema %(day)s") % {"day": say(summary.lymphedema_on)}
    return ""
