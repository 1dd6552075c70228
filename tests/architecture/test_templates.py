"""Templates: they parse, they say nothing unmarked, and they obey the content security policy."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from jinja2 import Environment

from tests.architecture.drawing import CODE, files, said

TEMPLATES = [path for path in files(".html") if CODE in path.parents and "templates" in path.parts]
# Read out in every language alike: names, and abbreviations that clinicians write in Latin letters.
SAME_EVERYWHERE = re.compile(
    r"Quancheng|全程|English|中文|[A-Z]{2,}\d*(?:-\d+)?|Ki-67|[a-z]{0,2}[TNM]|kg|cm|mm|ml|m²"
)
SPOKEN = re.compile(r"""\s(?:alt|aria-label|placeholder|title|data-confirm)=(?:"([^"]*)"|'([^']*)')""")
WORD = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff]+")
SILENT = re.compile(
    r"\{#.*?#\}|\{%-?\s*trans\b.*?\{%-?\s*endtrans\b.*?%\}|\{%-?\s*block\s+\w*class\b.*?\{%-?\s*endblock\b.*?%\}",
    re.DOTALL,
)
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=|<style[\s>]", re.IGNORECASE),
    "an inline handler": re.compile(r"\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)[\s>]|javascript:", re.IGNORECASE),
}


@pytest.fixture(scope="module")
def environment() -> Environment:
    """The environment that renders the pages."""
    return next(engine.env for engine in engines.all() if hasattr(engine, "env"))


def plain_text(path: Path) -> str:
    """What stands outside comments, expressions and {% trans %}; class names in blocks are no text either."""
    return EXPRESSION.sub(" ", SILENT.sub(" ", path.read_text(encoding="utf-8")))


def unmarked(path: Path) -> Iterator[str]:
    """Words that a reader of the page would see in one language only."""
    text = plain_text(path)
    spoken = [first or second for first, second in SPOKEN.findall(text)]
    shown = re.sub(r"<!--.*?-->|<[^>]*>|&\w+;|&#\w+;", " ", text, flags=re.DOTALL)
    for piece in [shown, *spoken]:
        yield from WORD.findall(SAME_EVERYWHERE.sub(" ", piece))


def test_every_template_parses(environment: Environment) -> None:
    assert environment.policies["ext.i18n.trimmed"] is True, "catalogues.py reads blocks trimmed"
    for path in TEMPLATES:
        environment.parse(path.read_text(encoding="utf-8"), filename=said(path))


def test_every_word_of_a_template_is_marked_for_translation() -> None:
    found = {said(path): words for path in TEMPLATES if (words := list(unmarked(path)))}
    assert found == {}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds_what_the_policy_refuses(what: str) -> None:
    found = [
        f"{said(path)}: {match.group().strip()}"
        for path in TEMPLATES
        for match in FORBIDDEN[what].finditer(plain_text(path))
    ]
    assert found == []
