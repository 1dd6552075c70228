"""The picture in README: the record of 张晓梅, as a doctor sees it."""

import os
import re

from quancheng.demo.cast import CAST
from tests.functional.centre import ROOT

PICTURE = "docs/images/record.png"


def test_readme_shows_the_record_as_it_is(staff):
    doctor = staff("doctor.chen", "zh-hans")
    page = doctor.page
    page.goto(f"/s/search/?q={CAST[0].record_number}")
    page.get_by_role("link", name=CAST[0].name).click()
    page.wait_for_url(re.compile(r"/s/patients/\w+/$"))
    doctor.look()
    assert f"]({PICTURE})" in (ROOT / "README.md").read_text()
    if os.environ.get("QUANCHENG_SCREENSHOTS"):
        (ROOT / PICTURE).parent.mkdir(exist_ok=True)
        page.screenshot(path=ROOT / PICTURE)
    assert (ROOT / PICTURE).exists()
