"""Who may sign in, and for how long. Plain decisions; `now` and `on` are arguments."""

import re
from collections.abc import Mapping, Set
from datetime import date, datetime, timedelta

from quancheng.access.roles import ROLE_PERMISSIONS, Permission, Role
from quancheng.kernel.refused import Findings, Refused, msg
from quancheng.kernel.shown import check_as_shown, shown_as
from quancheng.kernel.text import normalise

WRONG_NAME_OR_PASSWORD = msg("The account or the password is wrong.")
ACCOUNT_CLOSED = msg("This account is closed. Ask the system administrator of your hospital.")
ACCOUNT_EXPIRED = msg("This account expired on %(day)s. Ask the system administrator of your hospital.")
WRONG_PASSWORD = msg("This is not your present password.")
PASSWORDS_DIFFER = msg("The two new passwords differ. Type the same one twice.")
PASSWORD_KEPT = msg("Choose a password that differs from the present one.")
SECOND_FACTOR_WANTED = msg("Your centre asks staff to keep the second step of signing in.")
WRONG_CODE = msg("The code is wrong or no longer valid. Check it, or ask for a new one.")
WRONG_APP_CODE = msg("The code is wrong or has run out. Check it, or type the one that the app shows now.")
TOO_MANY_CODES = msg("Too many codes were asked for. Wait a quarter of an hour, then try again.")
TOO_MANY_TRIES = msg("Too many wrong codes. Wait a quarter of an hour, then try again.")
TOO_MANY_GUESSES = msg(
    "Too many wrong passwords were tried for this account. Try again in an hour, or from a place where you "
    "have signed in before, or ask the security administrator of your hospital to unlock it."
)

NAME_TAKEN = msg("This account name is taken; choose another.")
BAD_NAME = msg(
    "An account name has 3 to 60 characters: letters a to z, digits, dot, dash and underscore, and begins "
    "with a letter or a digit."
)
NO_DUTY = msg("Give at least one role; without one the account opens nothing.")
ADMINS_APART = msg(
    "System administrator, security administrator and auditor must be three people. Give this person one of "
    "them only."
)
ADMIN_IS_NOT_CLINICAL = msg(
    "Whoever administers or audits the system does not work with patients' data. Give this person either an "
    "administrative role or clinical ones."
)
NOT_OWN_DUTIES = msg("You cannot change your own roles. Ask another system administrator of your hospital.")
NOT_ONESELF = msg(
    "You cannot do this to your own account. Ask another system administrator of your hospital."
)
LICENCE_NUMBER_WANTED = msg("Enter the licence number that this date belongs to.")
RIGHT_WANTS_LICENCE = msg("An internet-hospital right rests on a licence; enter its number.")
SINCE_IN_FUTURE = msg("The year when work in breast care began cannot lie ahead.")

CODE_LIFE = timedelta(minutes=5)
CODE_TRIES = 5
# How often in how long, for each thing that can be guessed or used to annoy.
CODES_PER_PHONE = (3, timedelta(minutes=15))
CODES_PER_PHONE_A_DAY = (10, timedelta(days=1))
CODES_PER_ADDRESS = (30, timedelta(minutes=15))
# A whole hospital may share one address, so this one only stops a flood.
SIGN_INS_PER_ADDRESS = (300, timedelta(minutes=15))
# Together from all addresses that the account was never opened from; two windows meet in an hour: 24 at most.
SIGN_INS_BY_NAME, REFUSED_BY_NAME = "sign-in-name", "sign-in-refused"
# One line in the trail for all that are refused in that hour.
REFUSALS_NOTED = (1, timedelta(hours=1))
GUESSES_PER_NAME = (12, timedelta(hours=1))
PASSWORDS_PER_USER = (5, timedelta(minutes=15))
SECOND_FACTORS_PER_USER = (5, timedelta(minutes=15))

EXPIRES_SOON = timedelta(days=60)
# 三员分立 (GB/T 22239-2019 8.1.5): operating, securing and auditing the system are three people's work.
ADMIN_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
_PATIENT_DATA = frozenset(
    {Permission.FIND_PATIENT, Permission.VIEW_RECORD, Permission.VIEW_REPORTS, Permission.IMPORT_REGISTRY}
)
_ACCOUNT_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}", re.ASCII)

Duty = tuple[Role, int | None]

SAFE_BEGINNINGS = ("/s/", "/p/", "/accounts/")


def check_may_sign_in(*, is_active: bool, expires_on: date | None, on: date) -> None:
    """Refuses a closed account, and one whose last day is past."""
    if not is_active:
        raise Refused(ACCOUNT_CLOSED, code="account_closed")
    if expires_on is not None and expires_on < on:
        raise Refused(ACCOUNT_EXPIRED, params={"day": expires_on.isoformat()}, code="account_expired")


