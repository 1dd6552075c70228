"""What stays out of the repository: a machine's paths, other people's addresses, talk about its making."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.drawing import ROOT, files, said

# Written with classes of one letter, so that this file does not hold what it looks for.
PATHS = re.compile(r"""["'\s(=`]/(?:wor[k]|far[m]|roo[t]|hom[e]|tm[p])/""")
HOSTS = re.compile(r"pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.(?:org|com)")
TALK = re.compile(r"\bthis sessio[n] of\b|\bsub-?agent[s]?\b|before-sto[p]|\bindex-ur[l] *=", re.IGNORECASE)
OUTSIDE = re.compile(r"https?://(?!localhost|127\.0\.0\.1|www\.w3\.org/)[^\s\"'<>)]+")
SERVED = ("quancheng", "assets")


def text(path: Path) -> str:
    """The file's text; empty for what is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("fence", [PATHS, HOSTS, TALK], ids=["paths", "hosts", "talk"])
def test_stays_out_of_the_repository(fence: re.Pattern[str]) -> None:
    found = [
        f"{said(path)}:{number}: {line.strip()[:120]}"
        for path in files()
        if path.name != "uv.lock"
        for number, line in enumerate(text(path).splitlines(), start=1)
        if fence.search(line)
    ]
    assert found == []


def test_pages_fetch_nothing_from_other_hosts() -> None:
    found = [
        f"{said(path)}: {address}"
        for path in files(".html", ".css", ".js")
        if path.relative_to(ROOT).parts[0] in SERVED
        for address in OUTSIDE.findall(text(path))
    ]
    assert found == []


def test_the_lock_file_knows_every_dependency() -> None:
    """`uv sync --frozen` never looks at pyproject.toml; a name that was not locked would not be installed."""
    project = tomllib.loads(text(ROOT / "pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[^a-z0-9-]", line, maxsplit=1)[0] for line in wanted}
    own = next(
        package
        for package in tomllib.loads(text(ROOT / "uv.lock"))["package"]
        if package["name"] == project["project"]["name"]
    )
    locked = {row["name"] for row in [*own["dependencies"], *own["dev-dependencies"]["dev"]]}
    assert names == locked
