"""Facts in short: values that are None are left out; markers say that one is pending or not done."""

from datetime import date
from typing import Any

from quancheng.oncology.rules.recording import NewFact

PENDING = {"absent": "pending"}
NOT_DONE = {"absent": "not_done"}
UNKNOWN = {"absent": "unknown"}


def fact(kind: str, on: date, side: str = "", **body: Any) -> NewFact:
    """A fact to be recorded."""
    return NewFact(kind=kind, on=on, side=side, body={k: v for k, v in body.items() if v is not None})
