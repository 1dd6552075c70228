"""Reading accounts; callers import from here."""

from quancheng.accounts.queries.own import own_sessions, recovery_codes_left
from quancheng.accounts.queries.staff import (
    Expiring,
    Locked,
    StaffFilter,
    StaffRow,
    expiring,
    labels_of_people,
    locked,
    one,
    people_named,
    people_to_help,
    person_to_help,
    staff_page,
)

__all__ = [
    "Expiring",
    "Locked",
    "StaffFilter",
    "StaffRow",
    "expiring",
    "labels_of_people",
    "locked",
    "one",
    "own_sessions",
    "people_named",
    "people_to_help",
    "person_to_help",
    "recovery_codes_left",
    "staff_page",
]
