"""Every address, by door."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("quancheng.ui.urls.public")),
]
if settings.DEMO or settings.DEBUG:
    urlpatterns.append(path("", include("quancheng.ui.urls.staff")))
