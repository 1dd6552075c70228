"""The registry's tables, one file per subject."""

from quancheng.patients.models.access import BreakGlass, CareRelation, PortalAccess, ProxyGrant
from quancheng.patients.models.consent import Consent
from quancheng.patients.models.corrections import CorrectionRequest
from quancheng.patients.models.identity import IdentityChange
from quancheng.patients.models.matching import MatchDecision, MatchProposal, Merge, MergedRow
from quancheng.patients.models.patient import Contact, Identifier, Patient, SearchToken

__all__ = [
    "BreakGlass",
    "CareRelation",
    "Consent",
    "Contact",
    "CorrectionRequest",
    "Identifier",
    "IdentityChange",
    "MatchDecision",
    "MatchProposal",
    "Merge",
    "MergedRow",
    "Patient",
    "PortalAccess",
    "ProxyGrant",
    "SearchToken",
]
