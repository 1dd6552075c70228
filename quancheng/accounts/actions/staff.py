"""Adding, changing, disabling and enabling staff, and giving them a new temporary password."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission, Role
from quancheng.accounts import rules, sessions
from quancheng.accounts.actions.passwords import temporary_password
from quancheng.accounts.actions.signing_in import subject
from quancheng.accounts.models import DutyAssignment, StaffProfile, User
from quancheng.audit import actions as audit
from quancheng.audit.events import Event
from quancheng.hospitals.models import Department, Team
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import normalise_name

NOT_HERE = msg("This person is not there, or works in another hospital.")
ELSEWHERE = msg("This department or team belongs to another hospital.")

Duties = Iterable[tuple[Role, int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a staff member may sign for, and until when."""

    department_id: int | None = None
    title: str = ""
    licence_number: str = ""
    licence_expires_on: date | None = None
    internet_hospital_right: bool = False
    internet_hospital_expires_on: date | None = None
    breast_care_since: date | None = None
    account_expires_on: date | None = None


@transaction.atomic
def add_staff(
    *,
    by: Actor,
    hospital_id: int,
    username: str,
    display_name: str,
    duties: Duties,
    credentials: Credentials | None = None,
    password: str | None = None,
) -> tuple[User, str]:
    """The new account and its temporary password, which its owner must change at the first sign-in.

    A password given here (only the machine may, for the demo) is not temporary.
    """
    check_may(by, Permission.MANAGE_STAFF, hospital_id)
    wanted, credentials = frozenset(duties), credentials or Credentials()
    name = rules.account_name(username)
    if User.objects.filter(username=name).exists():
        raise Refused(rules.NAME_TAKEN, field="username", code="name_taken")
    _check(by, hospital_id, None, wanted, credentials)
    secret = password if password and by.system else temporary_password()
    user = User(username=name, display_name=normalise_name(display_name), hospital_id=hospital_id)
    user.set_password(secret)
    user.must_change_password = not (password and by.system)
    user.password_changed_at = clock.now()
    user.save(force_insert=True)
    StaffProfile.objects.create(user=user, hospital_id=hospital_id, **asdict(credentials))
    _assign(user, hospital_id, wanted)
    detail = {"duties": _said(wanted), "credentials": asdict(credentials)}
    audit.record(Event.STAFF_ADDED, by=by, hospital_id=hospital_id, subject=subject(user), detail=detail)
    return user, secret


@transaction.atomic
def change_staff(
    *, by: Actor, user_id: int, display_name: str, duties: Duties, credentials: Credentials, shown: str
) -> User:
    """The account with its new duties and credentials; the trail keeps what changed, before and after.

    `shown` is `rules.shown_staff` of what the editor had before her; refuses where that is no longer there.
    """
    user, profile = _found(by, Permission.MANAGE_STAFF, user_id)
    held = _held(user, profile.hospital_id)
    standing = {field.name: getattr(profile, field.name) for field in fields(Credentials)}
    rules.check_staff_as_shown(shown, display_name=user.display_name, duties=held, credentials=standing)
    wanted, name = frozenset(duties), normalise_name(display_name)
    _check(by, profile.hospital_id, user_id, wanted, credentials)
    changed: dict[str, object] = {
        field: [standing[field], value]
        for field, value in asdict(credentials).items()
        if standing[field] != value
    }
    for field, value in asdict(credentials).items():
        setattr(profile, field, value)
    profile.save()
    if user.display_name != name:
        changed["display_name"] = [user.display_name, name]
        user.display_name = name
        user.save(update_fields=["display_name"])
    if held != wanted:
        changed["duties"] = [_said(held), _said(wanted)]
        _end(user, profile.hospital_id, held - wanted)
        _assign(user, profile.hospital_id, wanted - held)
    if changed:
        _note(by, Event.STAFF_CHANGED, user, {"changed": changed})
    if "account_expires_on" in changed:
        # Sessions carry the last day with them, so that checking it costs no query.
        sessions.end_all(user)
    return user


@transaction.atomic
def disable_staff(*, by: Actor, user_id: int, reason: str) -> None:
    """Closes the account; its sessions die with it."""
    user, _profile = _found(by, Permission.MANAGE_STAFF, user_id)
    rules.check_not_oneself(by.user_id, user_id)
    if not user.is_active:
        return
    user.is_active, user.disabled_at = False, clock.now()
    user.save(update_fields=["is_active", "disabled_at"])
    ended = sessions.end_all(user)
    _note(by, Event.STAFF_DISABLED, user, {"reason": reason, "ended_sessions": ended})


