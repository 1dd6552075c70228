"""Styles and scripts: what an engine of 2020 understands, contrast as designed, few bytes."""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

from quancheng.ui import bundles

CSS = sorted((bundles.ASSETS / "css").glob("*.css"))
SCRIPTS = sorted((bundles.ASSETS / "js").glob("*.js"))
# Newer than Chromium 86, which hospital desktops still run.
TOO_NEW_CSS = re.compile(
    r"@layer|@container|@property|:has\(|:is\(|:where\(|color-mix\(|oklch\(|\d(?:dvh|svh|lvh|cqw)\b"
    r"|(?<![-\w])inset\s*:|aspect-ratio|(?:margin|padding)-(?:inline|block)\s*:|text-wrap|scrollbar-gutter"
    r"|overflow\s*:\s*clip|@media[^{]*[<>]|^\s+&",
    re.MULTILINE,
)
TOO_NEW_SCRIPT = re.compile(
    r"\.at\(|structuredClone|randomUUID|\.findLast|Object\.hasOwn|\.toSorted|static\s*\{|#\w+\s*[=;(]"
)
ON_ITS_TINT = ("red", "amber", "blue", "green", "grey", "rose")


def tokens() -> dict[str, str]:
    """Name and value of every colour token."""
    text = (bundles.ASSETS / "css" / "tokens.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", text))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_styles_hold_nothing_newer_than_chromium_86(path: Path) -> None:
    assert TOO_NEW_CSS.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_hold_nothing_newer_than_chromium_86(path: Path) -> None:
    assert TOO_NEW_SCRIPT.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", ON_ITS_TINT)
def test_each_meaning_can_be_read_on_its_tint_and_on_white(name: str) -> None:
    colours = tokens()
    assert contrast(colours[name], colours[f"{name}-tint"]) >= 4.5
    assert contrast(colours[name], colours["surface"]) >= 4.5


def test_the_designed_ratios_are_kept() -> None:
    colours = tokens()
    assert round(contrast(colours["red"], colours["red-tint"]), 2) == 5.55
    assert round(contrast(colours["amber"], colours["amber-tint"]), 2) == 6.24
    assert round(contrast(colours["blue"], colours["blue-tint"]), 2) == 6.32
    assert round(contrast(colours["green"], colours["green-tint"]), 2) == 5.77


@pytest.mark.parametrize("text", ["ink", "ink-soft"])
def test_words_can_be_read_on_every_ground(text: str) -> None:
    colours = tokens()
    assert min(contrast(colours[text], colours[ground]) for ground in ("surface", "page", "sunken")) >= 4.5


def test_edges_of_controls_can_be_seen() -> None:
    colours = tokens()
    assert contrast(colours["line-strong"], colours["surface"]) >= 3
    assert contrast(colours["line-strong"], colours["page"]) >= 3


def test_a_patients_first_view_leaves_room_under_100_kilobytes() -> None:
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    parts = [
        bundles.load("patient.css").zipped,
        bundles.load("patient.js").zipped,
        gzip.compress(htmx.read_bytes()),
    ]
    assert sum(map(len, parts)) <= 60_000


def test_the_patients_own_style_is_at_most_12_kilobytes() -> None:
    assert len(bundles.load("patient.css").zipped) <= 12_000


def test_squeezing_keeps_the_rules_and_drops_the_comments() -> None:
    source = "/* why */\na:hover,\nb  > c {\n  color: red;\n  margin: calc(1px + 2px) auto;\n}\n"
    assert bundles.squeeze_css(source) == "a:hover,b > c{color: red;margin: calc(1px + 2px) auto}"


def test_a_bundles_name_changes_with_its_content(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "one.css").write_text("a { color: red; }")
    monkeypatch.setattr(bundles, "ASSETS", tmp_path)
    monkeypatch.setitem(bundles.BUNDLES, "trial.css", ("one.css",))
    monkeypatch.setattr(bundles, "_kept", {})
    first = bundles.load("trial.css").digest
    (tmp_path / "one.css").write_text("a { color: blue; }")
    assert bundles.load("trial.css").digest == first, "kept in memory outside of development"
    bundles._kept.clear()
    assert bundles.load("trial.css").digest != first
