"""Who may sign in, and for how long. Plain decisions; `now` and `on` are arguments."""

from datetime import date, datetime, timedelta

from quancheng.kernel.refused import Refused, msg

WRONG_NAME_OR_PASSWORD = msg("The account or the password is wrong.")
ACCOUNT_CLOSED = msg("This account is closed. Ask the system administrator of your hospital.")
ACCOUNT_EXPIRED = msg("This account expired on %(day)s. Ask the system administrator of your hospital.")
WRONG_PASSWORD = msg("This is not your present password.")
PASSWORDS_DIFFER = msg("The two new passwords differ. Type the same one twice.")
PASSWORD_KEPT = msg("Choose a password that differs from the present one.")
SECOND_FACTOR_WANTED = msg("Your centre asks staff to keep the second step of signing in.")
WRONG_CODE = msg("The code is wrong or no longer valid. Check it, or ask for a new one.")
TOO_MANY_CODES = msg("Too many codes were asked for. Wait a quarter of an hour, then try again.")
TOO_MANY_TRIES = msg("Too many wrong codes. Wait a quarter of an hour, then try again.")

CODE_LIFE = timedelta(minutes=5)
CODE_TRIES = 5
# How often in how long, for each thing that can be guessed or used to annoy.
CODES_PER_PHONE = (3, timedelta(minutes=15))
CODES_PER_PHONE_A_DAY = (10, timedelta(days=1))
CODES_PER_ADDRESS = (30, timedelta(minutes=15))
# A whole hospital may share one address, so this one only stops a flood.
SIGN_INS_PER_ADDRESS = (300, timedelta(minutes=15))
PASSWORDS_PER_USER = (5, timedelta(minutes=15))
SECOND_FACTORS_PER_USER = (5, timedelta(minutes=15))

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
