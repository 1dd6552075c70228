"""Documents tell the truth: their links lead somewhere, and the files that they name exist."""

import re
from pathlib import Path

import pytest

from tests.architecture.drawing import CODE, ROOT, files, said

PAGES = files(".md")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"`((?:quancheng|tests|docs|bench|assets|\.ci)/[\w./-]+)`")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def prose(page: Path) -> str:
    """The page without its code blocks."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=said)
def test_links_lead_somewhere(page: Path) -> None:
    links = [
        link for link in LINK.findall(prose(page)) if "://" not in link and not link.startswith("mailto:")
    ]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=said)
def test_files_that_are_named_exist(page: Path) -> None:
    gone = [name for name in NAMED.findall(prose(page)) if not (ROOT / name).exists()]
    assert gone == []


def test_every_app_says_in_a_readme_what_it_owns() -> None:
    apps = [path.parent for path in CODE.glob("*/__init__.py")]
    apps += [path.parent for path in CODE.glob("interfaces/*/__init__.py")]
    # These hold no app of their own: the doors of other machines, one folder each, and the wiring.
    apart = {CODE / "interfaces", CODE / "config"}
    assert sorted(said(app) for app in set(apps) - apart if not (app / "README.md").exists()) == []


def test_a_decision_says_what_was_weighed_and_how_we_will_notice() -> None:
    wanted = {"Context", "Options", "Decision", "Consequences", "We will notice"}
    lacking = {
        said(page): wanted - heads
        for page in PAGES
        if page.parent.name == "adr" and page.name[:1].isdigit()
        if not wanted <= (heads := set(re.findall(r"^\*\*([A-Z][a-z ]+?)\.?\*\*", prose(page), re.MULTILINE)))
    }
    assert lacking == {}
