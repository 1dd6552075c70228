"""Where a received file, a batch and each of its rows stand, and which moves are allowed."""

from enum import StrEnum

from quancheng.kernel.refused import msg


class BatchState(StrEnum):
    """Where a batch stands."""

    RECEIVED = "received"
    REFUSED = "refused"
    MAPPED = "mapped"
    CHECKED = "checked"
    IMPORTING = "importing"
    STOPPED = "stopped"
    FINISHED = "finished"
    UNDOING = "undoing"
    UNDONE = "undone"


BATCH_LABELS: dict[BatchState, str] = {
    BatchState.RECEIVED: msg("Columns to be matched"),
    BatchState.REFUSED: msg("File refused"),
    BatchState.MAPPED: msg("Being checked"),
    BatchState.CHECKED: msg("Checked, waiting for you"),
    BatchState.IMPORTING: msg("Being imported"),
    BatchState.STOPPED: msg("Stopped"),
    BatchState.FINISHED: msg("Imported"),
    BatchState.UNDOING: msg("Being undone"),
    BatchState.UNDONE: msg("Undone"),
}

S = BatchState
# REFUSED and UNDONE are the ends; a batch that is checked may be matched again, nothing was written yet.
BATCH_MOVES: dict[BatchState, frozenset[BatchState]] = {
    S.RECEIVED: frozenset({S.MAPPED, S.REFUSED}),
    S.REFUSED: frozenset(),
    S.MAPPED: frozenset({S.CHECKED, S.RECEIVED, S.REFUSED}),
    S.CHECKED: frozenset({S.RECEIVED, S.MAPPED, S.IMPORTING}),
    S.IMPORTING: frozenset({S.STOPPED, S.FINISHED}),
    S.STOPPED: frozenset({S.IMPORTING, S.UNDOING}),
    S.FINISHED: frozenset({S.UNDOING}),
    S.UNDOING: frozenset({S.UNDONE, S.FINISHED}),
    S.UNDONE: frozenset(),
}
# The worker has something to do in these; a person, or nobody, in all others.
DUE_STATES = frozenset({S.MAPPED, S.IMPORTING, S.UNDOING})
BATCH_OWNERS: dict[BatchState, str] = {
    S.RECEIVED: msg("Data clerk"),
    S.REFUSED: msg("nobody"),
    S.MAPPED: msg("the worker"),
    S.CHECKED: msg("Data clerk"),
    S.IMPORTING: msg("the worker"),
    S.STOPPED: msg("Data clerk"),
    S.FINISHED: msg("nobody"),
    S.UNDOING: msg("the worker"),
    S.UNDONE: msg("nobody"),
}


class RowState(StrEnum):
    """Where one row of a batch stands."""

    NEW = "new"
    IN = "in"
    UNCHANGED = "unchanged"
    DIFFERS = "differs"
    REFUSED = "refused"
    RESUBMITTED = "resubmitted"
    UNDONE = "undone"


ROW_LABELS: dict[RowState, str] = {
    RowState.NEW: msg("Ready to import"),
    RowState.IN: msg("Imported"),
    RowState.UNCHANGED: msg("Known and unchanged"),
    RowState.DIFFERS: msg("Known, with other values"),
    RowState.REFUSED: msg("Refused"),
    RowState.RESUBMITTED: msg("Refused, corrected later"),
    RowState.UNDONE: msg("Import undone"),
}
