"""The figures of one patient: every calculator, with inputs, source and limits, or the reason why not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quancheng.kernel import clock
from quancheng.oncology.actions import laboratory_of, person_of
from quancheng.oncology.calculators.predict.shared import Treatment
from quancheng.oncology.queries import figures_of, remarks_on
from quancheng.oncology.rules.figures import CaseInputs, default_treatment
from quancheng.oncology.rules.primary import COURSE_DAYS
from quancheng.workbench.forms.treatment import TreatmentForm, initial_of
from quancheng.workbench.presenters import figures, tissues
from quancheng.workbench.queries import record
from quancheng.workbench.views.frame import open_page

ASKED = ("hormone", "chemo", "trastuzumab", "bisphosphonate", "radiotherapy", "heart_gy")


@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answers first, then what is missing. Nothing here is stored and nothing decides: people do."""
    opened, context = open_page(request, public_id, "figures")
    actor, patient = opened.actor, opened.patient
    asked = any(name in request.GET for name in ASKED)
    form = TreatmentForm(request.GET if asked else None)
    chosen = form.treatment()
    weighed: list[Treatment] = []

    def treatment(inputs: CaseInputs) -> Treatment:
        weighed.append(chosen or default_treatment(inputs))
        return weighed[-1]

    facts = record.current_facts(actor, patient)
    answers = figures_of(
        actor,
        patient,
        facts,
        person=person_of(patient),
        laboratory=laboratory_of(patient.hospital),
        today=clock.today(),
        treatment=treatment,
    )
    if not asked and weighed:
        form = TreatmentForm(initial=initial_of(weighed[0]))
    context |= {
        "groups": figures.groups(answers),
        "not_answered": figures.not_answered(answers, public_id, context["may_record"]),
        "form": form,
        "course_days": COURSE_DAYS,
        "remarks": tissues.remarks(remarks_on(actor, facts)),
    }
    return render(request, "workbench/record/figures.html", context)
