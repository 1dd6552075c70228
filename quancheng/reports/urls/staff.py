"""Addresses of the reports, below /s/reports/."""

from django.urls import path

from quancheng.reports.views import staff

app_name = "reports_staff"
urlpatterns = [
    path("service/", staff.service, name="service"),
    path("service/data.json", staff.download, name="download"),
    path("service/<slug:code>/patients/", staff.patients, name="patients"),
]
