"""Due work of the plan: re-planning that a published pathway has left."""

from quancheng.access.actor import system
from quancheng.careplan.actions.pathways import claim_replanning, replan_batch
from quancheng.patients.row_security import acting_as


def replan_after_publishing(*, batches: int = 1_000) -> int:
    """How many batches of patients were re-planned; once stopped, the next run goes on from there."""
    by, count = system("replan_after_publishing"), 0
    while count < batches:
        with acting_as(by):
            work = claim_replanning(by=by)
        if work is None:
            break
        while count < batches:
            with acting_as(by):
                if not replan_batch(by=by, work=work):
                    break
            count += 1
    return count
