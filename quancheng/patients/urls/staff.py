"""Addresses for staff, below /s/."""

from django.urls import path

from quancheng.patients.views.staff import (
    access,
    consents,
    corrections,
    emergency,
    identity,
    linked,
    matching,
    merging,
    people,
)

app_name = "patients_staff"
_P = "patients/<slug:public_id>/"
urlpatterns = [
    path(_P + "people/", people.show, name="people"),
    path(_P + "people/identity/", identity.edit, name="identity"),
    path(_P + "people/identifiers/", identity.identifiers, name="identifiers"),
    path(_P + "people/consents/<slug:purpose>/give/", consents.give, name="consent_give"),
    path(_P + "people/consents/<int:consent_id>/", consents.show, name="consent"),
    path(_P + "people/portal/open/", access.open_portal, name="portal_open"),
    path(_P + "people/portal/<int:access_id>/close/", access.close_portal, name="portal_close"),
    path(_P + "people/family/new/", access.grant_family, name="family_new"),
    path(_P + "people/family/<int:grant_id>/end/", access.end_family, name="family_end"),
    path(_P + "people/colleagues/new/", access.name_colleague, name="colleague_new"),
    path(_P + "people/colleagues/<int:relation_id>/end/", access.end_colleague, name="colleague_end"),
    path(_P + "break-glass/", emergency.break_glass, name="break_glass"),
    path(_P + "linked/", linked.records, name="linked"),
    path(_P + "linked/<slug:other_public_id>/", linked.record, name="linked_record"),
    path(_P + "merge/", merging.merge, name="merge"),
    path(_P + "merges/<int:merge_id>/undo/", merging.unmerge, name="unmerge"),
    path("emergencies/", emergency.reviews, name="glass_reviews"),
    path("emergencies/<int:glass_id>/", emergency.review, name="glass_review"),
    path("corrections/", corrections.requests, name="corrections"),
    path("corrections/<int:request_id>/", corrections.answer, name="correction"),
    path("matches/", matching.matches, name="matches"),
    path("matches/look/", matching.look, name="matches_look"),
    path("matches/<int:match_id>/", matching.match, name="match"),
]
