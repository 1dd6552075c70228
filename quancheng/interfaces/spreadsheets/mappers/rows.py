"""A row of the file into a person and her facts, or into what is wrong with it, by column."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from quancheng.interfaces.spreadsheets.client.cells import Cell, shifted_row
from quancheng.interfaces.spreadsheets.mappers.prefixes import check_prefixes
from quancheng.interfaces.spreadsheets.mappers.values import ColumnReader, Target
from quancheng.interfaces.spreadsheets.schemas import Definition, FactRule
from quancheng.kernel.dates import ClinicalDate
from quancheng.kernel.refused import Findings, Refusals, Refused
from quancheng.oncology.facts import KINDS
from quancheng.oncology.rules.history import History
from quancheng.oncology.rules.order import check_order
from quancheng.oncology.rules.recording import SIDE_NOT_RECORDED, NewFact, check_new_fact
from quancheng.oncology.rules.summary import Person
from quancheng.patients.rules.registering import (
    CheckedPatient,
    NewContact,
    NewIdentifier,
    NewPatient,
    check_new_patient,
)

Problem = dict[str, Any]
_NOTHING_YET = History(())


@dataclass(slots=True)
class Draft:
    """What a row gives: a person with facts, or problems; never half of both."""

    record_number: str = ""
    person: NewPatient | None = None
    checked: CheckedPatient | None = None
    facts: list[NewFact] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def identity(self) -> NewIdentifier | None:
        """The number that identifies the person in every hospital, in its one written form."""
        return self.checked.identifiers[0] if self.checked and self.checked.identifiers else None

    def content(self) -> str:
        """Everything that was taken from the row, in one spelling: two equal rows have equal content."""
        person, checked = self.person, self.checked
        assert person is not None  # noqa: S101 - only rows without problems are asked
        assert checked is not None  # noqa: S101
        return json.dumps(
            [
                [checked.record_number, checked.name, checked.birth_on, person.sex, person.age_at_diagnosis],
                [person.allergies, [(i.kind, i.value) for i in checked.identifiers]],
                [(c.kind, c.value) for c in checked.contacts],
                [(f.kind, f.side, f.on, f.precision, f.offset_days, f.body) for f in self.facts],
            ],
            default=str,
            ensure_ascii=False,
            sort_keys=True,
        )


class RowMapper:
    """Reads rows by one mapping. Made once for a batch; holds nothing of the rows it has read."""

    def __init__(
        self,
        definition: Definition,
        header: Sequence[str],
        *,
        hospital_id: int,
        team_id: int | None,
        today: date,
    ) -> None:
        self.definition = definition
        self._hospital_id, self._team_id, self._today = hospital_id, team_id, today
        kinds = {rule.name: rule.kind for rule in definition.facts}
        places = {name: index for index, name in enumerate(header)}
        self._columns = [
            ColumnReader(places[column.name], column, _targets(column.to, kinds), definition)
            for column in definition.columns
            if column.to and column.name in places
        ]
        # Later columns win, so the last one is where a problem with the value is shown.
        self._column_of = {t.name: c.column.name for c in self._columns for t in c.targets}
        self._conditions = {
            name: places[name] for rule in definition.facts for name in rule.only_if if name in places
        }
        self._plans = [_Plan(rule, set(self._column_of)) for rule in definition.facts]

    def read(self, cells: Sequence[Cell], *, checked: bool = True) -> Draft:
        """The row, read and checked by the rules of what is typed in; nothing is looked up or written.

        Without `checked`, for a row whose writing checks it anyway, the rules are left out.
        """
        draft = Draft()
        if shifted := shifted_row(cells):
            # Where a separator stood inside a text, every cell behind it may hold its neighbour's value.
            draft.problems.append(problem(Refused(shifted), "", ""))
            return draft
        values: dict[str, Any] = {}
        for column in self._columns:
            try:
                values.update(column.read(cells[column.index]))
            except Refused as refused:
                draft.problems.append(problem(refused, column.column.name, column.targets[0].name))
        draft.record_number = str(values.get("patient.record_number", ""))
        if draft.problems:
            return draft
        person = self._person(values)
        facts = [made for plan in self._plans if (made := self._fact(plan, values, cells)) is not None]
        self._settle_prefixes(draft, facts)
        if checked:
            self._check(draft, person, facts)
        if draft.problems:
            draft.checked = None
        else:
            draft.person, draft.facts = person, [fact for _, fact in facts]
        return draft

    def column_of(self, target: str) -> str:
        """The column that fills the target; empty where none does."""
        return self._column_of.get(target, "")

    def _person(self, values: Mapping[str, Any]) -> NewPatient:
        def text(name: str) -> str:
            return str(values.get(f"patient.{name}", ""))

        age = values.get("patient.age_at_diagnosis")
        return NewPatient(
            hospital_id=self._hospital_id,
            team_id=self._team_id,
            record_number=text("record_number"),
            name=text("name"),
            sex=text("sex") or "unknown",
            birth_on=values.get("patient.birth_on"),
            age_at_diagnosis=Decimal(age).quantize(Decimal("0.01")) if age is not None else None,
            allergies=text("allergies"),
            pseudonymous=self.definition.pseudonymous,
            identifiers=tuple(NewIdentifier(k, text(k)) for k in ("resident_id", "passport") if text(k)),
            contacts=tuple(NewContact(k, text(k)) for k in ("phone", "address") if text(k)),
            source=f"import:{self.definition.code}"[:40],
        )

    def _fact(
        self, plan: "_Plan", values: Mapping[str, Any], cells: Sequence[Cell]
    ) -> tuple["_Plan", NewFact] | None:
        rule = plan.rule
        for name, wanted in rule.only_if.items():
            if name not in self._conditions or cells[self._conditions[name]] not in wanted:
                return None
        body = {code: values[target] for target, code in plan.body if target in values}
        if not plan.exists(values, body):
            return None
        side = values.get(plan.any_side, "")
        if not side and rule.side_may_be_missing and self.definition.pseudonymous:
            side = SIDE_NOT_RECORDED
        on: ClinicalDate | None = values.get(plan.any_on)
        days = values.get(plan.days, values.get(plan.months, rule.days))
        return plan, NewFact(
            kind=rule.kind,
            body={**rule.constants, **body},
            on=on.on if on else None,
            precision=on.precision if on else "day",
            side=side,
            offset_days=days,
        )

    def _settle_prefixes(self, draft: Draft, facts: Sequence[tuple["_Plan", NewFact]]) -> None:
        for plan, fact in facts:
            if fact.kind == "tnm":
                findings = Findings()
                check_prefixes(fact.body, findings)
                if findings:
                    self._add(draft, Refusals(findings.items), plan)

    def _check(self, draft: Draft, new: NewPatient, facts: Sequence[tuple["_Plan", NewFact]]) -> None:
        birth_on = new.birth_on
        try:
            draft.checked = check_new_patient(new, today=self._today)
            birth_on = draft.checked.birth_on
        except Refused as refused:
            draft.problems += self.problems_of(refused)
        person = Person(sex=new.sex, birth_on=birth_on, age_at_diagnosis=new.age_at_diagnosis)
        others = [fact for _, fact in facts]
        for plan, fact in facts:
            try:
                check_new_fact(fact, person, pseudonymous=new.pseudonymous, today=self._today)
                check_order(fact, _NOTHING_YET, others)
            except Refused as refused:
                self._add(draft, refused, plan)

    def _add(self, draft: Draft, refused: Refused, plan: "_Plan") -> None:
        """What is wrong with a fact, at the column that gave the value; the same thing is told once."""
        for found in self._problems(refused, plan.target_of):
            same = (found["column"], found["message"])
            if same not in {(item["column"], item["message"]) for item in draft.problems}:
                draft.problems.append(found)

    def _problems(self, refused: Refused, target_of: Callable[[str], str]) -> list[Problem]:
        items = refused.items if isinstance(refused, Refusals) else (refused,)
        targets = [target_of(item.field or "") for item in items]
        return [problem(item, self.column_of(name), name) for item, name in zip(items, targets, strict=True)]

    def problems_of(self, refused: Refused) -> list[Problem]:
        """What is wrong with the person, by column as far as it says."""
        return self._problems(refused, lambda code: f"patient.{code}")


class _Plan:
    """Which values make one fact."""

    def __init__(self, rule: FactRule, targets: set[str]) -> None:
        self.rule = rule
        head = f"{rule.name}."
        self.body = [(t, t.removeprefix(head)) for t in targets if t.startswith(head) and "@" not in t]
        self.side, self.on = head + "@side", head + "@date"
        # A column of its own comes first, even where its cell is empty.
        sided = KINDS[rule.kind].sided
        self.any_side = "*.@side" if self.side not in targets and sided else self.side
        dates = (self.on, "*.@date", f"{rule.dated_by}.@date")
        self.any_on = next((name for name in dates if name in targets), self.on)
        self.days, self.months, self._told = head + "@days", head + "@months", head + "@exists"
        self.any_days = self.days if self.days in targets else self.months
        self._asked = self._told in targets

    def target_of(self, code: str) -> str:
        """The target from which the field of a refusal came."""
        places = {"on": self.any_on, "side": self.any_side, "offset_days": self.any_days}
        return places.get(code, f"{self.rule.name}.{code}")

    def exists(self, values: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
        """Whether the row tells of this fact: a column says so, or some value of it is there."""
        if self.rule.always:
            return True
        if self._asked:
            return bool(values.get(self._told, False))
        if self.body:
            return any(not isinstance(value, Mapping) for value in body.values())
        return self.on in values or self.days in values or self.months in values


def _targets(names: Iterable[str], kinds: Mapping[str, str]) -> tuple[Target, ...]:
    found = []
    for name in names:
        head, _, tail = name.partition(".")
        found.append(Target(name, head, tail, kinds.get(head, "")))
    return tuple(found)


def problem(refused: Refused, column: str, target: str) -> Problem:
    """A refusal as it is kept with the row: the sentence stays a msgid, so every language can say it."""
    params = {
        key: value if isinstance(value, int | float | str) else str(value)
        for key, value in refused.params.items()
    }
    return {"column": column, "field": target, "message": refused.message, "params": params}
