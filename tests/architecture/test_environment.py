"""What the environment may say is written down for whoever installs this."""

import re

from tests.architecture.drawing import CODE, ROOT

NAME = re.compile(r"\"((?:QUANCHENG|DATABASE|REDIS)_[A-Z_]+)\"")
SECRET = re.compile(r"kept_secret\(\w+, \"(\w+)\"")


def test_the_sample_names_every_variable_that_settings_read_and_no_other() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (CODE / "config").glob("*.py"))
    read = set(NAME.findall(code)) | {f"QUANCHENG_{name.upper()}" for name in SECRET.findall(code)}
    sample = (ROOT / ".env.sample").read_text(encoding="utf-8")
    assert set(re.findall(r"^#? ?([A-Z_]+)=", sample, re.MULTILINE)) - {"PORT"} == read
