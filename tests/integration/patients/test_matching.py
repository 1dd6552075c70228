"""The same person in two hospitals: proposed, shown masked, linked by a person with her consent."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from quancheng.access.guards import NotFound, NotPermitted
from quancheng.access.roles import Role
from quancheng.accounts.models import User
from quancheng.audit.models import AccessEntry, AuditEvent
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.patients.actions.consents import give_consent, withdraw_consent
from quancheng.patients.actions.identity import edit_identity
from quancheng.patients.actions.matching import dismiss, link, propose_for, propose_new, unlink
from quancheng.patients.actions.merging import merge_patients, unmerge_patients
from quancheng.patients.actions.reading import open_linked
from quancheng.patients.jobs import propose_matches
from quancheng.patients.models import MatchDecision, MatchProposal, Patient
from quancheng.patients.queries.identity import identity_of
from quancheng.patients.queries.linked import linked_records
from quancheng.patients.queries.matching import comparisons, decisions_of, match_of, matches
from quancheng.patients.rules.identity import shown_identity
from tests.authorization.world import BACKEND, MACHINE, light_sign_in, place
from tests.integration.patients.conftest import BORN, NUMBER

PHONE = "13900001234"
pytestmark = pytest.mark.django_db


@pytest.fixture
def twins(centre, partner, registered) -> tuple[Patient, Patient]:
    """One person, registered in both hospitals."""
    return registered(centre, "C-1", number=NUMBER, phone=PHONE), registered(partner, "P-1", number=NUMBER)


@pytest.fixture
def match(twins) -> MatchProposal:
    """The proposal that they are one person."""
    (found,) = propose_for(by=MACHINE, patient_ids=[twins[0].pk])
    return found


def share(patient: Patient, hospital_id: int):
    """Her consent that this hospital reads the record."""
    return give_consent(
        by=MACHINE, patient=patient, purpose="share", channel="paper", share_with_id=hospital_id
    )


@pytest.mark.parametrize(
    ("here", "there", "agrees"),
    [
        ({"number": NUMBER}, {"number": NUMBER, "name": "别名"}, ["resident_id", "birth_on"]),
        ({"birth_on": BORN}, {"birth_on": BORN}, ["name", "birth_on"]),
        ({"phone": PHONE}, {"phone": PHONE}, ["name", "phone"]),
        (
            {"phone": PHONE, "birth_on": BORN},
            {"phone": PHONE, "birth_on": BORN, "name": "别名"},
            ["birth_on", "phone"],
        ),
        (
            {"name": "Mary Smith", "birth_on": BORN},
            {"name": "MARY SMITH", "birth_on": BORN},
            ["name", "birth_on"],
        ),
        ({}, {}, None),
        ({"birth_on": BORN}, {"birth_on": date(1968, 5, 7)}, None),
        ({"phone": PHONE}, {"phone": PHONE, "name": "别名"}, None),
        ({"birth_on": BORN}, {"birth_on": BORN, "name": "别名"}, None),
        ({"birth_on": BORN, "name": "王芳"}, {"birth_on": BORN, "name": "王芳芳"}, None),
    ],
)
def test_proposes_who_agrees_in_enough_and_nobody_else(
    here, there, agrees, centre, partner, registered
) -> None:
    first, second = registered(centre, "C-1", **here), registered(partner, "P-1", **there)
    found = propose_for(by=MACHINE, patient_ids=[second.pk])
    assert [(m.first_id, m.second_id) for m in found] == ([(first.pk, second.pk)] if agrees else [])
    if agrees:
        assert set(found[0].agrees) == {*agrees, "sex"}


def test_the_same_hospital_is_never_matched_with_itself(centre, registered) -> None:
    registered(centre, "C-1", birth_on=BORN, phone=PHONE)
    other = registered(centre, "C-2", birth_on=BORN, phone=PHONE)
    assert propose_for(by=MACHINE, patient_ids=[other.pk]) == []


def test_the_job_looks_at_everybody_new_once_and_again_after_a_change(centre, partner, registered) -> None:
    first = registered(centre, "C-1", phone=PHONE)
    registered(partner, "P-1", phone=PHONE, name="别名")
    assert propose_matches() == 2
    assert propose_matches() == 0
    assert not MatchProposal.objects.exists()
    known = identity_of(MACHINE, first)
    new = type(known)(**{name: getattr(known, name) for name in known.__slots__} | {"name": "别名"})
    edit_identity(by=MACHINE, patient=first, new=new, reason="改名", shown=shown_identity(known))
    assert propose_matches() == 1
    assert MatchProposal.objects.count() == 1


def test_a_pair_is_proposed_once_whatever_became_of_it(match, twins, centre, partner, acts) -> None:
    assert propose_for(by=MACHINE, patient_ids=[twins[1].pk]) == []
    dismiss(by=acts(centre, Role.CASE_MANAGER), match=match, reason="两个人,同名")
    assert propose_for(by=MACHINE, patient_ids=[twins[0].pk, twins[1].pk]) == []


def test_a_thousand_new_records_cost_a_fixed_number_of_queries(
    centre, partner, registered, django_assert_max_num_queries
) -> None:
    for number in range(40):
        registered(
            centre, f"C-{number}", phone=f"139{number:08d}", birth_on=BORN, name=f"甘棠{chr(0x4E00 + number)}"
        )
        registered(
            partner,
            f"P-{number}",
            phone=f"139{number:08d}",
            birth_on=BORN,
            name=f"甘棠{chr(0x4E00 + number)}",
        )
    with django_assert_max_num_queries(32):
        looked_at, found = propose_new(by=MACHINE)
    assert (looked_at, found) == (80, 40)


def test_the_other_hospital_shows_masked_only(match, centre, partner, acts) -> None:
    (shown,) = comparisons(acts(centre, Role.CASE_MANAGER), [match])
    assert (shown.here.own, shown.here.name) == (True, "甘棠遗")
    assert (shown.there.own, shown.there.name, shown.there.public_id) == (False, "甘*遗", "")
    assert shown.there.birth == "1968-**-**"
    (shown,) = comparisons(acts(partner, Role.DATA_CLERK), [match])
    assert (shown.here.hospital, shown.there.phone) == (partner.hospital, "139****1234")


def test_a_third_hospital_sees_no_match(match, centre, acts) -> None:
    third = acts(place("third", "第三医院"), Role.DATA_CLERK)
    assert list(matches(third)) == []
    with pytest.raises(NotFound):
        match_of(third, match.pk)
    for decide in (link, dismiss, unlink):
        with pytest.raises(NotFound):
            decide(by=third, match=match, reason="证件号一致")
    with pytest.raises(NotPermitted):
        matches(acts(centre, Role.NURSE))


def test_links_only_with_her_consent_that_names_the_other_hospital(
    match, twins, centre, partner, acts
) -> None:
    clerk = acts(centre, Role.DATA_CLERK)
    with pytest.raises(Refused, match="has not agreed"):
        link(by=clerk, match=match, reason="证件号一致")
    given = share(twins[1], centre.hospital.pk)
    withdraw_consent(by=MACHINE, consent=given)
    with pytest.raises(Refused, match="has not agreed"):
        link(by=clerk, match=match, reason="证件号一致")
    share(twins[1], centre.hospital.pk)
    assert link(by=clerk, match=match, reason="证件号一致").state == "linked"
    told = AuditEvent.objects.filter(event="match_linked").values_list("hospital_id", "patient_id")
    assert set(told) == {(centre.hospital.pk, twins[0].pk), (partner.hospital.pk, twins[1].pk)}
    with pytest.raises(Refused, match="already"):
        link(by=clerk, match=match, reason="证件号一致")


@pytest.fixture
def linked(match, twins, centre, acts) -> tuple[Patient, Patient]:
    """Linked, with her consent that our hospital reads the partner's record."""
    share(twins[1], centre.hospital.pk)
    link(by=acts(centre, Role.DATA_CLERK), match=match, reason="证件号一致")
    return twins


