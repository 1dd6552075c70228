"""The report of a batch: how often each problem occurs in each column, and where to see it first."""

from collections.abc import Mapping, Sequence
from typing import Any

from quancheng.exchange.states import RowState

FIRST_ROWS = 10
MOST_GROUPS = 300


class Report:
    """Counts as rows are judged; its JSON holds no value of any row."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        self._kept = dict(kept)
        self._groups: dict[str, dict[str, Any]] = {
            self._key(group): {**group, "rows": list(group["rows"])} for group in kept.get("problems", ())
        }

    @staticmethod
    def _key(item: Mapping[str, Any]) -> str:
        return f"{item['column']}\x1f{item['message']}"

    def count(self, number: int, state: RowState, problems: Sequence[Mapping[str, Any]]) -> None:
        """Adds one row's problems; differences are counted too, under their own sentence."""
        if state not in {RowState.REFUSED, RowState.DIFFERS}:
            return
        for item in problems:
            key = self._key(item)
            if key not in self._groups and len(self._groups) >= MOST_GROUPS:
                continue
            group = self._groups.setdefault(
                key,
                {
                    "column": item["column"],
                    "message": item["message"],
                    "state": state.value,
                    "count": 0,
                    "rows": [],
                },
            )
            group["count"] += 1
            if len(group["rows"]) < FIRST_ROWS and number not in group["rows"]:
                group["rows"].append(number)

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept with the batch, the most frequent problem first."""
        groups = sorted(self._groups.values(), key=lambda group: (-group["count"], group["column"]))
        return {**self._kept, "problems": groups}
