"""What identified a person before it was changed."""

from django.db import models

from quancheng.accounts.models import User
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.privacy import L2, L3, L4
from quancheng.vault.fields import EncryptedText


class IdentityChange(models.Model):
    """One changed value of a person's identity: what it was, what it is, who changed it, when and why."""

    patient = L2(
        models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="identity_changes")
    )
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    field = L2(models.CharField(max_length=40))
    old = L4(EncryptedText(null=True))
    new = L4(EncryptedText(null=True))
    reason = L3(models.CharField(max_length=200))
    at = L2(models.DateTimeField(default=clock.now))
    by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))

    class Meta:
        indexes = [models.Index(fields=["patient", "-id"], name="identity_change_patient")]