def test_reads_the_linked_record_and_its_hospital_sees_who_looked(linked, centre, partner, acts) -> None:
    doctor = acts(centre, Role.DOCTOR)
    (row,) = linked_records(doctor, linked[0])
    assert (row.hospital, row.shared) == (partner.hospital, True)
    other = open_linked(by=doctor, patient=linked[0], other_public_id=row.public_id, page="linked")
    assert other.pk == linked[1].pk
    entry = AccessEntry.objects.get(patient_id=other.pk)
    assert (entry.hospital_id, entry.user_id, entry.purpose) == (
        partner.hospital.pk,
        doctor.user_id,
        "linked_care",
    )


def test_the_consent_works_in_its_own_direction_only(linked, partner, acts) -> None:
    doctor = acts(partner, Role.DOCTOR)
    (row,) = linked_records(doctor, linked[1])
    assert (row.shared, row.public_id) == (False, "")
    with pytest.raises(NotFound):
        open_linked(by=doctor, patient=linked[1], other_public_id=linked[0].public_id, page="linked")


@pytest.mark.parametrize(
    "how", ["consent taken back", "link undone", "not in care", "another team", "no link"]
)
def test_reading_stops_at_once_when(how, linked, match, centre, partner, registered, acts) -> None:
    doctor, own = acts(centre, Role.DOCTOR), linked[0]
    if how == "consent taken back":
        withdraw_consent(by=MACHINE, consent=linked[1].consents.get())
    elif how == "link undone":
        unlink(by=acts(partner, Role.DATA_CLERK), match=match, reason="认错人了")
    elif how == "not in care":
        Patient.objects.filter(pk=own.pk).update(team=centre.other_team)
    elif how == "another team":
        doctor = acts(centre, Role.DOCTOR, team=centre.other_team)
    else:
        own = registered(centre, "C-5", name="令狐见素")
    with pytest.raises(NotFound):
        open_linked(by=doctor, patient=own, other_public_id=linked[1].public_id, page="linked")


