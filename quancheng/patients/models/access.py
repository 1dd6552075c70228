"""Who may open a record beyond the team: named guests, emergencies, the patient and her family."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quancheng.access.actor import Actor
from quancheng.accounts.models import User
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.privacy import L2, L3, L4
from quancheng.vault.fields import EncryptedText


class CareRelation(models.Model):
    """A person outside the team who looks after this patient, until a day if one is set."""

    patient = L2(models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="relations"))
    user = L2(models.ForeignKey(User, on_delete=models.PROTECT, related_name="+"))
    reason = L2(models.CharField(max_length=120))
    added_at = L2(models.DateTimeField(default=clock.now))
    until = L2(models.DateTimeField(null=True, blank=True))

    class Meta:
        indexes = [models.Index(fields=["user", "until"], name="relation_user")]

    @classmethod
    def open_for(cls, actor: Actor) -> "models.QuerySet[CareRelation]":
        """Relations that give this actor access now."""
        return cls.objects.filter(Q(until__isnull=True) | Q(until__gt=clock.now()), user_id=actor.user_id)


class ReviewOutcome(models.TextChoices):
    """What the review of an emergency access found."""

    JUSTIFIED = "justified", _("Justified")
    UNJUSTIFIED = "unjustified", _("Not justified")


class BreakGlass(models.Model):
    """Emergency access to one record for two hours, with its reason and its review."""

    patient = L2(models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+"))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    user = L2(models.ForeignKey(User, on_delete=models.PROTECT, related_name="+"))
    reason = L3(models.CharField(max_length=300))
    at = L2(models.DateTimeField(default=clock.now))
    until = L2(models.DateTimeField())
    reviewed_at = L2(models.DateTimeField(null=True))
    reviewed_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))
    outcome = L2(models.CharField(max_length=12, choices=ReviewOutcome.choices, blank=True))
    review_note = L3(models.CharField(max_length=300, blank=True))

    class Meta:
        indexes = [
            models.Index(fields=["user", "until"], name="glass_user"),
            models.Index(fields=["hospital", "reviewed_at", "-id"], name="glass_review"),
        ]

    @classmethod
    def open_for(cls, actor: Actor) -> "models.QuerySet[BreakGlass]":
        """Emergencies whose two hours have not passed."""
        return cls.objects.filter(user_id=actor.user_id, until__gt=clock.now())


class PortalAccess(models.Model):
    """The patient's own account for her record."""

    patient = L2(
        models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="portal_accesses")
    )
    user = L2(models.ForeignKey(User, on_delete=models.PROTECT, related_name="portal_accesses"))
    opened_at = L2(models.DateTimeField(default=clock.now))
    opened_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))
    closed_at = L2(models.DateTimeField(null=True))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "user"], condition=Q(closed_at__isnull=True), name="portal_access_once"
            )
        ]


class ProxyGrant(models.Model):
    """What a family member may see, granted by the patient, until it expires."""

    patient = L2(models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="proxy_grants"))
    user = L2(models.ForeignKey(User, on_delete=models.PROTECT, related_name="proxy_grants"))
    # What the patient calls her; the account itself has no name.
    name = L4(EncryptedText(null=True))
    relation = L3(models.CharField(max_length=20))
    scopes = L2(models.JSONField(default=list))
    granted_at = L2(models.DateTimeField(default=clock.now))
    granted_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))
    expires_at = L2(models.DateTimeField())
    revoked_at = L2(models.DateTimeField(null=True))

    class Meta:
        indexes = [models.Index(fields=["user", "expires_at"], name="proxy_user")]
