"""The person as one hospital knows her, with identifiers, contacts and the search index."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quancheng.access.actor import Actor
from quancheng.accounts.models import User
from quancheng.hospitals.models import Hospital, Team
from quancheng.kernel import clock
from quancheng.kernel.ids import public_id
from quancheng.kernel.privacy import L1, L2, L3, L4
from quancheng.patients.models.access import BreakGlass, CareRelation
from quancheng.vault.fields import EncryptedText


class Sex(models.TextChoices):
    """Administrative sex (FHIR AdministrativeGender)."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    UNKNOWN = "unknown", _("Unknown")


def personal_to(actor: Actor) -> Q:
    """The condition that a patient is the actor's own, whatever her team.

    Attending, case manager, named on the record, or its registrar as long as no team has taken her on.
    """
    me = actor.user_id or 0
    unclaimed = Q(team__isnull=True, registered_by=me)
    named = Q(pk__in=CareRelation.open_for(actor).values("patient_id"))
    return Q(attending=me) | Q(case_manager=me) | unclaimed | named


def _in_care(actor: Actor) -> Q:
    """The condition that the actor looks after a patient: of her teams, her own, or in a wide role all."""
    scope = Q(hospital_id__in=actor.wide_hospital_ids)
    if narrow := actor.hospital_ids - actor.wide_hospital_ids:
        scope |= Q(hospital_id__in=narrow) & (Q(team_id__in=actor.team_ids) | personal_to(actor))
    return scope


class PatientQuerySet(models.QuerySet["Patient"]):
    """Patients in clinical words; every read starts with one of the two scopes."""

    def visible_to(self, actor: Actor) -> "PatientQuerySet":
        """Those whose record the actor may open now: in care, glass broken, or own and granted."""
        if actor.is_portal and not actor.is_staff:
            return self.filter(pk__in=actor.portal_patient_ids, merged_into__isnull=True)
        if actor.system:
            return self.filter(merged_into__isnull=True)
        opened = BreakGlass.open_for(actor).values("patient_id")
        # A plain condition on the row: a list of everybody in care would be made for each record opened.
        broken = Q(hospital_id__in=actor.hospital_ids, pk__in=opened)
        return self.filter(_in_care(actor) | broken, merged_into__isnull=True)

    def in_hospitals_of(self, actor: Actor) -> "PatientQuerySet":
        """Those that can be found by search: every patient of the actor's hospitals."""
        return self.filter(hospital_id__in=actor.hospital_ids, merged_into__isnull=True)


class Patient(models.Model):
    """One hospital's record of one person (FHIR Patient).

    De-identified people have `pseudonymous` set: no name or birth date, an age at diagnosis instead.
    """

    public_id = L2(models.CharField(max_length=24, unique=True, default=public_id))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="patients"))
    team = L2(
        models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="patients")
    )
    attending = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"))
    case_manager = L2(
        models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    )
    record_number = L4(EncryptedText())
    record_token = L4(models.BigIntegerField())
    name = L4(EncryptedText(null=True, blank=True))
    pseudonymous = L2(models.BooleanField(default=False))
    sex = L3(models.CharField(max_length=8, choices=Sex.choices))
    birth_on = L3(models.DateField(null=True, blank=True))
    age_at_diagnosis = L3(models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True))
    allergies = L3(models.CharField(max_length=200, blank=True))
    source = L2(models.CharField(max_length=40, default="manual"))
    registered_at = L2(models.DateTimeField(default=clock.now))
    registered_by = L2(models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+"))
    # Empty until the job has looked for her in other hospitals; emptied again when her identity changes.
    match_checked_at = L1(models.DateTimeField(null=True))
    merged_into = L2(models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="absorbed"))

    objects = PatientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hospital", "record_token"], name="record_number_once"),
            models.CheckConstraint(
                name="named_or_pseudonymous", condition=Q(name__isnull=False) | Q(pseudonymous=True)
            ),
        ]
        indexes = [
            models.Index(fields=["hospital", "-id"], name="patient_hospital"),
            models.Index(fields=["team", "-id"], name="patient_team"),
            models.Index(
                fields=["id"],
                condition=Q(match_checked_at__isnull=True, merged_into__isnull=True),
                name="patient_unmatched",
            ),
        ]

    @property
    def display_name(self) -> str:
        """The name, or the record number of a pseudonymous person."""
        return str(self.name or self.record_number)


class IdentifierKind(models.TextChoices):
    """What a number identifies a person by."""

    RESIDENT_ID = "resident_id", _("Resident ID")
    PASSPORT = "passport", _("Passport")
    OTHER = "other", _("Other document")


class Identifier(models.Model):
    """A number that identifies the person; encrypted, unique within a hospital by its token."""

    patient = L2(models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="identifiers"))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    kind = L2(models.CharField(max_length=16, choices=IdentifierKind.choices))
    value = L4(EncryptedText())
    token = L4(models.BigIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hospital", "kind", "token"], name="identifier_once")]
        indexes = [models.Index(fields=["token"], name="identifier_token")]


class ContactKind(models.TextChoices):
    """How someone is reached."""

    PHONE = "phone", _("Phone")
    ADDRESS = "address", _("Address")


class Contact(models.Model):
    """A phone or address of the patient, or of a relative if `relation` is set."""

    patient = L2(models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="contacts"))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    kind = L2(models.CharField(max_length=8, choices=ContactKind.choices))
    value = L4(EncryptedText())
    token = L4(models.BigIntegerField())
    relation = L3(models.CharField(max_length=20, blank=True))
    name = L4(EncryptedText(null=True, blank=True))

    class Meta:
        indexes = [models.Index(fields=["token"], name="contact_token")]


class SearchToken(models.Model):
    """One blind-index term by which a patient is found within a hospital."""

    hospital_id = L2(models.BigIntegerField())
    token = L4(models.BigIntegerField())
    patient = L2(models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="tokens", db_index=False))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hospital_id", "token", "patient"], name="search_token")
        ]
        indexes = [models.Index(fields=["patient"], name="search_token_patient")]
