"""Words for what happened to a session or an account."""

from quancheng.kernel.refused import msg

WHY_SIGNED_OUT = {
    "idle": msg("You were signed out because nothing was done for half an hour. What was saved is kept."),
    "longest": msg("You were signed out because a sign-in lasts 12 hours at most. What was saved is kept."),
    "expired": msg("You were signed out because your account has reached its last day."),
    "password": msg("The password was changed. Sign in with the new one."),
}


def why_signed_out(code: str) -> str:
    """The sentence (an English msgid) for the sign-in page; nothing for an unknown code."""
    return WHY_SIGNED_OUT.get(code, "")
