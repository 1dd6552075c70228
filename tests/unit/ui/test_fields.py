"""Fields read what people type, and refuse with a sentence at the right place."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from quancheng.kernel.dates import ClinicalDate
from quancheng.kernel.refused import Refusals, Refused
from quancheng.ui import forms


class Report(forms.Form):
    side = forms.ChoiceField(label="Side", choices=[("L", "Left"), ("R", "Right")], radios=True)
    specimen_on = forms.PartialDateField(label="Specimen date", required=False)
    operated_on = forms.DateField(
        label="Operation", required=False, earliest=date(2015, 1, 1), latest=date(2018, 10, 22)
    )
    ki67 = forms.DecimalField(label="Ki-67", unit="%", least=0, most=100, required=False)
    nodes = forms.IntegerField(label="Nodes", required=False)
    checked = forms.TickField(label="Checked")


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def filled(**data: str) -> Report:
    return Report({"side": "L", "checked": "on", **data})


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("ki67", "２５％", Decimal(25)),
        ("ki67", " 12.5 ", Decimal("12.5")),
        ("nodes", "１７", 17),
        ("specimen_on", "2018年10月", ClinicalDate(date(2018, 10, 1), "month")),
        ("specimen_on", "2018", ClinicalDate(date(2018, 1, 1), "year")),
        ("operated_on", "2018/10/5", date(2018, 10, 5)),
        ("operated_on", "", None),
    ],
)
def test_reads(name: str, typed: str, value: object) -> None:
    form = filled(**{name: typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data[name] == value


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("ki67", "140", "most that can be entered is 100"),
        ("ki67", "<5", "not a measured number"),
        ("operated_on", "2018-10", "full date"),
        ("operated_on", "2018-10-23", "must not be after 22 Oct 2018"),
        ("operated_on", "2014-12-31", "must not be before 1 Jan 2015"),
        ("specimen_on", "05/10/18", "year first"),
    ],
)
def test_refuses_with_a_sentence_that_helps(name: str, typed: str, words: str) -> None:
    form = filled(**{name: typed})
    assert words in str(form.errors[name])


def test_what_is_lacking_is_named() -> None:
    form = Report({})
    assert form.errors["side"] == ["Choose: Side"]
    assert form.errors["checked"] == ["Tick the box: Checked"]


def test_a_partly_known_date_comes_back_as_it_was_typed() -> None:
    form = Report(initial={"specimen_on": ClinicalDate(date(2018, 10, 1), "month")})
    assert 'value="2018-10"' in str(form["specimen_on"].as_widget())


def test_an_unchanged_date_is_no_change() -> None:
    initial = {"specimen_on": ClinicalDate(date(2018, 10, 1), "month"), "side": "L"}
    form = Report({"specimen_on": "2018-10", "side": "L"}, initial=initial)
    assert "specimen_on" not in form.changed_data


def test_the_submission_key_is_new_for_each_form_drawn_and_has_no_prefix() -> None:
    first, second = str(Report(prefix="a")["submission"]), str(Report(prefix="a")["submission"])
    assert 'name="submission"' in first
    assert first != second


def test_values_are_what_an_action_takes() -> None:
    form = filled(ki67="20")
    assert form.is_valid()
    assert "submission" not in form.values
    assert form.values["ki67"] == Decimal(20)


def test_a_refusal_lands_at_its_field_and_otherwise_above_the_form() -> None:
    form = filled()
    form.is_valid()
    form.refuse(
        Refusals(
            [
                Refused("%(n)s is too many.", params={"n": 99}, field="nodes"),
                Refused("Not now.", field="elsewhere"),
            ]
        )
    )
    assert form.errors["nodes"] == ["99 is too many."]
    assert form.non_field_errors() == ["Not now."]


def test_a_drawn_form_ties_errors_and_hints_to_their_boxes() -> None:
    html = str(filled(ki67="140", specimen_on="05/10/18"))
    assert 'href="#id_ki67"' in html
    assert 'aria-describedby="id_specimen_on_helptext id_specimen_on_error"' in html
    assert html.count('id="id_specimen_on_error"') == 1
    assert 'aria-invalid="true"' in html
    assert '<span class="field__unit">%</span>' in html


def test_an_error_of_radio_buttons_leads_to_the_first_of_them() -> None:
    html = str(Report({}))
    assert 'href="#id_side_0"' in html
    assert 'id="id_side_0"' in html


def test_typed_markup_is_shown_and_never_run() -> None:
    html = str(filled(ki67="<script>1</script>"))
    assert "<script>" not in html
