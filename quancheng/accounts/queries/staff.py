"""Staff of the actor's own hospital, for those who administer them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission, Role
from quancheng.accounts.lockout import counted_as
from quancheng.accounts.models import DutyAssignment, StaffProfile
from quancheng.accounts.queries.rates import exhausted
from quancheng.accounts.rules import EXPIRES_SOON, GUESSES_PER_NAME, SIGN_INS_BY_NAME
from quancheng.kernel import clock
from quancheng.kernel.cursor import decode_cursor, encode_cursor
from quancheng.kernel.refused import Refused, msg

NOT_HERE = msg("This person is not there, or works in another hospital.")
PAGE = 50
EXPIRY_COLUMNS = ("account_expires_on", "licence_expires_on", "internet_hospital_expires_on")


@dataclass(frozen=True, slots=True)
class StaffFilter:
    """What a list of staff is narrowed to; empty means everybody."""

    q: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One staff member with the duties in force, as a list or page shows her."""

    profile: StaffProfile
    duties: tuple[tuple[Role, str], ...]

    @property
    def soonest(self) -> date | None:
        """The first of her dates to run out."""
        dates = [getattr(self.profile, column) for column in EXPIRY_COLUMNS]
        return min((on for on in dates if on), default=None)

    @property
    def is_expired(self) -> bool:
        """Whether the account's last day is past."""
        last = self.profile.account_expires_on
        return last is not None and last < clock.today()


@dataclass(frozen=True, slots=True)
class Expiring:
    """One date of one person that runs out soon, or has."""

    profile: StaffProfile
    what: str
    on: date


@dataclass(frozen=True, slots=True)
class Locked:
    """An account that is locked until then: from one address, or from all where it was never opened."""

    profile: StaffProfile
    failures: int
    until: datetime
    everywhere: bool = False


def staff_page(actor: Actor, narrowed: StaffFilter, after: str = "") -> tuple[list[StaffRow], str]:
    """A page of staff by name, and the cursor of the next one ("" on the last). Two queries."""
    rows = _narrow(_own(actor), narrowed)
    if after:
        rows = rows.filter(_behind(after))
    found = list(rows.order_by("user__display_name", "user_id")[: PAGE + 1])
    shown = [_row(profile) for profile in found[:PAGE]]
    last = shown[-1].profile if len(found) > PAGE else None
    return shown, encode_cursor([last.user.display_name, last.user_id]) if last else ""


def one(actor: Actor, user_id: int) -> StaffRow:
    """One staff member of the actor's hospital. Refuses anybody else's as if not there."""
    profile = _own(actor).filter(user_id=user_id).first()
    if profile is None:
        raise NotFound(NOT_HERE, code="not_here")
    return _row(profile)


def expiring(actor: Actor, within: timedelta = EXPIRES_SOON) -> list[Expiring]:
    """Licences, rights and accounts that run out within so many days or have run out, soonest first.

    Only of open accounts: a date of somebody who has left needs no attention.
    """
    until = clock.today() + within
    soon = Q()
    for column in EXPIRY_COLUMNS:
        soon |= Q(**{f"{column}__lte": until})
    rows = _own(actor).filter(soon, user__is_active=True)
    found = [
        Expiring(profile, column, on)
        for profile in rows[:500]
        for column in EXPIRY_COLUMNS
        if (on := getattr(profile, column)) and on <= until
    ]
    return sorted(found, key=lambda item: (item.on, item.profile.user.display_name))


def locked(actor: Actor) -> list[Locked]:
    """Accounts of the actor's hospital that failed sign-ins lock at present, the longest locked first."""
    check_may(actor, Permission.UNLOCK_ACCOUNT)
    lasts = timedelta(hours=settings.AXES_COOLOFF_TIME)
    since = timezone.now() - lasts
    rows = AccessAttempt.objects.filter(attempt_time__gt=since).values("username", "ip_address")
    rows = rows.annotate(failures=Sum("failures_since_start"), last_at=Max("attempt_time"))
    stuck = {
        row["username"]: row
        for row in rows.filter(failures__gte=settings.AXES_FAILURE_LIMIT).order_by("last_at")
    }
    mine = StaffProfile.objects.filter(hospital_id__in=actor.hospitals_with(Permission.UNLOCK_ACCOUNT))
    profiles = {profile.user.username: profile for profile in mine.select_related("user")}
    full = exhausted(actor, what=SIGN_INS_BY_NAME, whom=profiles, limit=GUESSES_PER_NAME)
    by_token = {counted_as(name): profile for name, profile in profiles.items() if name not in full}
    found = [Locked(profiles[name], GUESSES_PER_NAME[0], until, True) for name, until in full.items()]
    found += [
        Locked(by_token[token], row["failures"], row["last_at"] + lasts)
        for token, row in stuck.items()
        if token in by_token
    ]
    return sorted(found, key=lambda item: item.until, reverse=True)


