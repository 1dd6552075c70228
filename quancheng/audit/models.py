"""The audit trail: chained change events, and the log of who read which record.

Both are append-only: a trigger refuses UPDATE and DELETE (migration 0002). No feature reads them.
"""

from django.db import models

from quancheng.kernel.privacy import L1, L2, L3


class ChainHead(models.Model):
    """The last link of one hospital's chain (hospital 0: events of no hospital). Locked while appending."""

    hospital_id = L1(models.BigIntegerField(primary_key=True))
    seq = L1(models.BigIntegerField(default=0))
    digest = L1(models.BinaryField())


class AuditEvent(models.Model):
    """One change: who did what to which patient, chained to the one before by its digest."""

    hospital_id = L1(models.BigIntegerField())
    seq = L1(models.BigIntegerField())
    at = L2(models.DateTimeField())
    # No `choices`: a new type of event is no change of the table.
    event = L1(models.CharField(max_length=32))
    user_id = L2(models.BigIntegerField(null=True))
    actor = L3(models.CharField(max_length=80))
    patient_id = L3(models.BigIntegerField(null=True))
    subject = L2(models.CharField(max_length=80, blank=True))
    detail = L3(models.JSONField(default=dict))
    digest = L1(models.BinaryField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hospital_id", "seq"], name="audit_chain_seq")]
        indexes = [
            models.Index(fields=["patient_id", "-id"], name="audit_patient"),
            models.Index(fields=["hospital_id", "event", "-id"], name="audit_event"),
            models.Index(fields=["user_id", "-id"], name="audit_user"),
        ]


class AccessEntry(models.Model):
    """One reading of one patient's record: who, when, which page, and why they may."""

    hospital_id = L1(models.BigIntegerField())
    at = L2(models.DateTimeField())
    user_id = L2(models.BigIntegerField(null=True))
    actor = L3(models.CharField(max_length=80))
    patient_id = L3(models.BigIntegerField())
    page = L2(models.CharField(max_length=40))
    purpose = L2(models.CharField(max_length=16))

    class Meta:
        indexes = [
            models.Index(fields=["patient_id", "-id"], name="access_patient"),
            models.Index(fields=["hospital_id", "-id"], name="access_hospital"),
        ]
