"""Addresses of the staff's own pages, below /s/."""

from django.urls import path

from quancheng.workbench.views import composed, facts, figures, home, lists, readings, record, register

app_name = "workbench"
_P = "patients/<slug:public_id>/"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", lists.search, name="search"),
    path("patients/", lists.patients, name="patients"),
    path("patients/new/", register.register, name="register"),
    path(_P, record.show, name="record"),
    path(_P + "pathology/", record.pathology, name="pathology"),
    path(_P + "treatment/", record.treatment, name="treatment"),
    path(_P + "figures/", figures.show, name="figures"),
    path(_P + "tab/people/", composed.show, {"tab": "people"}, name="people"),
    path(_P + "tab/plan/", composed.show, {"tab": "plan"}, name="plan"),
    path(_P + "history/", record.history, name="history"),
    path(_P + "readings/", readings.show, name="readings"),
    path(_P + "add/", facts.choose, name="fact_choose"),
    path(_P + "add/<slug:code>/", facts.add, name="fact_add"),
    path(_P + "facts/<int:fact_id>/", facts.show, name="fact"),
    path(_P + "facts/<int:fact_id>/correct/", facts.correct, name="fact_correct"),
    path(_P + "facts/<int:fact_id>/withdraw/", facts.withdraw, name="fact_withdraw"),
]
