"""Documents tell the truth: their links lead somewhere, and the files that they name exist."""

import re
from pathlib import Path

import pytest

from tests.architecture.drawing import ROOT, files, said

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


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name == "adr"], ids=said)
def test_a_decision_says_what_was_weighed_and_how_we_will_notice(page: Path) -> None:
    if page.name.lower() in {"readme.md", "index.md"}:
        return
    heads = re.findall(r"^## +(.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert {"Context", "Options", "Decision", "Consequences", "How we will notice"} <= {
        h.strip() for h in heads
    }