def test_a_merge_on_either_side_keeps_the_link_readable(linked, centre, partner, registered, acts) -> None:
    for where, record in ((centre, linked[0]), (partner, linked[1])):
        keeps = registered(where, f"K-{where.hospital.code}")
        merge_patients(by=MACHINE, survivor=keeps, absorbed=record, reason="重复登记")
        record.refresh_from_db()
    here, there = (
        Patient.objects.get(record_number__isnull=False, pk=linked[0].merged_into_id),
        linked[1].merged_into,
    )
    (row,) = linked_records(acts(centre, Role.DOCTOR), here)
    assert (row.public_id, row.shared) == (there.public_id, True)
    assert propose_for(by=MACHINE, patient_ids=[here.pk]) == []


def test_a_record_merged_twice_keeps_its_link_and_parting_gives_it_back_level_by_level(
    linked, centre, registered, acts
) -> None:
    own, other = linked
    doctor, clerk = acts(centre, Role.DOCTOR), acts(centre, Role.DATA_CLERK)
    middle, outer = registered(centre, "K-1"), registered(centre, "L-1")
    inner_merge = merge_patients(by=clerk, survivor=middle, absorbed=own, reason="重复登记")
    outer_merge = merge_patients(by=clerk, survivor=outer, absorbed=middle, reason="重复登记")
    assert [row.public_id for row in linked_records(doctor, outer)] == [other.public_id]
    assert [row.hospital for row in linked_records(MACHINE, other)] == [centre.hospital]
    assert open_linked(by=doctor, patient=outer, other_public_id=other.public_id, page="linked") == other
    with pytest.raises(Refused, match="Undo that merge first"):
        unmerge_patients(by=clerk, merge=inner_merge)
    assert [row.public_id for row in linked_records(doctor, outer)] == [other.public_id]
    unmerge_patients(by=clerk, merge=outer_merge)
    assert linked_records(doctor, outer) == []
    assert [row.public_id for row in linked_records(doctor, middle)] == [other.public_id]
    unmerge_patients(by=clerk, merge=inner_merge)
    assert linked_records(doctor, middle) == []
    assert [row.public_id for row in linked_records(doctor, own)] == [other.public_id]


