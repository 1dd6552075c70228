"""What a form was shown with: a change of what no longer stands there is refused."""

from collections.abc import Mapping

from quancheng.kernel.hashing import canonical, digest
from quancheng.kernel.refused import Refused, msg

CHANGED_SINCE = "changed_since_shown"


def shown_as(values: Mapping[str, object]) -> str:
    """A digest of what a form is shown with: the same for the same values."""
    return digest(canonical(values)).hex()


def check_as_shown(shown: str, now: Mapping[str, object]) -> None:
    """Refuses where somebody has changed the values since they were shown: saving would undo it unseen."""
    if shown != shown_as(now):
        raise Refused(
            msg(
                "Somebody has changed this while you had it open. Compare what stands there now with what "
                "you typed, take over what is right, then save again."
            ),
            code=CHANGED_SINCE,
        )
