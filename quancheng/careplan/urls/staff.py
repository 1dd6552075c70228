"""Addresses of the plan's staff pages, below /s/."""

from django.urls import path

from quancheng.careplan.views.staff import day, pathways, plan, steps

app_name = "careplan_staff"
_STEP = "steps/<slug:public_id>/"
_PATIENT = "patients/<slug:public_id>/plan/"
urlpatterns = [
    path("day/", day.show, name="day"),
    path("day/counters/", day.counters, name="counters"),
    path(_STEP, steps.show, name="step"),
    path(_STEP + "line/", steps.line, name="line"),
    path(_STEP + "complete/", steps.complete, name="complete"),
    path(_STEP + "vary/", steps.vary, name="vary"),
    path(_STEP + "hand-over/", steps.hand_over, name="hand_over"),
    path(_STEP + "reopen/", steps.reopen, name="reopen"),
    path(_PATIENT, plan.show, name="plan"),
    path(_PATIENT + "add/", plan.add, name="add_step"),
    path(_PATIENT + "enrol/", plan.begin, name="enrol"),
    path("pathways/", pathways.index, name="pathways"),
    path("pathways/<slug:code>/", pathways.show, name="pathway"),
    path("pathways/<slug:code>/edit/", pathways.edit, name="pathway_edit"),
]
