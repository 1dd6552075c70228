"""Two hospitals with everything that can be asked for, and one signed-in browser for everybody who may ask.

Hospital `centre` is where the askers work; `partner` is the other one. Relations of records, seen from there:
own team, own named (of another team, the asker is named), own emergency (glass broken), own none, linked
(the partner's record of the same person, shared with consent), other (the partner's, nothing to do with us).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client

from quancheng.access.actor import Actor, system
from quancheng.access.roles import Role
from quancheng.accounts.models import DutyAssignment, StaffProfile, User
from quancheng.careplan.actions.enrolling import enrol
from quancheng.careplan.actions.facts import record_facts
from quancheng.exchange import storage
from quancheng.exchange.models import Batch
from quancheng.hospitals.models import Department, Hospital, Team
from quancheng.interfaces.spreadsheets.actions.receiving import take_in
from quancheng.kernel import clock
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions import portal
from quancheng.patients.actions.consents import give_consent
from quancheng.patients.actions.corrections import ask_correction
from quancheng.patients.actions.emergency import break_glass
from quancheng.patients.actions.matching import link, propose_for
from quancheng.patients.actions.merging import merge_patients
from quancheng.patients.actions.registering import register
from quancheng.patients.actions.relations import name_colleague
from quancheng.patients.actors import actor_for
from quancheng.patients.models import (
    BreakGlass,
    CareRelation,
    Consent,
    CorrectionRequest,
    MatchProposal,
    Patient,
    PortalAccess,
    ProxyGrant,
)
from quancheng.patients.rules.registering import NewContact, NewIdentifier, NewPatient

MACHINE = system("test")
BACKEND = "quancheng.accounts.backend.Backend"
RELATIONS = ("team", "named", "emergency", "none", "linked", "other")
PORTAL = ("patient", "family_today", "family_journey", "family_data", "family_expired", "other_patient")
ASKERS = ("anonymous", *(role.value for role in Role), *PORTAL)
# Of these roles nobody can be named or take emergency access, so their relation to such a record is none.
SHARED_ID = ("110101198003074021", "11010119800307402X")
DAY = date(2018, 3, 1)


def resident_id(birth: date, serial: int) -> str:
    """A number that passes the check digit; Beijing's first district, nobody's."""
    body = f"110101{birth:%Y%m%d}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return body + "10X98765432"[rest]


@dataclass
class Place:
    """One hospital with its two teams."""

    hospital: Hospital
    team: Team
    other_team: Team


@dataclass
class World:
    """Everything that the cases need, by name."""

    centre: Place
    partner: Place
    users: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    records: dict[str, Patient] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)

    def client(self, asker: str) -> Client:
        """The signed-in browser of this asker."""
        return self.clients[asker]

    def actor(self, asker: str) -> Actor:
        """The actor of this asker, built anew."""
        return actor_for(self.users[asker])


def place(code: str, name: str) -> Place:
    """A hospital with a department and two teams."""
    hospital = Hospital.objects.create(code=code, name=name, name_en=code.title())
    department = Department.objects.create(hospital=hospital, name=f"{name}乳腺科")
    teams = [
        Team.objects.create(hospital=hospital, department=department, name=f"{name}{word}")
        for word in ("一组", "二组")
    ]
    return Place(hospital, *teams)


def staff(where: Place, username: str, *roles: Role, team: Team | None = None) -> User:
    """A member of staff with these duties."""
    user = User.objects.create(
        username=username, display_name=username, hospital=where.hospital, password_changed_at=clock.now()
    )
    StaffProfile.objects.create(user=user, hospital=where.hospital)
    for role in roles:
        DutyAssignment.objects.create(
            user=user,
            hospital=where.hospital,
            team=team if team is not None else where.team,
            role=role.value,
            starts_on=date(2010, 1, 1),
        )
    return user


def person(where: Place, number: str, name: str, serial: int, **more: Any) -> Patient:
    """A registered patient with diagnosis, operation and plan."""
    birth = date(1970, 1, 1) + timedelta(days=37 * serial)
    values: dict[str, Any] = {
        "team_id": where.team.pk,
        "identifiers": (NewIdentifier("resident_id", resident_id(birth, 2 * serial % 1000)),),
        "contacts": (NewContact("phone", f"1390000{serial:04d}"),),
        "birth_on": birth,
        **more,
    }
    patient = register(
        by=MACHINE,
        new=NewPatient(
            hospital_id=where.hospital.pk, record_number=number, sex="female", name=name, **values
        ),
    )
    enrol(by=MACHINE, patient=patient, on=DAY)
    facts = [
        NewFact(kind="diagnosis", on=DAY, side="left", body={"behaviour": "invasive"}),
        NewFact(kind="operation", on=DAY + timedelta(days=9), side="left", body={"breast": "conserving"}),
    ]
    record_facts(by=MACHINE, patient=patient, facts=facts)
    return patient


def place_of(patient: Patient) -> Place:
    """The hospital of a record, its team standing for both."""
    return Place(patient.hospital, patient.team, patient.team)


def things_of(patient: Patient) -> dict[str, Any]:
    """One of everything that hangs on a patient and has an address."""
    owner = PortalAccess.objects.filter(patient=patient, closed_at__isnull=True).first()
    if owner is None:
        owner = portal.open_portal(by=MACHINE, patient=patient, phone=f"1380000{patient.pk % 10000:04d}")
    if not Consent.objects.filter(patient=patient, purpose="messages").exists():
        give_consent(by=MACHINE, patient=patient, purpose="messages", channel="paper")
    if not CareRelation.objects.filter(patient=patient).exists():
        guest = staff(place_of(patient), f"guest_{patient.pk}", Role.NURSE)
        name_colleague(by=MACHINE, patient=patient, user_id=guest.pk, reason="会诊")
    grant = ProxyGrant.objects.filter(patient=patient).first() or portal.grant_proxy(
        by=MACHINE,
        patient=patient,
        phone=f"1370000{patient.pk % 10000:04d}",
        name="家属",
        relation="child",
        scopes=["today"],
    )
    asked = CorrectionRequest.objects.filter(patient=patient).first() or ask_correction(
        by=actor_for(owner.user), patient=patient, item="诊断日期", text="应为二月"
    )
    return {
        "public_id": patient.public_id,
        "access_id": owner.pk,
        "consent_id": Consent.objects.filter(patient=patient).earliest("pk").pk,
        "grant_id": grant.pk,
        "request_id": asked.pk,
        "fact_id": patient.facts.earliest("pk").pk,
        "step_public_id": patient.steps.filter(state="open").earliest("pk").public_id,
        "relation_id": CareRelation.objects.filter(patient=patient).values_list("pk", flat=True).first() or 0,
        "glass_id": BreakGlass.objects.filter(patient=patient).values_list("pk", flat=True).first() or 0,
    }


NAMES = {
    "team": "甘棠遗",
    "named": "令狐见素",
    "emergency": "东方既白",
    "none": "慕容知微",
    "linked": "甘棠遗",
    "other": "尉迟晚晴",
}
READS = {
    Role.NURSE, Role.CASE_MANAGER, Role.DOCTOR, Role.MDT_EXPERT, Role.MDT_SECRETARY,
    Role.LYMPHEDEMA_THERAPIST, Role.DATA_CLERK, Role.QUALITY_DIRECTOR,
}  # fmt: skip
BREAKS = {Role.NURSE, Role.CASE_MANAGER, Role.DOCTOR, Role.MDT_EXPERT}


def build() -> World:
    """The world, through the actions."""
    world = World(place("centre", "示范医院"), place("partner", "协作医院"))
    for role in Role:
        world.users[role.value] = staff(world.centre, role.value, role)
    world.users["partner_clerk"] = staff(world.partner, "partner_clerk", Role.DATA_CLERK)
    world.users["partner_admin"] = staff(world.partner, "partner_admin", Role.SYSTEM_ADMIN)
    _people(world)
    _open_records(world)
    _two_hospitals(world)
    _portal(world)
    for relation, patient in world.records.items():
        world.things[relation] = things_of(patient)
    _merged(world)
    _sign_in(world)
    return world


def _people(world: World) -> None:
    second = {"team_id": world.centre.other_team.pk}
    birth, number = date(1968, 5, 6), resident_id(date(1968, 5, 6), 246)
    same = {"birth_on": birth, "identifiers": (NewIdentifier("resident_id", number),)}
    world.records = {
        "team": person(world.centre, "C-1", NAMES["team"], 1, **same),
        "named": person(world.centre, "C-2", NAMES["named"], 2, **second),
        "emergency": person(world.centre, "C-3", NAMES["emergency"], 3, **second),
        "none": person(world.centre, "C-4", NAMES["none"], 4, **second),
        "linked": person(world.partner, "P-1", NAMES["linked"], 5, **same),
        "other": person(world.partner, "P-2", NAMES["other"], 6),
    }


def _open_records(world: World) -> None:
    for role in READS:
        colleague = world.users[role.value]
        name_colleague(by=MACHINE, patient=world.records["named"], user_id=colleague.pk, reason="会诊")
    for role in BREAKS:
        break_glass(
            by=world.actor(role.value), patient=world.records["emergency"], reason="夜间急诊呼吸困难,需查用药"
        )
    partner = staff(world.partner, "partner_doctor", Role.DOCTOR, team=world.partner.other_team)
    name_colleague(by=MACHINE, patient=world.records["other"], user_id=partner.pk, reason="会诊")
    break_glass(by=actor_for(partner), patient=world.records["linked"], reason="夜间急诊呼吸困难,需查用药")


def _two_hospitals(world: World) -> None:
    (match,) = propose_for(by=MACHINE, patient_ids=[world.records["team"].pk])
    give_consent(
        by=MACHINE,
        patient=world.records["linked"],
        purpose="share",
        channel="paper",
        share_with_id=world.centre.hospital.pk,
    )
    link(by=MACHINE, match=match, reason="证件号一致")
    third = place("third", "第三医院")
    twins = [
        person(where, "T-9", "百里守约", 9, birth_on=date(1966, 2, 3), identifiers=())
        for where in (world.partner, third)
    ]
    propose_for(by=MACHINE, patient_ids=[twins[0].pk])
    waiting = person(
        world.partner, "P-8", NAMES["none"], 8, identifiers=(), birth_on=world.records["none"].birth_on
    )
    propose_for(by=MACHINE, patient_ids=[waiting.pk])


def _portal(world: World) -> None:
    own = world.records["team"]
    world.users["patient"] = portal.open_portal(by=MACHINE, patient=own, phone="13811110001").user
    world.users["other_patient"] = portal.open_portal(
        by=MACHINE, patient=world.records["none"], phone="13811110002"
    ).user
    scopes = {"family_today": "today", "family_journey": "journey", "family_data": "data"}
    for number, (asker, scope) in enumerate([*scopes.items(), ("family_expired", "today")]):
        grant = portal.grant_proxy(
            by=MACHINE, patient=own, phone=f"1382222000{number}", name=asker, relation="child", scopes=[scope]
        )
        world.users[asker] = grant.user
        if asker == "family_expired":
            ProxyGrant.objects.filter(pk=grant.pk).update(expires_at=clock.now() - timedelta(minutes=1))


def _merged(world: World) -> None:
    for relation, where in (("team", world.centre), ("other", world.partner)):
        twin = person(where, f"D-{relation}", world.records[relation].name, 10, identifiers=())
        merge = merge_patients(by=MACHINE, survivor=world.records[relation], absorbed=twin, reason="重复登记")
        world.things[relation]["merge_id"] = merge.pk
        world.records[f"absorbed_{relation}"] = twin
    pairs = MatchProposal.objects.order_by("pk")
    centre = world.centre.hospital.pk
    mine = [m for m in pairs if centre in (m.first_hospital_id, m.second_hospital_id)]
    theirs = [m for m in pairs if m not in mine]
    world.things["own"] = {"match_id": mine[-1].pk, **_hospital_things(world, world.centre, "nurse", "team")}
    world.things["foreign"] = {
        "match_id": theirs[0].pk,
        **_hospital_things(world, world.partner, "partner_clerk", "other"),
    }


def _hospital_things(world: World, where: Place, colleague: str, relation: str) -> dict[str, Any]:
    """One of everything that belongs to a hospital and has an address."""
    return {
        "user_id": world.users[colleague].pk,
        "department_id": where.team.department_id,
        "team_id": where.team.pk,
        "hospital_id": where.hospital.pk,
        "seq": 1,
        "batch_public_id": _batch(where).public_id,
        "grant_id": world.things[relation]["grant_id"],
    }


def _batch(where: Place) -> Batch:
    """A file that the hospital received."""
    table = f"住院号,姓名\nX-{where.hospital.pk},无名氏\n".encode()
    stored = storage.keep([table])
    return take_in(by=MACHINE, hospital_id=where.hospital.pk, name="登记表.csv", stored=stored)


@contextmanager
def light_sign_in() -> Iterator[None]:
    """Signing in without a second factor: that has tests of its own."""
    before, settings.REQUIRE_TOTP = settings.REQUIRE_TOTP, False
    try:
        yield
    finally:
        settings.REQUIRE_TOTP = before


def _sign_in(world: World) -> None:
    world.clients["anonymous"] = Client()
    with light_sign_in():
        for asker, user in world.users.items():
            client = Client()
            client.force_login(user, backend=BACKEND)
            world.clients[asker] = client


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no trace in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
