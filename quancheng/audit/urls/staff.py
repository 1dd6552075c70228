"""The audit trail, for auditors; below /s/audit/."""

from django.urls import path

from quancheng.audit.views import staff

app_name = "audit_staff"
urlpatterns = [
    path("", staff.trail, name="trail"),
    path("event/<int:hospital_id>/<int:seq>/", staff.event, name="event"),
    path("readings/", staff.readings, name="readings"),
    path("chain/", staff.chain, name="chain"),
    path("chain/verify/", staff.verify, name="verify"),
]
