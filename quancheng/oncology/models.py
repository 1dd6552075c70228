"""Clinical facts, append-only and versioned, and the case summary that is derived from them."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from quancheng.access.actor import Actor
from quancheng.access.roles import Permission
from quancheng.accounts.models import User
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.privacy import L1, L2, L3, L4
from quancheng.oncology.facts import KINDS
from quancheng.oncology.facts.schema import Body, Side
from quancheng.oncology.rules.history import ClinicalFact
from quancheng.patients.models import Patient

GENETIC_KINDS = tuple(code for code, kind in KINDS.items() if kind.genetic)


class FactQuerySet(models.QuerySet["Fact"]):
    """Facts in clinical words."""

    def current(self) -> "FactQuerySet":
        """Those that stand: neither corrected nor withdrawn."""
        return self.filter(retired_at__isnull=True)

    def readable_by(self, actor: Actor, hospital_id: int) -> "FactQuerySet":
        """Without human-genetic data, unless a duty in that hospital allows it."""
        if actor.may(Permission.VIEW_GENETICS, hospital_id):
            return self
        return self.exclude(kind__in=GENETIC_KINDS)

    def in_clinical_order(self) -> "FactQuerySet":
        """Oldest first; undated facts of de-identified people by their days from diagnosis."""
        return self.order_by("occurred_on", "offset_days", "id")


class Fact(models.Model):
    """One clinical fact as somebody recorded it; a correction is a new row that `replaces` this one.

    `body` is described by `oncology.facts`. De-identified facts have no date but days from diagnosis.
    """

    patient = L2(models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="facts", db_index=False))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+", db_index=False))
    kind = L2(models.CharField(max_length=24))
    side = L3(models.CharField(max_length=5, blank=True, choices=[(s.value, s.value) for s in Side]))
    occurred_on = L3(models.DateField(null=True))
    precision = L3(models.CharField(max_length=5, default="day"))
    offset_days = L3(models.IntegerField(null=True))
    # Genetic kinds live in this column too; their class is raised by FactKind.genetic (L4) at every door.
    body = L4(models.JSONField())
    source = L2(models.CharField(max_length=40, default="manual"))
    batch_id = L2(models.BigIntegerField(null=True))
    recorded_at = L2(models.DateTimeField(default=clock.now))
    recorded_by = L2(
        models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    )
    replaces = L1(
        models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    )
    retired_at = L2(models.DateTimeField(null=True))
    retired_by = L2(
        models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    )
    retired_reason = L3(models.CharField(max_length=200, blank=True))

    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["patient", "occurred_on"], name="fact_patient"),
            models.Index(fields=["hospital", "kind", "occurred_on"], name="fact_hospital_kind"),
            models.Index(fields=["batch_id"], condition=Q(batch_id__isnull=False), name="fact_batch"),
        ]

    def as_clinical(self) -> ClinicalFact:
        """The plain value that rules work on."""
        return ClinicalFact(
            id=self.pk,
            kind=self.kind,
            side=self.side,
            on=self.occurred_on,
            offset_days=self.offset_days,
            body=Body(self.body),
            precision=self.precision,
        )


def clinical(rows: Iterable[Fact]) -> tuple[ClinicalFact, ...]:
    """Rows as plain values, in their order."""
    return tuple(row.as_clinical() for row in rows)


class CaseSummary(models.Model):
    """What the facts of one patient come to; derived by `rules.summary`, never typed in."""

    patient = L2(
        models.OneToOneField(Patient, on_delete=models.CASCADE, primary_key=True, related_name="summary")
    )
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+", db_index=False))
    admitted_on = L3(models.DateField(null=True))
    diagnosed_on = L3(models.DateField(null=True))
    age_at_diagnosis = L3(models.DecimalField(max_digits=5, decimal_places=2, null=True))
    side = L3(models.CharField(max_length=9, blank=True))
    behaviour = L3(models.CharField(max_length=10, blank=True))
    histology = L3(models.CharField(max_length=16, blank=True))
    grade = L3(models.CharField(max_length=1, blank=True))
    er = L3(models.CharField(max_length=24, blank=True))
    pr = L3(models.CharField(max_length=24, blank=True))
    her2 = L3(models.CharField(max_length=24, blank=True))
    ki67 = L3(models.FloatField(null=True))
    subtype = L3(models.CharField(max_length=32, blank=True))
    tnm = L3(models.CharField(max_length=24, blank=True))
    stage_group = L3(models.CharField(max_length=4, blank=True))
    first_treatment_on = L3(models.DateField(null=True))
    operated_on = L3(models.DateField(null=True))
    neoadjuvant = L3(models.BooleanField(default=False))
    breast_conserving = L3(models.BooleanField(default=False))
    reconstruction = L3(models.BooleanField(default=False))
    planned = L3(models.JSONField(default=list))
    fulfilled = L3(models.JSONField(default=list))
    plan_completed = L3(models.BooleanField(default=False))
    recurrence_on = L3(models.DateField(null=True))
    recurred = L3(models.BooleanField(default=False))
    lymphedema_on = L3(models.DateField(null=True))
    died_on = L3(models.DateField(null=True))
    deceased = L3(models.BooleanField(default=False))
    derived_at = L1(models.DateTimeField(default=clock.now))

    class Meta:
        indexes = [
            models.Index(fields=["hospital", "admitted_on"], name="summary_admitted"),
            models.Index(fields=["hospital", "diagnosed_on"], name="summary_diagnosed"),
        ]
