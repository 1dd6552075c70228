"""Privacy classes: how sensitive a stored field is, said once, on the field itself."""

from __future__ import annotations

from enum import IntEnum
from typing import TypeVar

F = TypeVar("F")


class PrivacyClass(IntEnum):
    """How a field is protected: encryption, export, log masking and the data catalogue all read this."""

    L1 = 1  # public: could stand on the centre's web site
    L2 = 2  # internal: operations, nothing about one person
    L3 = 3  # personal: names, contacts, and everything clinical about one person
    L4 = 4  # identifiers issued by the state, credentials, and human-genetic data


def _classed(field: F, privacy: PrivacyClass) -> F:
    field.privacy = privacy  # type: ignore[attr-defined]
    return field


def L1(field: F) -> F:  # noqa: N802
    """The same field, classed public."""
    return _classed(field, PrivacyClass.L1)


def L2(field: F) -> F:  # noqa: N802
    """The same field, classed internal."""
    return _classed(field, PrivacyClass.L2)


def L3(field: F) -> F:  # noqa: N802
    """The same field, classed personal."""
    return _classed(field, PrivacyClass.L3)


def L4(field: F) -> F:  # noqa: N802
    """The same field, classed as an identifier or human-genetic data."""
    return _classed(field, PrivacyClass.L4)


def privacy_of(field: object) -> PrivacyClass | None:
    """The class of a field, or None when nobody has said."""
    found = getattr(field, "privacy", None)
    return found if isinstance(found, PrivacyClass) else None
