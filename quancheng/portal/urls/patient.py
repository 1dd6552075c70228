"""Addresses for patients and families; none carries an identity, the session knows whose record is open."""

from django.urls import path

from quancheng.portal.views import data, family, home

app_name = "portal"
urlpatterns = [
    path("p/", home.today, name="today"),
    path("p/journey/", home.journey, name="journey"),
    path("p/me/", home.me, name="me"),
    path("p/me/whose/", home.whose, name="whose"),
    path("p/me/data/", data.my_data, name="data"),
    path("p/me/data/correction/", data.ask_correction, name="correction"),
    path("p/me/readers/", data.readers, name="readers"),
    path("p/me/consents/", data.consents, name="consents"),
    path("p/me/family/", family.grants, name="family"),
    path("p/me/family/new/", family.grant, name="family_new"),
    path("p/me/family/<int:grant_id>/end/", family.end, name="family_end"),
]
