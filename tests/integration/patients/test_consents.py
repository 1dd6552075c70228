"""G-13: what rests on a consent stops when it is taken back; each purpose for itself."""

import pytest

from quancheng.access.guards import NotFound, NotPermitted
from quancheng.access.roles import Role
from quancheng.audit.models import AuditEvent
from quancheng.kernel.refused import Refused
from quancheng.patients.actions.consents import give_consent, withdraw_consent
from quancheng.patients.actions.portal import open_portal
from quancheng.patients.actors import actor_for
from quancheng.patients.consent_texts import CURRENT, TEXTS, text_of
from quancheng.patients.models.consent import ConsentPurpose
from quancheng.patients.queries.consents import consent_of, has_consent, ledger
from tests.authorization.world import MACHINE

KEPT = {
    "care": "e7c73c2ef36b",
    "messages": "20c598ae08c8",
    "research": "46bc8facdc02",
    "share": "207b8cc7a5e6",
    "volunteer": "8faf1ab77843",
    "genetic": "1433fab3ecea",
}
PURPOSES = [purpose.value for purpose in ConsentPurpose]


def test_every_purpose_has_a_text_in_both_languages_with_its_own_hash() -> None:
    assert set(CURRENT) == set(PURPOSES)
    assert len({text.hash for text in TEXTS}) == len(TEXTS)
    for text in TEXTS:
        for language in ("zh-hans", "en"):
            read = " ".join(text.read(language, hospital="甲", partner="乙"))
            assert "甲" in read
            assert ("乙" in read) is (text.purpose == "share")
            assert "%" not in read


def test_the_hash_belongs_to_the_words_and_not_to_the_line_breaks() -> None:
    """A text that was read must never change: whoever edits one must give it a new version instead."""
    assert {text.purpose: text.hash[:12] for text in TEXTS} == KEPT


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("state", ["never given", "given", "taken back", "given again"])
def test_a_purpose_holds_only_while_it_is_given(purpose, state, centre, partner, registered, acts) -> None:
    patient, nurse = registered(centre, "C-1"), acts(centre, Role.NURSE)
    other = partner.hospital.pk if purpose == "share" else None
    for wanted in {"never given": "", "given": "g", "taken back": "gw", "given again": "gwg"}[state]:
        if wanted == "g":
            given = give_consent(
                by=nurse, patient=patient, purpose=purpose, channel="paper", share_with_id=other
            )
        else:
            withdraw_consent(by=nurse, consent=given)
    holds = state in {"given", "given again"}
    assert has_consent(nurse, patient, purpose, other) is holds
    for foreign in set(PURPOSES) - {purpose}:
        assert not has_consent(nurse, patient, foreign, partner.hospital.pk if foreign == "share" else None)


def test_sharing_holds_for_the_hospital_that_was_named(centre, partner, registered, acts) -> None:
    patient, nurse = registered(centre, "C-1"), acts(centre, Role.NURSE)
    give_consent(
        by=nurse, patient=patient, purpose="share", channel="paper", share_with_id=partner.hospital.pk
    )
    assert has_consent(nurse, patient, "share", partner.hospital.pk)
    assert not has_consent(nurse, patient, "share", centre.hospital.pk)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"purpose": "anything"}, "purpose"),
        ({"channel": "telepathy"}, "channel"),
        ({"channel": "spoken"}, "witness"),
        ({"channel": "spoken", "witness": "王"}, "witness"),
        ({"purpose": "genetic", "channel": "spoken", "witness": "王丽"}, "channel"),
        ({"purpose": "share"}, "share_with"),
        ({"purpose": "share", "share_with_id": "own"}, "share_with"),
        ({"purpose": "share", "share_with_id": 987_654}, "share_with"),
        ({"channel": "portal"}, "channel"),
    ],
)
def test_refuses_a_consent_that_would_not_hold(asked, field, centre, registered, acts) -> None:
    patient, nurse = registered(centre, "C-1"), acts(centre, Role.NURSE)
    if asked.get("share_with_id") == "own":
        asked = {**asked, "share_with_id": centre.hospital.pk}
    with pytest.raises(Refused) as refused:
        give_consent(by=nurse, patient=patient, **{"purpose": "care", "channel": "paper", **asked})
    assert refused.value.field == field


def test_refuses_the_same_purpose_twice_and_taking_back_twice(centre, registered, acts) -> None:
    patient, nurse = registered(centre, "C-1"), acts(centre, Role.NURSE)
    given = give_consent(by=nurse, patient=patient, purpose="care", channel="paper")
    with pytest.raises(Refused, match="already"):
        give_consent(by=nurse, patient=patient, purpose="care", channel="paper")
    withdraw_consent(by=nurse, consent=given)
    with pytest.raises(Refused, match="already"):
        withdraw_consent(by=nurse, consent=given)


def test_the_patient_agrees_and_takes_back_by_herself(centre, registered) -> None:
    patient = registered(centre, "C-1")
    herself = actor_for(open_portal(by=MACHINE, patient=patient, phone="13811110001").user)
    given = give_consent(by=herself, patient=patient, purpose="messages", channel="portal")
    assert (given.text_version, given.text_hash) == (CURRENT["messages"].version, CURRENT["messages"].hash)
    assert withdraw_consent(by=herself, consent=given).withdrawn_at is not None


def test_a_clerk_another_hospital_and_another_patient_write_no_consent(
    centre, partner, registered, acts
) -> None:
    patient, other = registered(centre, "C-1"), registered(centre, "C-2", name="令狐见素")
    stranger = actor_for(open_portal(by=MACHINE, patient=other, phone="13811110002").user)
    for actor, channel in (
        (acts(centre, Role.DATA_CLERK), "paper"),
        (acts(partner, Role.NURSE), "paper"),
        (stranger, "portal"),
    ):
        with pytest.raises(Refused):
            give_consent(by=actor, patient=patient, purpose="care", channel=channel)
    given = give_consent(by=MACHINE, patient=patient, purpose="care", channel="paper")
    for actor in (acts(centre, Role.DATA_CLERK), acts(partner, Role.NURSE), stranger):
        with pytest.raises(NotPermitted):
            withdraw_consent(by=actor, consent=given)


def test_every_consent_stays_readable_with_the_words_that_were_read(centre, registered, acts) -> None:
    patient, nurse = registered(centre, "C-1"), acts(centre, Role.NURSE)
    given = give_consent(by=nurse, patient=patient, purpose="care", channel="spoken", witness="王丽娟")
    withdraw_consent(by=nurse, consent=given)
    row = next(row for row in ledger(nurse, patient) if row.purpose is ConsentPurpose.CARE)
    assert (len(row.live), len(row.past)) == (0, 1)
    text = text_of(given.purpose, given.text_version)
    assert text is not None
    assert text.hash == given.text_hash
    events = AuditEvent.objects.filter(patient_id=patient.pk).values_list("event", flat=True)
    assert {"consent_given", "consent_withdrawn"} <= set(events)
    with pytest.raises(NotFound):
        consent_of(nurse, registered(centre, "C-2", name="令狐见素"), given.pk)
