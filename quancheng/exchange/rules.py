"""Decisions about what was received: may this batch move on, may this name be kept."""

from quancheng.exchange.states import BATCH_MOVES, BatchState
from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import normalise

LONGEST_NAME = 120


def check_move(now: BatchState, wanted: BatchState) -> None:
    """Refuses a move that the table of states does not know."""
    if wanted not in BATCH_MOVES[now]:
        raise Refused(
            msg("This import has moved on in the meantime. Load the page again to see where it stands."),
            code="batch_moved_on",
        )


def tidy_file_name(name: str) -> str:
    """The last part of the name that the browser sent, without anything that could mislead a reader."""
    last = normalise(name.replace("\\", "/").rsplit("/", 1)[-1])
    return last[-LONGEST_NAME:].lstrip(".") or "file"


def check_mapping_name(name: str) -> str:
    """The name under which columns are remembered; refuses an empty one."""
    tidy = normalise(name)[:60]
    if len(tidy) < 2:
        raise Refused(msg("Give it a name by which you will know the source again."), field="name")
    return tidy
