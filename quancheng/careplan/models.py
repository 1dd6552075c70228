"""The plan: enrolment, the stage of the course, pathways, and steps with their history."""

from datetime import date

from django.db import models
from django.db.models import Q

from quancheng.access.actor import Actor
from quancheng.accounts.models import User
from quancheng.careplan.states import (
    DUTY_LABELS,
    OUTCOME_LABELS,
    PRIORITY_LABELS,
    STAGE_LABELS,
    STEP_STATE_LABELS,
    VARIANCE_LABELS,
    Stage,
    StepState,
)
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.ids import public_id
from quancheng.kernel.privacy import L1, L2, L3
from quancheng.patients.models import Patient


def _choices(labels: dict) -> list[tuple[str, str]]:
    return [(code.value, label) for code, label in labels.items()]


class PathwayQuerySet(models.QuerySet["Pathway"]):
    """Pathways in clinical words."""

    def of_hospital(self, hospital_id: int) -> "PathwayQuerySet":
        """The shipped versions and the hospital's own, oldest first."""
        own = Q(hospital_id=hospital_id) | Q(hospital__isnull=True)
        return self.filter(own).order_by("code", "version", "pk")


class Pathway(models.Model):
    """A versioned pathway: which steps follow from which facts. `hospital` None is the shipped default.

    A version is never changed once published; a centre's own newest one goes before the shipped one.
    """

    code = L1(models.SlugField())
    version = L1(models.PositiveIntegerField())
    hospital = L1(models.ForeignKey(Hospital, on_delete=models.PROTECT, null=True, related_name="+"))
    definition = L1(models.JSONField())
    published_at = L1(models.DateTimeField(default=clock.now))
    published_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))
    confirmed_by_centre = L1(models.BooleanField(default=False))

    objects = PathwayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version", "hospital"],
                condition=Q(hospital__isnull=False),
                name="pathway_of_centre",
            ),
            models.UniqueConstraint(
                fields=["code", "version"], condition=Q(hospital__isnull=True), name="pathway_shipped"
            ),
        ]


class Course(models.Model):
    """One patient's course: enrolment in whole-course management, and the stage that the facts give.

    A row exists for every patient; `enrolled_on` is set only under whole-course management.
    """

    patient = L2(
        models.OneToOneField(Patient, on_delete=models.CASCADE, primary_key=True, related_name="course")
    )
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+", db_index=False))
    enrolled_on = L3(models.DateField(null=True))
    enrolled_by = L2(
        models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    )
    stage = L3(models.CharField(max_length=24, choices=_choices(STAGE_LABELS), default=Stage.NEW.value))
    stage_since = L3(models.DateField(null=True))
    derived_at = L1(models.DateTimeField(default=clock.now))

    class Meta:
        indexes = [
            models.Index(fields=["hospital", "stage", "patient"], name="course_stage"),
            models.Index(fields=["hospital", "enrolled_on"], name="course_enrolled"),
        ]


class StageChange(models.Model):
    """One change of stage: from, to, since when by the facts, and who recorded what caused it."""

    patient = L2(models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="stage_changes"))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+", db_index=False))
    old = L3(models.CharField(max_length=24, blank=True))
    new = L3(models.CharField(max_length=24))
    since = L3(models.DateField(null=True))
    at = L2(models.DateTimeField(default=clock.now))
    by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False))
    fact_id = L2(models.BigIntegerField(null=True))


class StepQuerySet(models.QuerySet["Step"]):
    """Steps in clinical words."""

    def open(self) -> "StepQuerySet":
        """Those still to be done, overdue ones included."""
        return self.filter(state=StepState.OPEN.value)

    def visible_to(self, actor: Actor) -> "StepQuerySet":
        """Those of records that the actor may open now."""
        return self.filter(patient__in=Patient.objects.visible_to(actor))

    def after(self, rank: int, due_by: date, pk: int) -> "StepQuerySet":
        """Those that stand below this one in the order of the day."""
        later = Q(rank__gt=rank) | Q(due_by__gt=due_by) | Q(due_by=due_by, pk__gt=pk)
        return self.filter(later, Q(rank__gt=rank) | Q(due_by__gte=due_by), rank__gte=rank)

    def in_order_of_the_day(self) -> "StepQuerySet":
        """By the built-in priority, then by how late; the index of open steps has this order."""
        return self.order_by("rank", "due_by", "pk")


