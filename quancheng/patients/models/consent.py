"""The consent ledger: one row per purpose given, with the text that was read and its withdrawal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quancheng.accounts.models import User
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.privacy import L1, L2, L4
from quancheng.vault.fields import EncryptedText


class ConsentPurpose(models.TextChoices):
    """What the patient may say yes or no to, each on its own."""

    CARE = "care", _("Whole-course care and its record")
    MESSAGES = "messages", _("Reminders and messages")
    RESEARCH = "research", _("Research with de-identified data")
    SHARE = "share", _("Sharing with another hospital")
    VOLUNTEER = "volunteer", _("Contact by volunteers")
    GENETIC = "genetic", _("Keeping genetic results")


class ConsentChannel(models.TextChoices):
    """How the consent was given."""

    PAPER = "paper", _("Signed on paper")
    PORTAL = "portal", _("In the portal")
    SPOKEN = "spoken", _("Spoken, with a witness")


class Consent(models.Model):
    """One purpose the patient agreed to; withdrawn by setting `withdrawn_at`, never deleted."""

    patient = L2(models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="consents"))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    purpose = L2(models.CharField(max_length=12, choices=ConsentPurpose.choices))
    # Sharing names the hospital that may read; other purposes leave it empty.
    share_with = L2(
        models.ForeignKey(Hospital, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    )
    text_version = L1(models.CharField(max_length=20))
    text_hash = L1(models.CharField(max_length=64))
    channel = L2(models.CharField(max_length=8, choices=ConsentChannel.choices))
    given_at = L2(models.DateTimeField(default=clock.now))
    given_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))
    # Often a relative: a name like the patient's own.
    witness = L4(EncryptedText(null=True, blank=True))
    withdrawn_at = L2(models.DateTimeField(null=True))
    withdrawn_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))

    class Meta:
        indexes = [models.Index(fields=["patient", "purpose", "withdrawn_at"], name="consent_patient")]
