"""Due work of the plan: what a published pathway or a changed laboratory setting has left."""

from quancheng.access.actor import system
from quancheng.careplan.actions import recomputing
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


def derive_after_settings() -> int:
    """How many summaries changed because a hospital changed its Ki-67 cut or subtype rule."""
    return recomputing.derive_after_settings(by=system("derive_after_settings")).summaries
