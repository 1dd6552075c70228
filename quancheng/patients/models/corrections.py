"""What a patient says is wrong in her record, and the answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quancheng.accounts.models import User
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.privacy import L2, L4
from quancheng.vault.fields import EncryptedText


class CorrectionState(models.TextChoices):
    """Where the request stands."""

    OPEN = "open", _("Waiting for an answer")
    CORRECTED = "corrected", _("Corrected")
    DECLINED = "declined", _("Kept as it is")


class CorrectionRequest(models.Model):
    """A patient's request to correct an item (PIPL article 46); never lost, always answered."""

    patient = L2(models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="corrections"))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    # Her own words, and often the very name or number that is wrong.
    item = L4(EncryptedText())
    text = L4(EncryptedText())
    asked_at = L2(models.DateTimeField(default=clock.now))
    asked_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, related_name="+"))
    state = L2(models.CharField(max_length=10, choices=CorrectionState.choices, default=CorrectionState.OPEN))
    answer = L4(EncryptedText(null=True, blank=True))
    answered_at = L2(models.DateTimeField(null=True))
    answered_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))

    class Meta:
        indexes = [models.Index(fields=["hospital", "state", "id"], name="correction_open")]
