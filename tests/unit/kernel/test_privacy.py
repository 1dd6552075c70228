"""Privacy classes sit on the field itself."""

import pytest

from quancheng.kernel.privacy import L1, L2, L3, L4, PrivacyClass, privacy_of


class Field:
    """Any object that takes attributes, as a model field does."""


@pytest.mark.parametrize(("wrap", "expected"), list(zip((L1, L2, L3, L4), PrivacyClass, strict=True)))
def test_a_wrapped_field_is_the_same_field_with_its_class(wrap, expected) -> None:
    field = Field()
    assert wrap(field) is field
    assert privacy_of(field) is expected


def test_classes_rise_with_sensitivity() -> None:
    assert PrivacyClass.L1 < PrivacyClass.L2 < PrivacyClass.L3 < PrivacyClass.L4


def test_a_field_without_a_class_says_so() -> None:
    assert privacy_of(Field()) is None
