"""README shows a record as it looks today; QUANCHENG_SCREENSHOTS=1 has the picture taken here."""

import os
import struct
from pathlib import Path

from quancheng.demo.cast import CAST
from tests.functional.conftest import STAFF
from tests.functional.stories.registry import find

ROOT = Path(__file__).parents[3]
PICTURE = ROOT / "docs" / "images" / "record.png"
HEAVIEST = 250 * 1024


def test_the_picture_in_the_readme_is_a_record(staff):
    doctor = staff("doctor.chen", "zh-hans")
    find(doctor, CAST[0].record_number)
    doctor.look()
    assert doctor.page.locator(".identity").is_visible()
    assert doctor.page.locator(".lanes").is_visible()
    if os.environ.get("QUANCHENG_SCREENSHOTS"):
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        doctor.page.mouse.move(0, 0)
        doctor.page.screenshot(path=PICTURE, animations="disabled")
    assert "(docs/images/record.png)" in (ROOT / "README.md").read_text(encoding="utf-8")
    header = PICTURE.read_bytes()[:24]
    assert struct.unpack(">II", header[16:24]) == (STAFF["width"], STAFF["height"])
    assert PICTURE.stat().st_size < HEAVIEST
