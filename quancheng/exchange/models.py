"""What was received: the file as it came, the batch that is made of it, and every row with its fate.

Rows keep what the file said, encrypted; the file itself is kept encrypted on disk (`exchange.storage`).
"""

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quancheng.access.actor import Actor
from quancheng.access.roles import Permission
from quancheng.accounts.models import User
from quancheng.exchange.states import BATCH_LABELS, ROW_LABELS, BatchState, RowState
from quancheng.hospitals.models import Hospital, Team
from quancheng.kernel import clock
from quancheng.kernel.ids import public_id
from quancheng.kernel.privacy import L1, L2, L3, L4
from quancheng.patients.models import Patient
from quancheng.vault.fields import EncryptedText


class FileKind(models.TextChoices):
    """What the bytes are, whatever the name says."""

    CSV = "csv", _("Text table (CSV)")
    XLSX = "xlsx", _("Excel workbook (XLSX)")


# The kinds of files as the audit trail says them (settings.AUDIT_WORDS).
AUDIT_WORDS: dict[str, Any] = {kind.value: kind.label for kind in FileKind}


class ReceivedFile(models.Model):
    """A file as it came in, kept unchanged: what every row goes back to."""

    public_id = L2(models.CharField(max_length=24, unique=True, default=public_id))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    name = L3(models.CharField(max_length=150))
    # The random name under `settings.UPLOADS`; says nothing about the content.
    stored_as = L2(models.CharField(max_length=40, unique=True))
    sha256 = L2(models.CharField(max_length=64))
    size = L2(models.BigIntegerField())
    kind = L2(models.CharField(max_length=8, choices=FileKind.choices))
    encoding = L2(models.CharField(max_length=16, blank=True))
    received_at = L2(models.DateTimeField(default=clock.now))
    received_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))


class Mapping(models.Model):
    """One version of what a hospital's source calls its columns; the newest of a code is offered."""

    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    code = L2(models.SlugField())
    version = L2(models.PositiveIntegerField(default=1))
    name = L2(models.CharField(max_length=60))
    definition = L2(models.JSONField())
    saved_at = L2(models.DateTimeField(default=clock.now))
    saved_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hospital", "code", "version"], name="mapping_version")
        ]


class BatchQuerySet(models.QuerySet["Batch"]):
    """Batches in the words of the work."""

    def visible_to(self, actor: Actor) -> "BatchQuerySet":
        """Those of the hospitals where the actor may import."""
        if actor.system:
            return self
        return self.filter(hospital_id__in=actor.hospitals_with(Permission.IMPORT_REGISTRY))


class Batch(models.Model):
    """One import of one file. `definition` is the mapping as it was when the columns were matched.

    `cursor` is the last row that is done with in the present state; a worker holds the batch by
    `claimed_by` until `lease_until`, and whoever comes after it continues from the cursor.
    """

    public_id = L2(models.CharField(max_length=24, unique=True, default=public_id))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+", db_index=False))
    file = L2(models.ForeignKey(ReceivedFile, on_delete=models.PROTECT, related_name="batches"))
    team = L2(models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+", db_index=False))
    corrects = L2(models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections"))
    state = L2(
        models.CharField(
            max_length=10,
            choices=[(s.value, BATCH_LABELS[s]) for s in BatchState],
            default=BatchState.RECEIVED.value,
        )
    )
    source = L2(models.SlugField(blank=True))
    definition = L2(models.JSONField(default=dict))
    # Where the table lies in the file: sheet, header row, column names; and what a person should know.
    layout = L2(models.JSONField(default=dict))
    total = L2(models.PositiveIntegerField(default=0))
    cursor = L2(models.PositiveIntegerField(default=0))
    report = L2(models.JSONField(default=dict))
    claimed_by = L2(models.CharField(max_length=40, blank=True))
    lease_until = L2(models.DateTimeField(null=True))
    made_at = L2(models.DateTimeField(default=clock.now))
    made_by = L2(
        models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    )
    started_at = L2(models.DateTimeField(null=True))
    finished_at = L2(models.DateTimeField(null=True))

    objects = BatchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["hospital", "-id"], name="batch_hospital"),
            models.Index(
                fields=["id"], condition=Q(state__in=["mapped", "importing", "undoing"]), name="batch_due"
            ),
        ]


class BatchRow(models.Model):
    """One row as the file had it, what is wrong with it, and whom it became.

    `key` is the blind index of its record number, `digest` of everything that was taken from it: a known
    key with the same digest is unchanged. Only one row of a source may be in for one key.
    """

    batch = L2(models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows", db_index=False))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+", db_index=False))
    source = L2(models.SlugField(db_index=False))
    number = L2(models.PositiveIntegerField())
    state = L2(
        models.CharField(
            max_length=12,
            choices=[(s.value, ROW_LABELS[s]) for s in RowState],
            default=RowState.NEW.value,
        )
    )
    raw = L4(EncryptedText())
    problems = L4(EncryptedText(null=True))
    key = L4(models.BigIntegerField(null=True))
    identity = L4(models.BigIntegerField(null=True))
    digest = L4(models.BigIntegerField(null=True))
    patient = L2(
        models.ForeignKey(
            Patient, on_delete=models.SET_NULL, null=True, related_name="import_rows", db_index=False
        )
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="batch_row_number"),
            models.UniqueConstraint(
                fields=["hospital", "source", "key"], condition=Q(state="in"), name="batch_row_in_once"
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "state", "number"], name="batch_row_state"),
            models.Index(fields=["batch", "key"], name="batch_row_key"),
            models.Index(
                fields=["batch", "identity"], condition=Q(identity__isnull=False), name="batch_row_identity"
            ),
            models.Index(fields=["patient"], condition=Q(patient__isnull=False), name="batch_row_patient"),
        ]

    @property
    def cells(self) -> list[Any]:
        """What the file said, cell by cell in the order of `batch.layout["columns"]`."""
        found: list[Any] = json.loads(str(self.raw))
        return found

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What is wrong or different: column, message, params and, where values differ, old and new."""
        found: list[dict[str, Any]] = json.loads(str(self.problems)) if self.problems else []
        return found


class JobRun(models.Model):
    """When a job of the schedule is due next; a worker takes it by moving `lease_until` on."""

    name = L1(models.CharField(max_length=80, unique=True))
    due_at = L1(models.DateTimeField())
    lease_until = L1(models.DateTimeField(null=True))
    started_at = L1(models.DateTimeField(null=True))
    finished_at = L1(models.DateTimeField(null=True))
    failed = L1(models.CharField(max_length=200, blank=True))
