"""What a centre may change in a pathway: figures, owner, priority, on or off; never what fulfils a step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quancheng.careplan.rules.pathway import read_rules
from quancheng.careplan.states import Duty, Priority
from quancheng.kernel.refused import Findings, Refused, msg

EARLIEST, LATEST, LONGEST_WINDOW = -180, 1_000, 730
PERIODS = msg("Write the periods one after the other, for example: 24:3, 60:6, 0:12 (0 means without end).")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEdit:
    """The centre's figures for one step; `every_months` is () for what does not repeat."""

    code: str
    on: bool
    duty: Duty
    priority: Priority
    after_days: int
    window_days: int
    every_months: tuple[tuple[int, int], ...] = ()


def edited(definition: Mapping[str, Any], edits: Sequence[StepEdit]) -> dict[str, Any]:
    """The definition with the edits in it. Refuses with every reason at once, each at its step."""
    by_code = {edit.code: edit for edit in edits}
    findings = Findings()
    steps = []
    for row in definition["steps"]:
        edit = by_code.pop(row["code"], None)
        if edit is not None:
            _check(row, edit, findings)
        steps.append(row if edit is None else _with(row, edit))
    if by_code:
        findings.add(msg("This pathway has no step called %(code)s."), params={"code": min(by_code)})
    findings.raise_any()
    changed = {**definition, "steps": steps}
    try:
        read_rules(changed)
    except (KeyError, ValueError) as error:
        raise Refused(msg("This pathway cannot be read: %(why)s."), params={"why": str(error)}) from error
    return changed


def _check(row: Mapping[str, Any], edit: StepEdit, findings: Findings) -> None:
    field = f"{edit.code}-window_days"
    if not 0 <= edit.window_days <= LONGEST_WINDOW:
        findings.add(
            msg("The window is between 0 and %(most)s days."), params={"most": LONGEST_WINDOW}, field=field
        )
    if not EARLIEST <= edit.after_days <= LATEST:
        findings.add(
            msg("The first day lies between %(least)s and %(most)s days."),
            params={"least": EARLIEST, "most": LATEST},
            field=f"{edit.code}-after_days",
        )
    if bool(row.get("every_months")) != bool(edit.every_months):
        findings.add(msg("A repeated step keeps an interval."), field=f"{edit.code}-every_months")
    elif edit.every_months:
        _check_intervals(edit, findings)


def _check_intervals(edit: StepEdit, findings: Findings) -> None:
    """Ends rise, only the last may be open, and each interval is a month or more."""
    field = f"{edit.code}-every_months"
    ends = [until for until, _ in edit.every_months]
    if any(interval < 1 or interval > 60 for _, interval in edit.every_months):
        findings.add(msg("An interval is between 1 and 60 months."), field=field)
    if (
        0 in ends[:-1]
        or sorted(set(ends[:-1])) != ends[:-1]
        or (ends[-1] and ends[-1] <= max([0, *ends[:-1]]))
    ):
        findings.add(
            PERIODS,
            field=field,
        )


def _with(row: Mapping[str, Any], edit: StepEdit) -> dict[str, Any]:
    values: dict[str, Any] = {
        **row,
        "duty": edit.duty.value,
        "priority": edit.priority.value,
        "after_days": edit.after_days,
        "window_days": edit.window_days,
        "off": not edit.on,
    }
    if edit.every_months:
        values["every_months"] = [list(pair) for pair in edit.every_months]
    return values


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Codes of the steps whose figures differ; what the audit row names."""
    before = {row["code"]: _figures(row) for row in old["steps"]}
    return [row["code"] for row in new["steps"] if before.get(row["code"]) != _figures(row)]


def _figures(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        row["duty"],
        row["priority"],
        row.get("after_days", 0),
        row["window_days"],
        [list(pair) for pair in row.get("every_months", ())],
        bool(row.get("off")),
    )


def read_intervals(text: str) -> tuple[tuple[int, int], ...]:
    """((24, 3), (0, 12)) from “24:3, 0:12”. Refuses what is not written so."""
    pairs = []
    for part in text.replace("，", ",").replace("：", ":").split(","):
        until, colon, interval = part.strip().partition(":")
        if not (colon and until.strip().isdecimal() and interval.strip().isdecimal()):
            raise Refused(PERIODS)
        pairs.append((int(until), int(interval)))
    return tuple(pairs)
