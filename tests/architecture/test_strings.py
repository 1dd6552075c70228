"""Every string that people read is marked, and every marked string has its Chinese."""

import pytest
from django.apps import apps
from django.conf import settings

from quancheng.config import catalogues

UNITS = sorted(catalogues.units())


@pytest.mark.parametrize("unit", UNITS)
def test_every_string_of_the_app_has_its_chinese(unit: str) -> None:
    known = {catalogues.key(message): message for message in catalogues.read(unit) if message.id}
    wanted = catalogues.extracted(unit)
    lacking = [name for name in wanted if name not in known or not catalogues.translated(known[name])]
    if lacking:
        shown = "\n".join(str(name) for _context, name in lacking[:10])
        pytest.fail(
            f"{len(lacking)} strings of {unit} want Chinese (make messages), among them:\n{shown}", False
        )


@pytest.mark.parametrize("unit", UNITS)
def test_the_chinese_fills_the_same_places_as_the_english(unit: str) -> None:
    assert [
        message.id for message in catalogues.read(unit) if message.id and catalogues.misplaced(message)
    ] == []


def test_one_english_string_has_one_chinese_text_in_every_app() -> None:
    """Django merges the catalogues; where two disagree, the order of apps would decide. Use pgettext."""
    seen: dict[catalogues.Key, dict[str, str]] = {}
    for unit in UNITS:
        for message in catalogues.read(unit):
            if message.id and catalogues.translated(message):
                seen.setdefault(catalogues.key(message), {})[unit] = str(message.string)
    assert {str(name): texts for name, texts in seen.items() if len(set(texts.values())) > 1} == {}


def test_django_loads_every_catalogue() -> None:
    loaded = {config.name for config in apps.get_app_configs()}
    paths = set(settings.LOCALE_PATHS)
    with_strings = {unit for unit in UNITS if catalogues.catalogue_path(unit).exists()}
    beside = {unit for unit in with_strings if catalogues.units()[unit] / "locale" in paths}
    assert {f"quancheng.{unit}" for unit in with_strings - beside} - loaded == set()
