"""The data dictionary is what the code says."""

import pytest
from django.core.management import CommandError, call_command

from quancheng.oncology import dictionary
from quancheng.oncology.facts import KINDS
from quancheng.oncology.management.commands import data_dictionary


def test_the_page_in_docs_is_the_one_that_the_code_gives():
    call_command("data_dictionary", check=True)


def test_every_kind_and_every_value_is_on_the_page():
    text = dictionary.page()
    for kind in KINDS.values():
        assert f"## {kind.code}" in text
        assert all(f"`{spec.code}`" in text for spec in kind.fields)


def test_a_page_that_is_out_of_date_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(data_dictionary, "PAGE", tmp_path / "reference" / "page.md")
    with pytest.raises(CommandError):
        call_command("data_dictionary", check=True)
    call_command("data_dictionary")
    call_command("data_dictionary", check=True)
