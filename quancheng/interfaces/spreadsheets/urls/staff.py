"""Addresses of the imports, below /s/imports/."""

from django.urls import path

from quancheng.interfaces.spreadsheets.views import receiving, working

app_name = "spreadsheets_staff"
_B = "<slug:public_id>/"
urlpatterns = [
    path("", receiving.index, name="list"),
    path("new/", receiving.upload, name="upload"),
    path(_B, working.show, name="show"),
    path(_B + "columns/", receiving.columns, name="columns"),
    path(_B + "rematch/", working.rematch, name="rematch"),
    path(_B + "progress/", working.progress, name="progress"),
    path(_B + "begin/", working.begin, name="begin"),
    path(_B + "stop/", working.halt, name="stop"),
    path(_B + "undo/", working.undo, name="undo"),
    path(_B + "rows/<slug:state>/", working.rows, name="rows"),
    path(_B + "original/", working.original, name="original"),
    path(_B + "refused.csv", working.refused, {"kind": "csv"}, name="refused_csv"),
    path(_B + "refused.xlsx", working.refused, {"kind": "xlsx"}, name="refused_xlsx"),
]
