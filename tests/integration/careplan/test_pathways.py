"""Pathways in the database: loaded once, changed by a centre, followed by its plans as due work."""

from datetime import timedelta

import pytest

from quancheng.access.actor import Actor
from quancheng.access.guards import NotPermitted
from quancheng.access.roles import Role
from quancheng.audit.events import Event
from quancheng.audit.models import AuditEvent
from quancheng.careplan.actions.pathways import (
    claim_replanning,
    load_pathways,
    publish_pathway,
    replan_batch,
)
from quancheng.careplan.jobs import replan_after_publishing
from quancheng.careplan.models import Pathway, Replanning, Step
from quancheng.careplan.pathways import shipped
from quancheng.careplan.queries.pathways import pathways_in_force, rules_in_force
from quancheng.careplan.rules.editing import StepEdit, read_intervals
from quancheng.careplan.states import Duty, Priority
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from tests.integration.careplan.centre import MACHINE, Centre, centre

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Centre:
    return centre()


@pytest.fixture
def director(clinic: Centre) -> Actor:
    return clinic.actor("周主任", Role.QUALITY_DIRECTOR, None)


def of_code(actor: Actor, clinic: Centre, code: str = "course") -> Pathway:
    return next(row for row in pathways_in_force(actor, clinic.hospital.pk) if row.code == code)


def first_contact(window: int, **values: object) -> StepEdit:
    given = {"on": True, "duty": Duty.NURSE, "priority": Priority.TIMED, "after_days": 0} | values
    return StepEdit(code="first_contact", window_days=window, **given)  # type: ignore[arg-type]


def publish(director: Actor, clinic: Centre, edit: StepEdit | None = None, confirmed: bool = True) -> Pathway:
    return publish_pathway(
        by=director,
        hospital_id=clinic.hospital.pk,
        base=of_code(director, clinic),
        edits=[edit] if edit else [],
        confirmed=confirmed,
    )


def test_a_fresh_database_has_the_shipped_pathways_unconfirmed() -> None:
    rows = Pathway.objects.filter(hospital__isnull=True)
    assert set(rows.values_list("code", flat=True)) == {row["code"] for row in shipped()}
    assert not rows.filter(confirmed_by_centre=True).exists()


def test_loading_again_adds_nothing_and_people_may_not_load(director: Actor) -> None:
    assert load_pathways(by=MACHINE) == 0
    with pytest.raises(NotPermitted):
        load_pathways(by=director)


def test_a_centres_version_goes_before_the_shipped_one_in_its_own_hospital_only(
    clinic: Centre, director: Actor
) -> None:
    other = centre("other")
    publish(director, clinic, first_contact(5))
    windows = {
        hospital.pk: next(
            rule.window_days for rule in rules_in_force(director, hospital.pk) if rule.code == "first_contact"
        )
        for hospital in (clinic.hospital, other.hospital)
    }
    assert windows == {clinic.hospital.pk: 5, other.hospital.pk: 2}
    assert AuditEvent.objects.get(event=Event.PATHWAY_PUBLISHED.value).detail["changed"] == ["first_contact"]


def test_publishing_needs_the_right_a_change_and_the_newest_version(clinic: Centre, director: Actor) -> None:
    base = of_code(director, clinic)
    with pytest.raises(NotPermitted):
        publish(clinic.actor("护士", Role.NURSE), clinic, first_contact(5))
    with pytest.raises(Refused, match="Nothing was changed"):
        publish(director, clinic, confirmed=False)
    publish(director, clinic)
    with pytest.raises(Refused, match="newer version"):
        publish_pathway(by=director, hospital_id=clinic.hospital.pk, base=base, confirmed=False)


def test_confirming_alone_is_a_version(clinic: Centre, director: Actor) -> None:
    published = publish(director, clinic)
    assert (published.confirmed_by_centre, published.version) == (True, 2)


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (first_contact(-1), "first_contact-window_days"),
        (first_contact(2, after_days=5_000), "first_contact-after_days"),
        (first_contact(2, every_months=((0, 3),)), "first_contact-every_months"),
    ],
)
def test_figures_that_cannot_be_are_refused_at_their_step(
    clinic: Centre, director: Actor, edit: StepEdit, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        publish(director, clinic, edit)
    assert refused.value.field == field


@pytest.mark.parametrize("text", ["", "24", "24-3", "a:b", "24:3;60:6"])
def test_intervals_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="one after the other"):
        read_intervals(text)


def test_intervals_are_read_as_people_type_them() -> None:
    assert read_intervals("24:3， 60：6, 0:12") == ((24, 3), (60, 6), (0, 12))


def test_plans_follow_a_new_version_batch_by_batch_and_what_was_done_stays(
    clinic: Centre, director: Actor
) -> None:
    for _ in range(5):
        clinic.patient(enrolled_days_ago=1)
    done = Step.objects.filter(code="first_contact").first()
    assert done is not None
    Step.objects.filter(pk=done.pk).update(state="done", by_hand=True, closed_at=clock.now())
    publish(director, clinic, first_contact(9))
    assert Step.objects.filter(due_by=clock.today() + timedelta(days=8)).count() == 0
    work = claim_replanning(by=MACHINE)
    assert work is not None
    assert claim_replanning(by=MACHINE) is None, "a second worker finds it leased"
    assert replan_batch(by=MACHINE, work=work, size=2)
    assert (work.done, work.total) == (2, 5)
    # The first worker was stopped; its lease has passed, and the next one goes on from the mark.
    Replanning.objects.update(leased_until=clock.now() - timedelta(seconds=1))
    assert replan_after_publishing() == 1
    moved = Step.objects.filter(code="first_contact", due_by=clock.today() + timedelta(days=8))
    assert moved.count() == 4
    assert Step.objects.get(pk=done.pk).due_by == done.due_by
    assert Replanning.objects.get().finished_at is not None
    assert replan_after_publishing() == 0


def test_a_step_switched_off_leaves_the_plans(clinic: Centre, director: Actor) -> None:
    clinic.patient(enrolled_days_ago=1)
    publish(director, clinic, first_contact(2, on=False))
    replan_after_publishing()
    assert Step.objects.get(code="first_contact").state == "withdrawn"
