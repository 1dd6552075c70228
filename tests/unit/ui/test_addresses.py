"""Addresses are what the resolver gives, however often they are asked for."""

import pytest
from django.urls import NoReverseMatch, reverse

from quancheng.ui.addresses import address


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("workbench:patients", ()),
        ("workbench:record", ("abc-1_Z",)),
        ("workbench:fact", ("abc", 17)),
        ("workbench:fact_add", ("abc", "body_measures")),
    ],
)
def test_is_what_reverse_gives(name: str, args: tuple[object, ...]) -> None:
    for _ in range(2):
        assert address(name, *args) == reverse(name, args=args)


@pytest.mark.parametrize(
    ("name", "args"), [("workbench:record", ("a/b",)), ("workbench:record", ()), ("no:view", ())]
)
def test_refuses_what_reverse_refuses(name: str, args: tuple[object, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        address(name, *args)