@transaction.atomic
def enable_staff(*, by: Actor, user_id: int) -> None:
    """Opens the account again."""
    user, _profile = _found(by, Permission.MANAGE_STAFF, user_id)
    rules.check_not_oneself(by.user_id, user_id)
    if user.is_active:
        return
    user.is_active, user.disabled_at = True, None
    user.save(update_fields=["is_active", "disabled_at"])
    _note(by, Event.STAFF_ENABLED, user, {})


@transaction.atomic
def reset_password(*, by: Actor, user_id: int) -> str:
    """A new temporary password, shown to the administrator once; the account's sessions end."""
    user, _profile = _found(by, Permission.MANAGE_STAFF, user_id)
    rules.check_not_oneself(by.user_id, user_id)
    secret = temporary_password()
    user.set_password(secret)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    sessions.end_all(user)
    _note(by, Event.PASSWORD_RESET, user, {})
    return secret


def _found(by: Actor, permission: Permission, user_id: int) -> tuple[User, StaffProfile]:
    profile = StaffProfile.objects.select_for_update(of=("self",)).filter(user_id=user_id).first()
    if profile is None or not by.may(permission, profile.hospital_id):
        check_may(by, permission)
        raise NotFound(NOT_HERE, code="not_here")
    return User.objects.select_for_update(no_key=True).get(pk=user_id), profile


def _check(
    by: Actor,
    hospital_id: int,
    user_id: int | None,
    wanted: frozenset[tuple[Role, int | None]],
    credentials: Credentials,
) -> None:
    rules.check_duties(wanted)
    rules.check_separation(frozenset(role for role, _team in wanted))
    if user_id is not None and user_id == by.user_id:
        user = User.objects.get(pk=user_id)
        rules.check_own_duties(held=_held(user, hospital_id), wanted=wanted)
    rules.check_credentials(
        licence_number=credentials.licence_number,
        licence_expires_on=credentials.licence_expires_on,
        internet_hospital_right=credentials.internet_hospital_right,
        breast_care_since=credentials.breast_care_since,
        on=clock.today(),
    )
    teams = {team for _role, team in wanted if team is not None}
    strangers = teams and Team.objects.filter(pk__in=teams, hospital_id=hospital_id).count() != len(teams)
    department = credentials.department_id
    if department and not Department.objects.filter(pk=department, hospital_id=hospital_id).exists():
        strangers = True
    if strangers:
        raise NotFound(ELSEWHERE, code="elsewhere")


def _held(user: User, hospital_id: int) -> frozenset[tuple[Role, int | None]]:
    rows = DutyAssignment.objects.in_force(clock.today()).filter(user=user, hospital_id=hospital_id)
    return frozenset((Role(role), team) for role, team in rows.values_list("role", "team_id"))


def _assign(user: User, hospital_id: int, duties: Iterable[tuple[Role, int | None]]) -> None:
    for role, team_id in sorted(duties, key=str):
        # A duty that was taken away today and is given again is the same row.
        DutyAssignment.objects.update_or_create(
            user=user,
            hospital_id=hospital_id,
            team=Team.objects.get(pk=team_id) if team_id else None,
            role=role.value,
            starts_on=clock.today(),
            defaults={"ends_on": None},
        )


def _end(user: User, hospital_id: int, duties: Iterable[tuple[Role, int | None]]) -> None:
    """Ends duties as of yesterday: from now on they open nothing, and the row tells that they were held."""
    for role, team_id in duties:
        rows = DutyAssignment.objects.in_force(clock.today())
        rows = rows.filter(user=user, hospital_id=hospital_id, role=role.value)
        rows = rows.filter(team_id=team_id) if team_id else rows.filter(team__isnull=True)
        rows.update(ends_on=clock.today() - timedelta(days=1))


def _said(duties: Iterable[tuple[Role, int | None]]) -> list[str]:
    return sorted(role.value if team is None else f"{role.value} in team {team}" for role, team in duties)


def _note(by: Actor, event: Event, user: User, detail: dict[str, object]) -> None:
    audit.record(event, by=by, hospital_id=user.staff.hospital_id, subject=subject(user), detail=detail)
