"""Invented content for the gallery. Every person here is fictitious."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quancheng.kernel.clock import CLINIC_TZ
from quancheng.ui import forms
from quancheng.ui.shell import NavItem, PatientShell, Shells, StaffShell

TODAY = date(2018, 10, 22)
MORNING = datetime(2018, 10, 22, 9, 41, tzinfo=ZoneInfo(CLINIC_TZ))


class PathologyForm(forms.Form):
    """One of each kind of field."""

    side = forms.ChoiceField(
        label=_("Side"),
        choices=[("R", _("Right")), ("L", _("Left"))],
        radios=True,
    )
    specimen_on = forms.PartialDateField(label=_("Specimen date"))
    operated_on = forms.DateField(label=_("Day of operation"), latest=TODAY, required=False)
    histology = forms.ChoiceField(
        label=_("Histology"),
        choices=[
            ("", _("Choose…")),
            ("ductal", _("Invasive ductal")),
            ("lobular", _("Invasive lobular")),
        ],
    )
    ki67 = forms.DecimalField(label="Ki-67", unit="%", least=0, most=100, required=False)
    nodes = forms.IntegerField(label=_("Nodes examined"), least=0, most=90, required=False, width="xs")
    margins = forms.ChoicesField(
        label=_("Margins involved"),
        choices=[
            ("deep", _("Deep")),
            ("medial", _("Medial")),
            ("lateral", _("Lateral")),
        ],
        hints={"deep": _("Towards the chest wall")},
        required=False,
    )
    note = forms.TextField(label=_("Note"), rows=3, required=False, width="l")
    checked = forms.TickField(label=_("I have compared this with the paper report"))


class SignInForm(forms.Form):
    """The two boxes of a sign-in page."""

    username = forms.TextField(label=_("Account"), help_text=_("Staff number or phone"))
    code = forms.TextField(label=_("One-time code"), width="s")


class SampleShells(Shells):
    """Frames with a full navigation, whatever doors exist."""

    @property
    def staff(self) -> StaffShell:
        """A case manager's frame."""
        here = reverse("ui_staff:gallery")
        nav = (
            NavItem(_("My day"), here, count=14),
            NavItem(_("Patients"), "/patients/"),
            NavItem(_("Imports"), "/imports/"),
            NavItem(_("Reports"), "/reports/"),
            NavItem(_("Admin"), "/admin/"),
        )
        return StaffShell(
            hospital=_("Demonstration Hospital"),
            nav=nav,
            home_url=here,
            search_url=here,
            user_name="王丽娟",
            role=_("Case manager"),
            user_menu=(NavItem(_("My account"), here, "user"),),
            sign_out_url=here,
        )

    @property
    def patient(self) -> PatientShell:
        """A patient's four tabs."""
        here = reverse("ui_staff:gallery_patient")
        tabs = (
            NavItem(_("Today"), here, "sun"),
            NavItem(_("Ask"), "/ask/", "chat"),
            NavItem(_("My course"), "/course/", "road"),
            NavItem(_("Me"), "/me/", "user"),
        )
        return PatientShell(tabs=tabs, home_url=here, user_name="张晓梅")


def bad_form() -> PathologyForm:
    """The form as it comes back after mistakes."""
    data = {
        "ki67": "１４０％",
        "specimen_on": "05/10/18",
        "operated_on": "2018年12月1日",
        "histology": "",
        "note": "",
    }
    return PathologyForm(data)


def good_form() -> PathologyForm:
    """The form filled in."""
    return PathologyForm(initial={"side": "L", "ki67": "25", "histology": "ductal", "margins": ["deep"]})


def staff() -> dict[str, Any]:
    """What the staff gallery and the paper show."""
    return {
        "today": TODAY,
        "at": MORNING,
        "rows": _rows(),
        "tabs": _tabs(),
        "counters": _counters(),
        "facts": [
            ("ER", "90%"),
            ("PR", "60%"),
            ("HER2", "1+"),
            ("Ki-67", None),
            ("TNM", "cT2 N1 M0"),
            (_("Anatomic stage"), "IIB"),
            (_("Subtype"), "Luminal B"),
            (_("Allergies"), _("Penicillin")),
        ],
        "history": _history(),
        "timeline": _timeline(),
        "lanes": _lanes(),
        "start": date(2015, 10, 1),
        "stages": stages(),
        "form": PathologyForm(),
        "filled": good_form(),
        "bad": bad_form(),
        "unbound": forms.SearchForm(),
    }


def patient() -> dict[str, Any]:
    """What the patient gallery shows."""
    return {"today": TODAY, "stages": stages(), "timeline": _timeline(), "bad": bad_form()}


