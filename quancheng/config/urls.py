"""Every address, by door."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("quancheng.ui.urls.public")),
    path("", include("quancheng.accounts.urls.steps")),
    path("accounts/", include("quancheng.accounts.urls.public")),
    path("s/admin/", include("quancheng.accounts.urls.staff")),
    path("s/audit/", include("quancheng.audit.urls.staff")),
    path("s/imports/", include("quancheng.interfaces.spreadsheets.urls.staff")),
    path("s/", include("quancheng.patients.urls.staff")),
    path("s/", include("quancheng.careplan.urls.staff")),
    path("s/reports/", include("quancheng.reports.urls.staff")),
    path("s/", include("quancheng.workbench.urls.staff")),
    path("", include("quancheng.portal.urls.patient")),
]
if settings.DEMO or settings.DEBUG:
    urlpatterns.append(path("", include("quancheng.ui.urls.staff")))

handler400 = "quancheng.ui.views.errors.bad_request"
handler403 = "quancheng.ui.views.errors.permission_denied"
handler404 = "quancheng.ui.views.errors.page_not_found"
handler500 = "quancheng.ui.views.errors.server_error"
