"""What must hold before a consent counts, and which consents read what."""

from collections.abc import Iterable
from dataclasses import dataclass

from quancheng.kernel.refused import Findings, Refused, msg
from quancheng.kernel.text import normalise

SHARE, GENETIC = "share", "genetic"
PAPER, PORTAL, SPOKEN = "paper", "portal", "spoken"
ALREADY = msg("She has agreed to this already. Withdraw it first if it is to be given anew.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConsent:
    """A consent to be written down: purpose, way, and for sharing the hospital that may read."""

    purpose: str
    channel: str
    share_with_id: int | None = None
    witness: str = ""


def check_consent(new: NewConsent, *, purposes: Iterable[str], hospital_id: int, live: bool) -> NewConsent:
    """The consent with its witness tidied. Refuses with every reason at once, each at its field."""
    findings = Findings()
    witness = normalise(new.witness)
    if new.purpose not in purposes:
        findings.add(msg("Choose what she agrees to."), field="purpose")
    if new.channel not in {PAPER, PORTAL, SPOKEN}:
        findings.add(msg("Choose how she agreed."), field="channel")
    if new.channel == SPOKEN and len(witness) < 2:
        findings.add(msg("Enter the name of the witness who heard it."), field="witness")
    if new.purpose == GENETIC and new.channel == SPOKEN:
        findings.add(
            msg("Genetic results need her written consent: on paper or in the portal."), field="channel"
        )
    _check_partner(new, hospital_id, findings)
    if live and not findings:
        findings.add(ALREADY, field="purpose", code="consent_live")
    findings.raise_any()
    return NewConsent(
        purpose=new.purpose,
        channel=new.channel,
        share_with_id=new.share_with_id if new.purpose == SHARE else None,
        witness=witness if new.channel == SPOKEN else "",
    )


def _check_partner(new: NewConsent, hospital_id: int, findings: Findings) -> None:
    if new.purpose != SHARE:
        return
    if new.share_with_id is None:
        findings.add(msg("Choose the hospital that may read her record."), field="share_with")
    elif new.share_with_id == hospital_id:
        findings.add(msg("Her own hospital reads it already. Choose the other one."), field="share_with")


def check_not_withdrawn(withdrawn: bool) -> None:
    """Refuses to withdraw twice."""
    if withdrawn:
        raise Refused(msg("This consent was withdrawn already."), code="consent_withdrawn")
