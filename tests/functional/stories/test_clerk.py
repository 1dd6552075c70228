"""Story 4: a data clerk brings a registry in, corrects what was refused, and takes an import back."""

import csv
import io
from pathlib import Path

import pytest

from tests.functional.stories.people import Person
from tests.functional.stories.registry import RECORD
from tests.functional.stories.words import LANGUAGES
from tests.reference import reference_path

CLERK = "clerk.luo"
HEADER = "Patient ID\tSex\tAge at Diagnosis\tPrimary Tumor Laterality\tCancer Type Detailed\tTumor Size\n"


def small(language: str, *, size: str) -> bytes:
    """Six people in METABRIC's columns, one with a size that cannot be."""
    mark = "Z" if language == "zh-hans" else "E"
    said = "Female\t45\tLeft\tBreast Invasive Ductal Carcinoma"
    rows = [f"{mark}X-{n:04d}\t{said}\t{size if n == 3 else 20}\n" for n in range(1, 7)]
    return (HEADER + "".join(rows)).encode()


def upload(clerk: Person, path: Path) -> None:
    """She uploads a file and comes to its columns."""
    clerk.page.goto("/s/imports/new/")
    clerk.look()
    clerk.page.set_input_files("input[type=file]", path)
    clerk.page.click("form[enctype] button[type=submit]")
    clerk.page.wait_for_url("**/columns/")


def choose_metabric(clerk: Person) -> None:
    """Too few columns to be recognised by itself: she chooses the matching."""
    clerk.page.select_option("#mapping", "metabric")
    clerk.page.click("form.filters button")
    clerk.page.locator("button[form=columns]").wait_for()
    clerk.look()


def check_and_import(clerk: Person) -> None:
    """The dry run, its report, and the import with its bar, to the end."""
    page = clerk.page
    page.click("button[form=columns]")
    page.locator("form[action$='/begin/'] button").wait_for(timeout=60_000)
    clerk.look()
    page.click("form[action$='/begin/'] button")
    page.locator(".notice--done").wait_for(timeout=120_000)
    clerk.look()


@pytest.mark.parametrize("language", LANGUAGES)
def test_she_imports_corrects_and_takes_back(staff, language, tmp_path):
    clerk = staff(CLERK, language)
    page = clerk.page
    file = tmp_path / "registry.tsv"
    file.write_bytes(small(language, size="900"))
    upload(clerk, file)
    clerk.look()
    choose_metabric(clerk)
    check_and_import(clerk)
    first = page.url
    assert page.locator("table", has_text="Tumor Size").count() == 1

    with page.expect_download() as saved:
        page.click("a[href$='refused.csv']")
    lines = list(csv.reader(io.StringIO(Path(saved.value.path()).read_text(encoding="utf-8-sig"))))
    assert len(lines) == 2
    lines[1][lines[0].index("Tumor Size")] = "19"
    corrected = tmp_path / "corrected.csv"
    with corrected.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(lines)
    upload(clerk, corrected)
    choose_metabric(clerk)
    check_and_import(clerk)
    page.goto(first)
    assert clerk.sees("Refused, corrected later")

    page.click("table a[href*='/s/patients/'] >> nth=0")
    page.wait_for_url("**/s/patients/*/")
    clerk.look()

    page.goto(first)
    page.click("a[href$='/undo/']")
    page.locator("form[action$='/undo/'] button").wait_for()
    clerk.look()
    page.click("form[action$='/undo/'] button")
    page.locator("text=" + clerk.say("This import was taken back")).wait_for(timeout=60_000)
    clerk.look()


@pytest.mark.parametrize("language", LANGUAGES)
def test_metabric_comes_in_and_a_second_time_nothing_changes(staff, language):
    file = reference_path("data/metabric_clinical.tsv")
    # In each language another hospital, for which all of it is new.
    clerk = staff(CLERK if language == "zh-hans" else "partner.clerk", language)
    page = clerk.page
    upload(clerk, file)
    check_and_import(clerk)
    assert "2509" in page.inner_text(".notice--done").replace(",", "")
    page.click("table a[href*='/s/patients/'] >> nth=0")
    page.wait_for_url(RECORD)
    clerk.look()
    assert "MB-" in page.locator(".identity").inner_text()

    upload(clerk, file)
    page.click("button[form=columns]")
    page.locator("text=" + clerk.say("There is nothing to import")).wait_for(timeout=120_000)
    assert clerk.sees("Every row is known already, and nothing was changed.")
    clerk.look()
