"""Addresses for staff: the component gallery."""

from django.urls import path

from quancheng.ui.views import gallery

app_name = "ui_staff"
urlpatterns = [
    path("_gallery/", gallery.components, name="gallery"),
    path("_gallery/patient/", gallery.patient, name="gallery_patient"),
    path("_gallery/signin/", gallery.signin, name="gallery_signin"),
    path("_gallery/print/", gallery.paper, name="gallery_print"),
    path("_gallery/error/<int:status>/", gallery.error, name="gallery_error"),
    path("_gallery/once/", gallery.try_once, name="gallery_once"),
]