def check_new_password(*, old: str, new: str, again: str) -> None:
    """Refuses a new password that was mistyped or is the old one. Guessing it is judged elsewhere."""
    if new != again:
        raise Refused(PASSWORDS_DIFFER, field="again", code="passwords_differ")
    if new == old:
        raise Refused(PASSWORD_KEPT, field="new", code="password_kept")


def is_password_old(changed_at: datetime | None, *, now: datetime, rotation_days: int) -> bool:
    """Whether the password must be renewed; 0 days means never."""
    if not rotation_days or changed_at is None:
        return False
    return now - changed_at > timedelta(days=rotation_days)


def is_over(*, began: float, seen: float, now: float, idle: int, longest: int) -> str:
    """Why a session ends now: "idle", "longest", or "" when it goes on. Times are seconds since 1970.

    等保 GB/T 22239-2019 8.1.4.1 asks for a time-out; the two limits are settings.
    """
    if now - began > longest:
        return "longest"
    return "idle" if now - seen > idle else ""


def is_safe_path(path: str) -> bool:
    """Whether sign-in may lead there: an own page's path, nothing that a browser reads as another host."""
    plain = path.isascii() and path.isprintable() and "\\" not in path and "//" not in path.split("?")[0]
    return plain and path.startswith(SAFE_BEGINNINGS) and "/../" not in path


def account_name(typed: str) -> str:
    """The one spelling of an account's name; refuses what could be mistaken for another."""
    name = normalise(typed).lower()
    if not _ACCOUNT_NAME.fullmatch(name):
        raise Refused(BAD_NAME, field="username", code="bad_name")
    return name


def check_duties(wanted: Set[Duty]) -> None:
    """Refuses an account without any role."""
    if not wanted:
        raise Refused(NO_DUTY, field="duties", code="no_duty")


def touches_patients(role: Role) -> bool:
    """Whether a role works with patients or their data."""
    return bool(ROLE_PERMISSIONS[role] & _PATIENT_DATA)


def check_separation(roles: Set[Role]) -> None:
    """Refuses two administrative roles in one person, and an administrative one beside a clinical one."""
    admins = roles & ADMIN_ROLES
    if len(admins) > 1:
        raise Refused(ADMINS_APART, field="duties", code="admins_apart")
    if admins and any(touches_patients(role) for role in roles - ADMIN_ROLES):
        raise Refused(ADMIN_IS_NOT_CLINICAL, field="duties", code="admin_not_clinical")


def check_own_duties(*, held: Set[Duty], wanted: Set[Duty]) -> None:
    """Refuses a change of one's own roles, to more as to fewer."""
    if held != wanted:
        raise Refused(NOT_OWN_DUTIES, field="duties", code="own_duties")


def check_not_oneself(actor_id: int | None, user_id: int) -> None:
    """Refuses closing, opening or resetting one's own account."""
    if actor_id == user_id:
        raise Refused(NOT_ONESELF, code="oneself")


def check_credentials(
    *,
    licence_number: str,
    licence_expires_on: date | None,
    internet_hospital_right: bool,
    breast_care_since: date | None,
    on: date,
) -> None:
    """Refuses dates and rights that rest on nothing, all at once."""
    findings = Findings()
    if licence_expires_on and not licence_number:
        findings.add(LICENCE_NUMBER_WANTED, field="licence_number", code="licence_number_wanted")
    if internet_hospital_right and not licence_number:
        findings.add(RIGHT_WANTS_LICENCE, field="licence_number", code="right_wants_licence")
    if breast_care_since and breast_care_since > on:
        findings.add(SINCE_IN_FUTURE, field="breast_care_since", code="since_in_future")
    findings.raise_any()


def shown_staff(
    *, display_name: str, duties: Set[tuple[Role, int | None]], credentials: Mapping[str, object]
) -> str:
    """The digest by which a form tells which name, duties and credentials it was shown with."""
    return shown_as(_staff_values(display_name, duties, credentials))


def check_staff_as_shown(
    shown: str, *, display_name: str, duties: Set[tuple[Role, int | None]], credentials: Mapping[str, object]
) -> None:
    """Refuses where somebody has changed name, duties or credentials since the form was shown."""
    check_as_shown(shown, _staff_values(display_name, duties, credentials))


def _staff_values(
    display_name: str, duties: Set[tuple[Role, int | None]], credentials: Mapping[str, object]
) -> dict[str, object]:
    held = sorted((role.value, team or 0) for role, team in duties)
    return {"display_name": display_name, "duties": held, "credentials": dict(credentials)}
