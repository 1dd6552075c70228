"""The same person twice: proposals across hospitals, and merges within one that can be undone."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quancheng.accounts.models import User
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.privacy import L1, L2, L3


class MatchState(models.TextChoices):
    """Where a proposed match stands."""

    PROPOSED = "proposed", _("Proposed")
    LINKED = "linked", _("Linked")
    DISMISSED = "dismissed", _("Not the same person")
    UNLINKED = "unlinked", _("Link undone")


class MatchProposal(models.Model):
    """Two hospitals' records that may be one person, with what agrees; linked only by a person."""

    first = L2(models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="matches_first"))
    second = L2(
        models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="matches_second")
    )
    first_hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    second_hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    agrees = L3(models.JSONField(default=list))
    state = L2(models.CharField(max_length=10, choices=MatchState.choices, default=MatchState.PROPOSED))
    proposed_at = L2(models.DateTimeField(default=clock.now))
    decided_at = L2(models.DateTimeField(null=True))
    decided_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))
    reason = L3(models.CharField(max_length=200, blank=True))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="match_once"),
            models.CheckConstraint(name="match_ordered", condition=Q(first__lt=F("second"))),
        ]
        indexes = [
            models.Index(fields=["first_hospital", "state", "-id"], name="match_first"),
            models.Index(fields=["second_hospital", "state", "-id"], name="match_second"),
        ]


class MatchDecision(models.Model):
    """One decision about a match; never overwritten. The match itself holds the state of the newest."""

    match = L2(models.ForeignKey(MatchProposal, on_delete=models.PROTECT, related_name="decisions"))
    state = L2(models.CharField(max_length=10, choices=MatchState.choices))
    reason = L3(models.CharField(max_length=200))
    at = L2(models.DateTimeField(default=clock.now))
    by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))


class Merge(models.Model):
    """One record absorbed by another of the same hospital; undone by moving the listed rows back."""

    survivor = L2(models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+"))
    absorbed = L2(models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+"))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    reason = L3(models.CharField(max_length=200))
    at = L2(models.DateTimeField(default=clock.now))
    by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))
    # What apps above changed on the survivor because of the merge, for them to put back.
    carried = L3(models.JSONField(default=dict))
    undone_at = L2(models.DateTimeField(null=True))
    undone_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))


class MergedRow(models.Model):
    """A row that the merge moved to the survivor."""

    merge = L1(models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="rows"))
    model = L1(models.CharField(max_length=60))
    row_id = L2(models.BigIntegerField())
