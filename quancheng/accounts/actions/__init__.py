"""Everything that changes accounts, by subject; callers import from here."""

from quancheng.accounts.actions.accounts import open_account
from quancheng.accounts.actions.addresses import forget_addresses, may_guess
from quancheng.accounts.actions.codes import ask_code, forget_codes, use_code
from quancheng.accounts.actions.locks import clear_second_factor, unlock
from quancheng.accounts.actions.passwords import change_password
from quancheng.accounts.actions.rates import count, forget_windows, forgive
from quancheng.accounts.actions.second_factor import (
    make_recovery_codes,
    remove_second_factor,
    set_second_factor,
    use_second_factor,
)
from quancheng.accounts.actions.signing_in import (
    actor_of,
    end_other_sessions,
    forget_sessions,
    note_failure,
    note_refused,
    note_sign_in,
    note_sign_out,
    remember_preference,
)
from quancheng.accounts.actions.staff import (
    Credentials,
    add_staff,
    change_staff,
    disable_staff,
    enable_staff,
    reset_password,
)

__all__ = [
    "Credentials",
    "actor_of",
    "add_staff",
    "ask_code",
    "change_password",
    "change_staff",
    "clear_second_factor",
    "count",
    "disable_staff",
    "enable_staff",
    "end_other_sessions",
    "forget_addresses",
    "forget_codes",
    "forget_sessions",
    "forget_windows",
    "forgive",
    "make_recovery_codes",
    "may_guess",
    "note_failure",
    "note_refused",
    "note_sign_in",
    "note_sign_out",
    "open_account",
    "remember_preference",
    "remove_second_factor",
    "reset_password",
    "set_second_factor",
    "unlock",
    "use_code",
    "use_second_factor",
]
