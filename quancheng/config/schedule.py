"""Every job and its cadence: the one table of what happens without anybody asking.

A job looks for due work in its app's rows, claims one, does it, and looks again; it can be run twice, killed
and run again. The worker (`manage.py work`) runs what is due. `alone`: one worker at a time, kept in the
database; a job that claims its own rows needs no such thing.
"""

from typing import NamedTuple


class Job(NamedTuple):
    """One job: its dotted path (no arguments), seconds between runs, whether one worker at a time runs it."""

    path: str
    every: float
    alone: bool = True


SCHEDULE = (
    Job("quancheng.interfaces.spreadsheets.jobs.advance_imports", 1, alone=False),
    Job("quancheng.careplan.jobs.replan_after_publishing", 10, alone=False),
    Job("quancheng.careplan.jobs.derive_after_settings", 30),
    Job("quancheng.patients.jobs.propose_matches", 30),
    Job("quancheng.audit.jobs.seal_readings", 300),
    Job("quancheng.accounts.jobs.forget", 3600),
    Job("quancheng.ui.jobs.forget", 3600),
)
