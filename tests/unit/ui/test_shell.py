"""Which entry of the navigation a page belongs to."""

import pytest
from django.test import RequestFactory, override_settings

from quancheng.ui.shell import EMPTY_STAFF_SHELL, NavItem, Shells, StaffShell

DAY = NavItem("My day", "/s/")
PATIENTS = NavItem("Patients", "/s/patients/", owns=("/s/record/",))


def build(request: object) -> StaffShell:
    return StaffShell(hospital="Demonstration Hospital", nav=(DAY, PATIENTS))


@pytest.mark.parametrize(
    ("path", "current"),
    [("/s/", DAY), ("/s/patients/7/", PATIENTS), ("/s/record/7/", PATIENTS), ("/p/", None)],
)
def test_the_entry_that_claims_most_of_the_address_is_the_current_one(
    path: str, current: NavItem | None
) -> None:
    assert Shells(RequestFactory().get(path)).current((DAY, PATIENTS)) == current


@override_settings(STAFF_SHELL="a.door.builds_it")
def test_a_door_brings_its_own_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quancheng.ui.shell._builder", {"a.door.builds_it": build}.__getitem__)
    assert Shells(RequestFactory().get("/s/")).staff.hospital == "Demonstration Hospital"


@override_settings(STAFF_SHELL="")
def test_without_a_door_the_frame_is_bare() -> None:
    assert Shells(RequestFactory().get("/s/")).staff == EMPTY_STAFF_SHELL


def test_a_page_of_no_navigation_belongs_nowhere() -> None:
    assert Shells(RequestFactory().get("/s/")).current(()) is None
