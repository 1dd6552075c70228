"""People who sign in, the duties they hold, and the credentials that expire."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quancheng.access.roles import Role
from quancheng.hospitals.models import Department, Hospital, Team
from quancheng.kernel.privacy import L2, L3, L4
from quancheng.vault.fields import EncryptedText


class TextSize(models.TextChoices):
    """The three text sizes of the patient pages."""

    STANDARD = "standard", _("Standard")
    LARGE = "large", _("Large")
    HUGE = "huge", _("Extra large")


class Title(models.TextChoices):
    """Professional rank: 正高, 副高, 中级, 初级."""

    SENIOR = "senior", _("Senior (chief)")
    ASSOCIATE_SENIOR = "associate_senior", _("Associate senior")
    INTERMEDIATE = "intermediate", _("Intermediate")
    JUNIOR = "junior", _("Junior")


class UserManager(BaseUserManager["User"]):
    """Finds users by name; accounts are made by actions only."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """Anyone who signs in. Staff have a user name; patients and families sign in by phone and code."""

    username = L2(models.CharField(max_length=60, unique=True))
    # Of staff only. What patients and families are called stands encrypted in the registry (ADR 0005).
    display_name = L3(models.CharField(max_length=60, blank=True, default=""))
    phone = L4(EncryptedText(null=True))
    phone_token = L4(models.BigIntegerField(null=True, unique=True))
    is_active = L2(models.BooleanField(default=True))
    disabled_at = L2(models.DateTimeField(null=True, blank=True))
    password_changed_at = L2(models.DateTimeField(null=True, blank=True))
    # A password that somebody else knows (the temporary one) opens nothing but the page that changes it.
    must_change_password = L2(models.BooleanField(default=False))
    # The hospital that opened the account; its auditor reads when the account signs in.
    hospital = L2(
        models.ForeignKey(Hospital, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts")
    )
    # Empty until the person chooses: the browser's choice counts until then.
    language = L2(models.CharField(max_length=10, blank=True, default=""))
    text_size = L2(models.CharField(max_length=10, choices=TextSize.choices, blank=True, default=""))
    created_at = L2(models.DateTimeField(auto_now_add=True))

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name

    @property
    def is_employed(self) -> bool:
        """True for staff (one query the first time), false for patients and families."""
        return hasattr(self, "staff")


# Inherited columns get their class here, since they are declared elsewhere.
L4(User._meta.get_field("password"))
L2(User._meta.get_field("last_login"))


class StaffProfile(models.Model):
    """What a staff member may sign for: title, licence and rights, each with its expiry."""

    user = L2(models.OneToOneField(User, on_delete=models.PROTECT, related_name="staff"))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="staff"))
    department = L2(models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True))
    title = L2(models.CharField(max_length=20, choices=Title.choices, blank=True))
    licence_number = L3(models.CharField(max_length=40, blank=True))
    licence_expires_on = L2(models.DateField(null=True, blank=True))
    internet_hospital_right = L2(models.BooleanField(default=False))
    internet_hospital_expires_on = L2(models.DateField(null=True, blank=True))
    breast_care_since = L2(models.DateField(null=True, blank=True))
    account_expires_on = L2(models.DateField(null=True, blank=True))


class DutyQuerySet(models.QuerySet["DutyAssignment"]):
    """Duties in clinical words."""

    def in_force(self, on: object) -> "DutyQuerySet":
        """Those that have begun and have not ended on that day."""
        return self.filter(Q(starts_on__lte=on), Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class DutyAssignment(models.Model):
    """A role held by a user in a hospital, in one team or at large, from one day to another."""

    user = L2(models.ForeignKey(User, on_delete=models.PROTECT, related_name="duty_assignments"))
    hospital = L2(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+"))
    team = L2(models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="duties"))
    role = L2(models.CharField(max_length=24, choices=[(r.value, r.value) for r in Role]))
    starts_on = L2(models.DateField())
    ends_on = L2(models.DateField(null=True, blank=True))

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["user", "ends_on"], name="duty_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "hospital", "team", "role", "starts_on"],
                condition=Q(team__isnull=False),
                name="duty_once_in_team",
            ),
            models.UniqueConstraint(
                fields=["user", "hospital", "role", "starts_on"],
                condition=Q(team__isnull=True),
                name="duty_once_at_large",
            ),
        ]


class OpenSession(models.Model):
    """A signed-in browser of a user, so that her sessions can be found and ended."""

    user = L2(models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions"))
    session_key = L4(models.CharField(max_length=40, unique=True))
    began_at = L2(models.DateTimeField())
    address = L3(models.GenericIPAddressField(null=True))
    browser = L2(models.CharField(max_length=200, blank=True))

    class Meta:
        indexes = [models.Index(fields=["user", "-began_at"], name="open_session_user")]


class SignInCode(models.Model):
    """A one-time code asked for a phone; its keyed digest only; the browser that asked for it may use it.

    A number that nobody has here gets a row as well (user None), so that both take the same time.
    """

    phone_token = L4(models.BigIntegerField(db_index=True))
    user = L2(models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sign_in_codes"))
    digest = L4(models.BinaryField())
    asked_at = L2(models.DateTimeField())
    expires_at = L2(models.DateTimeField(db_index=True))
    tries_left = L2(models.PositiveSmallIntegerField())
    used_at = L2(models.DateTimeField(null=True))


class KnownAddress(models.Model):
    """An address from which an account was opened, as a token of both: strangers' guesses do not close it."""

    user = L2(models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_addresses"))
    token = L4(models.BigIntegerField(unique=True))
    seen_at = L2(models.DateTimeField(db_index=True))


class RateWindow(models.Model):
    """How often something was tried in one stretch of time, counted for every server process alike."""

    key = L4(models.BigIntegerField())
    starts_at = L2(models.DateTimeField())
    count = L2(models.PositiveIntegerField(default=0))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "starts_at"], name="rate_window_once")]
        indexes = [models.Index(fields=["starts_at"], name="rate_window_start")]