class Step(models.Model):
    """One thing to be done for a patient: what, why, when, whose; done when the facts say so.

    `key` names the step within the patient's plan, so that re-planning finds it again.
    `by_hand` marks what a person touched: re-planning leaves it alone. `left_open`: overdue, and the pathways
    do not ask for it any more.
    """

    public_id = L2(models.CharField(max_length=24, unique=True, default=public_id))
    # The unique key below begins with the patient, so a second index on it would only cost.
    patient = L2(models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="steps", db_index=False))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+", db_index=False))
    # The patient's team, kept here for the index of the day; `Patient.team` decides who may see the step.
    team_id = L2(models.BigIntegerField(null=True))
    key = L2(models.CharField(max_length=80))
    code = L2(models.CharField(max_length=40))
    title = L3(models.CharField(max_length=120))
    why = L3(models.CharField(max_length=200, blank=True))
    side = L3(models.CharField(max_length=5, blank=True))
    source = L2(models.CharField(max_length=20))
    pathway = L2(
        models.ForeignKey(Pathway, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    )
    due_from = L3(models.DateField())
    due_by = L3(models.DateField())
    duty = L2(models.CharField(max_length=24, choices=_choices(DUTY_LABELS)))
    owner = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False))
    priority = L2(models.CharField(max_length=10, choices=_choices(PRIORITY_LABELS)))
    rank = L2(models.PositiveSmallIntegerField())
    state = L2(
        models.CharField(max_length=10, choices=_choices(STEP_STATE_LABELS), default=StepState.OPEN.value)
    )
    outcome = L3(models.CharField(max_length=16, blank=True, choices=_choices(OUTCOME_LABELS)))
    reason = L3(models.CharField(max_length=20, blank=True, choices=_choices(VARIANCE_LABELS)))
    note = L3(models.CharField(max_length=300, blank=True))
    closed_at = L2(models.DateTimeField(null=True))
    closed_by = L2(
        models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    )
    fact_id = L2(models.BigIntegerField(null=True))
    by_hand = L2(models.BooleanField(default=False))
    left_open = L2(models.BooleanField(default=False))
    created_at = L2(models.DateTimeField(default=clock.now))

    objects = StepQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "key"], name="step_key")]
        indexes = [
            models.Index(
                # The first four give the order; the others let what is not due yet be passed over unread.
                fields=["team_id", "rank", "due_by", "id", "due_from", "duty", "owner"],
                condition=Q(state="open"),
                name="step_team_open",
            ),
            models.Index(
                fields=["hospital", "rank", "due_by", "id"],
                condition=Q(state="open"),
                name="step_hospital_open",
            ),
            models.Index(
                # Most open steps stand in nobody's name. Counted in, they made the index look useless.
                fields=["owner", "rank", "due_by", "id"],
                condition=Q(state="open", owner__isnull=False),
                name="step_named_open",
            ),
        ]

    @property
    def closed_on(self) -> date | None:
        """The day in the clinic on which it was closed."""
        return clock.local_date(self.closed_at) if self.closed_at else None


class StepMove(models.Model):
    """One move of a step: from whom to whom, from which state to which, by whom and why."""

    step = L2(models.ForeignKey(Step, on_delete=models.PROTECT, related_name="moves"))
    hospital_id = L2(models.BigIntegerField())
    at = L2(models.DateTimeField(default=clock.now))
    by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False))
    old_state = L2(models.CharField(max_length=10))
    new_state = L2(models.CharField(max_length=10))
    old_owner = L2(
        models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    )
    new_owner = L2(
        models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    )
    note = L3(models.CharField(max_length=300, blank=True))


class Replanning(models.Model):
    """Work that a published pathway has left: re-plan every enrolled patient of the hospital.

    A worker claims the row by `leased_until`, goes on after `after_id`, and can be stopped at any moment.
    """

    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    pathway = L2(models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="+"))
    asked_at = L2(models.DateTimeField(default=clock.now))
    after_id = L2(models.BigIntegerField(default=0))
    done = L2(models.PositiveIntegerField(default=0))
    total = L2(models.PositiveIntegerField(default=0))
    leased_until = L2(models.DateTimeField(null=True))
    finished_at = L2(models.DateTimeField(null=True))

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="replanning_open"),
        ]


class DerivedWith(models.Model):
    """The laboratory settings under which a hospital's summaries were last derived.

    Where they differ from the hospital's own, everything is derived anew (`jobs.derive_after_settings`).
    """

    hospital = L1(
        models.OneToOneField(Hospital, on_delete=models.CASCADE, primary_key=True, related_name="+")
    )
    ki67_cut = L1(models.PositiveSmallIntegerField())
    subtype_rule = L1(models.CharField(max_length=20))
    derived_at = L1(models.DateTimeField(default=clock.now))
