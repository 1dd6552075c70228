"""A query compiled once answers every question of its pattern as if it had been built for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from quancheng.access.actor import Actor, Duty, system
from quancheng.access.roles import Permission, Role
from quancheng.accounts.models import User
from quancheng.careplan.models import Step
from quancheng.hospitals.models import Hospital, Team
from quancheng.kernel import clock
from quancheng.patients.actions.registering import register
from quancheng.patients.compiled import compiled
from quancheng.patients.models import CareRelation, Patient
from quancheng.patients.queries.record import readable, with_frame
from quancheng.patients.row_security import admit
from quancheng.patients.rules.registering import NewPatient
from tests.factories import accounts as factory

pytestmark = pytest.mark.django_db
MACHINE = system("test")


@dataclass
class Places:
    """Two hospitals with two teams each, a patient in every team and one in none, and one colleague."""

    hospitals: list[Hospital]
    teams: list[Team]
    patients: list[Patient]
    user: User

    def actors(self) -> list[Actor]:
        """Every sort of actor: narrow, wide, in two hospitals, without a role that reads, of the portal."""
        (one, two), teams = self.hospitals, self.teams
        staff = [(Duty(team.hospital_id, Role.NURSE, team.pk),) for team in teams] + [
            (Duty(one.pk, Role.DATA_CLERK),),
            (Duty(two.pk, Role.DATA_CLERK), Duty(one.pk, Role.NURSE, teams[0].pk)),
            (Duty(one.pk, Role.DOCTOR, teams[0].pk), Duty(one.pk, Role.DOCTOR, teams[1].pk)),
            (Duty(one.pk, Role.VOLUNTEER, teams[0].pk),),
        ]
        own = [frozenset({patient.pk}) for patient in self.patients[:2]]
        return [
            *(Actor(user_id=self.user.pk, duties=duties) for duties in staff),
            *(Actor(user_id=self.user.pk, own_patient_ids=ids) for ids in own),
            Actor(),
        ]


@pytest.fixture
def places() -> Places:
    """The places, with the colleague named on one patient of no team."""
    admit(MACHINE)
    hospitals = [factory.hospital(code, code) for code in ("first", "second")]
    teams = [factory.team(at, name) for at in hospitals for name in ("一组", "二组")]
    patients = [
        register(by=MACHINE, new=_new(at, team_id, number))
        for number, (at, team_id) in enumerate(
            [(at, team.pk) for at in hospitals for team in teams if team.hospital_id == at.pk]
            + [(at, None) for at in hospitals]
        )
    ]
    user = User.objects.create(username="guest", display_name="王丽娟")
    CareRelation.objects.create(patient=patients[-2], user=user, reason="会诊")
    return Places(hospitals, teams, patients, user)


def _new(at: Hospital, team_id: int | None, number: int) -> NewPatient:
    return NewPatient(
        hospital_id=at.pk,
        team_id=team_id,
        record_number=f"R{number}",
        name="张晓梅",
        sex="female",
        birth_on=date(1970 + number, 1, 1),
    )


def _framed(actor: Actor, public_id: str) -> QuerySet[Patient]:
    return with_frame(actor).filter(public_id=public_id).select_related("hospital", "team")


def test_gives_every_sort_of_actor_what_the_query_itself_gives(places: Places) -> None:
    ready, answers = compiled(_framed), set()
    for _ in range(2):  # the second time with the statements that were kept
        for actor, patient in product(places.actors(), places.patients):
            expected = list(_framed(actor, patient.public_id))
            found = ready(actor, patient.public_id)
            assert found == expected
            for one, other in zip(found, expected, strict=True):
                assert one.hospital == other.hospital
                assert one.team == other.team
                assert one.named_on == other.named_on  # type: ignore[attr-defined]
            answers.add((actor.duties, patient.pk, bool(found)))
    assert {seen for *_, seen in answers} == {True, False}


def test_asks_the_database_once(places: Places, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ready = compiled(readable)
    for _ in range(2):
        with django_assert_num_queries(1):
            ready(places.actors()[0])


def test_asks_anew_what_the_time_is(places: Places) -> None:
    ready = compiled(readable)
    nurse = places.actors()[0]
    relation = CareRelation.objects.get()
    assert relation.patient in ready(nurse)
    relation.until = clock.now() + timedelta(hours=1)
    relation.save()
    assert relation.patient in ready(nurse)
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert relation.patient not in ready(nurse)


def test_keeps_apart_questions_whose_ids_agree_in_another_way(places: Places) -> None:
    def by_right(actor: Actor, hospital_id: int) -> QuerySet[Patient]:
        rows = Patient.objects.filter(hospital_id=hospital_id)
        return rows if actor.may(Permission.VIEW_RECORD, hospital_id) else rows.none()

    ready, (one, two) = compiled(by_right), places.hospitals
    nurse = places.actors()[0]
    assert len(ready(nurse, one.pk)) == 3
    assert ready(nurse, two.pk) == []
    assert len(ready(nurse, one.pk)) == 3


def test_takes_days_texts_tuples_and_what_is_not_given(places: Places) -> None:
    def born(actor: Actor, after: date, sexes: tuple[str, ...], team_id: int | None) -> QuerySet[Patient]:
        rows = Patient.objects.filter(birth_on__gt=after, sex__in=sexes).order_by("pk")
        return rows.filter(team_id=team_id) if team_id else rows

    ready = compiled(born)
    for after, sexes, team in product(
        (date(1970, 1, 1), date(1972, 1, 1)), (("female",), ("male",), ("female", "male")), (None, 0)
    ):
        team_id = None if team is None else places.teams[2].pk
        expected = list(born(MACHINE, after, sexes, team_id))
        assert ready(MACHINE, after, sexes, team_id) == expected


def test_compares_small_columns_with_numbers_of_any_size(places: Places) -> None:
    def ranked(actor: Actor, rank: int) -> QuerySet[Step]:
        return Step.objects.filter(rank__gte=rank)

    for number, patient in enumerate(places.patients):
        Step.objects.create(
            patient=patient,
            hospital=patient.hospital,
            key=f"k{number}",
            code="visit",
            title="复诊",
            source="hand",
            due_from=date(2026, 1, 5),
            due_by=date(2026, 1, 9),
            duty="nurse",
            priority="normal",
            rank=number,
        )
    ready = compiled(ranked)
    assert [len(ready(MACHINE, rank)) for rank in (2, 5, 9, 2**70)] == [4, 1, 0, 0]


@pytest.mark.parametrize(
    "build",
    [
        lambda actor, number, day: Patient.objects.filter(pk=number + 1),
        lambda actor, number, day: Patient.objects.order_by("pk")[:number],
        lambda actor, number, day: Patient.objects.filter(birth_on__lt=day - timedelta(days=7)),
        lambda actor, number, day: Patient.objects.filter(public_id=f"p{number}"),
        lambda actor, number, day: Patient.objects.filter(registered_at__gt=clock.now() - timedelta(days=1)),
    ],
    ids=["a number counted from", "a number in the SQL", "another day", "a text made of it", "another time"],
)
def test_refuses_a_builder_that_does_more_than_hand_values_on(build, places: Places) -> None:
    with pytest.raises(TypeError, match="unchanged"):
        compiled(build)(MACHINE, 7, date(2026, 1, 5))


def test_refuses_values_that_it_cannot_tell_from_the_pattern() -> None:
    with pytest.raises(TypeError, match="Decimal"):
        compiled(lambda actor, value: Patient.objects.filter(age_at_diagnosis=value))(
            MACHINE, Decimal("52.1")
        )