def people_to_help(actor: Actor, text: str) -> list[StaffProfile]:
    """Up to 20 staff of the security administrator's hospital whose name contains the text."""
    named = Q(user__display_name__icontains=text) | Q(user__username__icontains=text)
    return list(_helped(actor).filter(named).order_by("user__display_name")[:20])


def person_to_help(actor: Actor, user_id: int) -> StaffProfile:
    """One staff member of the security administrator's hospital."""
    profile = _helped(actor).filter(user_id=user_id).first()
    if profile is None:
        raise NotFound(NOT_HERE, code="not_here")
    return profile


def people_named(actor: Actor, text: str) -> list[int]:
    """Ids of accounts of the auditor's hospitals whose name contains the text (settings.AUDIT_FINDERS)."""
    check_may(actor, Permission.READ_AUDIT)
    named = Q(user__display_name__icontains=text) | Q(user__username__icontains=text)
    rows = StaffProfile.objects.filter(named, hospital_id__in=actor.hospitals_with(Permission.READ_AUDIT))
    return list(rows.values_list("user_id", flat=True)[:200])


def labels_of_people(actor: Actor, user_ids: Collection[int]) -> dict[int, str]:
    """The account names of staff of the auditor's hospitals, by id (settings.AUDIT_FINDERS)."""
    check_may(actor, Permission.READ_AUDIT)
    rows = StaffProfile.objects.filter(
        user_id__in=user_ids, hospital_id__in=actor.hospitals_with(Permission.READ_AUDIT)
    )
    return dict(rows.values_list("user_id", "user__username"))


def _own(actor: Actor) -> QuerySet[StaffProfile]:
    check_may(actor, Permission.MANAGE_STAFF)
    in_force = DutyAssignment.objects.in_force(clock.today()).select_related("team").order_by("pk")
    duties = Prefetch("user__duty_assignments", queryset=in_force, to_attr="in_force")
    rows = StaffProfile.objects.filter(hospital_id__in=actor.hospitals_with(Permission.MANAGE_STAFF))
    return rows.select_related("user", "department").prefetch_related(duties)


def _helped(actor: Actor) -> QuerySet[StaffProfile]:
    check_may(actor, Permission.UNLOCK_ACCOUNT)
    factor = Authenticator.objects.filter(user_id=OuterRef("user_id"), type=Authenticator.Type.TOTP)
    rows = StaffProfile.objects.filter(hospital_id__in=actor.hospitals_with(Permission.UNLOCK_ACCOUNT))
    return rows.select_related("user", "department").annotate(second_factor=Exists(factor))


def _narrow(rows: QuerySet[StaffProfile], narrowed: StaffFilter) -> QuerySet[StaffProfile]:
    if narrowed.q:
        rows = rows.filter(
            Q(user__display_name__icontains=narrowed.q) | Q(user__username__icontains=narrowed.q)
        )
    if narrowed.role:
        held = DutyAssignment.objects.in_force(clock.today()).filter(role=narrowed.role)
        rows = rows.filter(user_id__in=held.values("user_id"))
    expired = Q(account_expires_on__lt=clock.today())
    if narrowed.state == "active":
        rows = rows.filter(user__is_active=True).exclude(expired)
    elif narrowed.state == "disabled":
        rows = rows.filter(user__is_active=False)
    elif narrowed.state == "expired":
        rows = rows.filter(expired, user__is_active=True)
    return rows


def _behind(cursor: str) -> Q:
    values = decode_cursor(cursor)
    if len(values) != 2 or not isinstance(values[0], str) or not isinstance(values[1], int):
        raise Refused(msg("This page address is damaged; go back to the first page of the list."))
    name, user_id = values
    return Q(user__display_name__gt=name) | Q(user__display_name=name, user_id__gt=user_id)


def _row(profile: StaffProfile) -> StaffRow:
    duties = profile.user.in_force
    held = tuple((Role(duty.role), duty.team.called if duty.team else "") for duty in duties)
    return StaffRow(profile, held)