def stages() -> list[dict[str, Any]]:
    """The road of the course."""
    names = (
        _("Diagnosis"),
        _("Chemotherapy before surgery"),
        _("Surgery"),
        _("Radiotherapy"),
        _("Endocrine therapy"),
        _("Follow-up"),
    )
    states = ("done", "done", "here", "ahead", "ahead", "ahead")
    return [{"text": text, "state": state} for text, state in zip(names, states, strict=True)]


def _rows() -> list[dict[str, Any]]:
    people = (
        ("张晓梅", 1966, "urgent", _("3 days overdue"), _("Chemotherapy, cycle 3")),
        ("欧阳静怡", 1980, "today", _("Today"), _("Telephone follow-up")),
        ("李桂芳", 1949, "info", _("In 4 days"), _("Arm measurement")),
        ("Sofia Lindqvist-Andersson", 1972, "done", _("Done"), _("Pathology report")),
    )
    return [
        {
            "name": name,
            "birth_on": date(year, 3, 5),
            "kind": kind,
            "word": word,
            "what": what,
            "number": f"10023{index}7",
            "phase": _("Chemotherapy"),
            "owner": "王丽娟",
        }
        for index, (name, year, kind, word, what) in enumerate(people)
    ]


def _tabs() -> list[dict[str, Any]]:
    words = (
        _("Timeline"),
        _("Pathology"),
        _("Treatment"),
        _("Symptoms"),
        _("Imaging"),
        _("Arm"),
        _("Documents"),
        _("Who looked"),
    )
    tabs: list[dict[str, Any]] = [
        {"text": word, "href": "#main", "current": not index} for index, word in enumerate(words)
    ]
    tabs[3] |= {"count": 2, "kind": "urgent"}
    return tabs


def _counters() -> list[dict[str, Any]]:
    rows = (
        (_("Urgent"), 2, "urgent"),
        (_("Due today"), 14, "today"),
        (_("To answer"), 9, ""),
        (_("To sign"), 3, ""),
        (_("Follow-up overdue"), 21, ""),
    )
    return [
        {"text": text, "count": count, "kind": kind, "href": "#main", "current": not index}
        for index, (text, count, kind) in enumerate(rows)
    ]


def _history() -> list[dict[str, Any]]:
    return [
        {
            "field": "Ki-67",
            "old": "15%",
            "new": "25%",
            "who": "陈立",
            "at": MORNING,
            "why": _("The paper report says 25"),
        },
        {
            "field": "Ki-67",
            "old": None,
            "new": "15%",
            "who": "刘芸",
            "at": MORNING - timedelta(days=3),
            "why": "",
        },
    ]


def _timeline() -> list[dict[str, Any]]:
    return [
        {
            "when": "2018-10-19",
            "title": _("Chemotherapy, cycle 3"),
            "kind": "urgent",
            "text": _("Planned for 19 October; the blood count has not come yet."),
            "foot": ["王丽娟"],
            "href": "#main",
        },
        {
            "when": "2018-10-22",
            "title": _("Telephone follow-up"),
            "kind": "today",
            "foot": [_("Nurse"), "王丽娟"],
        },
        {
            "when": "2018-08-02",
            "title": _("Needle biopsy"),
            "kind": "done",
            "text": _("Invasive ductal"),
            "href": "#main",
        },
        {"when": "2018-07-28", "title": _("First visit"), "kind": "grey"},
    ]


def _lanes() -> list[dict[str, Any]]:
    def event(title: Any, kind: str, start: date, end: date | None = None) -> dict[str, Any]:
        return {"title": title, "kind": kind, "starts_on": start, "ends_on": end, "href": "#main"}

    return [
        {"label": _("Surgery"), "events": [event(_("Mastectomy"), "done", date(2016, 5, 11))]},
        {
            "label": _("Chemotherapy"),
            "events": [
                event(_("Before surgery"), "done", date(2015, 11, 2), date(2016, 4, 4)),
                event(_("After surgery"), "done", date(2016, 6, 6), date(2016, 9, 12)),
            ],
        },
        {
            "label": _("Radiotherapy"),
            "events": [event(_("Radiotherapy"), "done", date(2016, 10, 10), date(2016, 11, 20))],
        },
        {
            "label": _("Endocrine therapy"),
            "events": [event(_("Letrozole"), "info", date(2016, 12, 1), date(2018, 10, 22))],
        },
        {
            "label": _("Follow-up"),
            "events": [
                event(_("Visit"), "done", date(2017, 4, 3)),
                event(_("Visit"), "done", date(2017, 10, 9)),
                event(_("Visit missed"), "urgent", date(2018, 4, 9)),
            ],
        },
        {"label": _("Imaging"), "events": [], "empty": _("The radiologist enters reports here")},
    ]