@pytest.mark.parametrize("side", ["here", "there", "both"])
def test_a_dismissed_pair_is_not_proposed_anew_however_often_it_is_merged(
    side, match, twins, centre, partner, registered, acts
) -> None:
    dismiss(by=acts(centre, Role.DATA_CLERK), match=match, reason="两个人,同名")
    newest = list(twins)
    for place_of, (where, name) in enumerate([(centre, "here"), (partner, "there")]):
        for level in range(2 if side in {name, "both"} else 0):
            # Numbers move with the merge, so that the survivor would be proposed again by them.
            keeps = registered(where, f"K-{name}-{level}")
            merge_patients(by=MACHINE, survivor=keeps, absorbed=newest[place_of], reason="重复登记")
            newest[place_of] = keeps
    assert propose_for(by=MACHINE, patient_ids=[patient.pk for patient in newest]) == []


def test_every_decision_about_a_match_is_kept_with_who_when_and_why(
    match, twins, centre, partner, acts, client, at
) -> None:
    here, there = acts(centre, Role.DATA_CLERK), acts(partner, Role.DATA_CLERK)
    share(twins[1], centre.hospital.pk)
    said = [
        (link, here, "证件号一致", "2026-11-02 09:00"),
        (unlink, there, "认错人了", "2026-11-03 10:00"),
        (dismiss, here, "双胞胎姐妹", "2026-11-04 11:00"),
    ]
    for decide, by, why, when in said:
        with at(when):
            decide(by=by, match=match, reason=why)
    rows = list(decisions_of(here, match))
    kept = [(r.state, r.by_id, r.reason, clock.local_date(r.at).day) for r in rows]
    assert kept == [
        ("dismissed", here.user_id, "双胞胎姐妹", 4),
        ("unlinked", there.user_id, "认错人了", 3),
        ("linked", here.user_id, "证件号一致", 2),
    ]
    match.refresh_from_db()
    assert (match.state, match.reason, match.decided_at) == ("dismissed", "双胞胎姐妹", rows[0].at)
    with light_sign_in():
        client.force_login(User.objects.get(pk=here.user_id), backend=BACKEND)
    page = client.get(reverse("patients_staff:match", args=[match.pk])).content.decode()
    places = [page.index(why) for _, _, why, _ in reversed(said)]
    assert places == sorted(places), "newest first"
    third = acts(place("third", "第三医院"), Role.DATA_CLERK)
    assert not decisions_of(third, match).exists()


def test_a_match_decided_before_decisions_had_rows_keeps_its_last_one(match, centre, acts) -> None:
    clerk = acts(centre, Role.DATA_CLERK)
    dismiss(by=clerk, match=match, reason="两个人,同名")
    MatchDecision.objects.all().delete()
    migration = import_module("quancheng.patients.migrations.0006_match_decisions")
    migration.keep_the_last(apps, None)
    (row,) = decisions_of(clerk, match)
    match.refresh_from_db()
    assert (row.state, row.reason, row.by_id, row.at) == (
        "dismissed",
        "两个人,同名",
        clerk.user_id,
        match.decided_at,
    )


def test_a_linked_record_is_shown_and_cannot_be_changed(linked, centre, client, acts) -> None:
    doctor = User.objects.get(pk=acts(centre, Role.DOCTOR).user_id)
    with light_sign_in():
        client.force_login(doctor, backend=BACKEND)
    own, other = (patient.public_id for patient in linked)
    page = client.get(reverse("patients_staff:linked_record", args=[own, other]))
    assert page.status_code == 200
    assert '<form class="form"' not in page.content.decode()
    for name in ("identity", "family_new", "portal_open"):
        assert client.get(reverse(f"patients_staff:{name}", args=[other])).status_code in {403, 404}
    assert client.get(reverse("workbench:record", args=[other])).status_code == 404
