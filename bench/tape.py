"""The SQL of one request: recorded statement by statement, and played again with nothing else around it.

Played on a copy of the same database it is the request's floor: what the database asks for, and no more. A
request that writes cannot be played twice as it was (record numbers and chain numbers are unique), so two
recordings of the same request are compared: a value that differs is either one that the database had
answered before (`Answer`, perhaps plus one) or chance (`Fresh`).
"""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

SAVEPOINT_NAME = re.compile(r'"s\d+_x\d+"')
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:")
NEAR = 50  # how far a number may stand from one that the database gave and still be counted from it


class Differs(Exception):
    """Two recordings are not of the same request; the text says where."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A value that an earlier statement of the same request gave, plus so much."""

    statement: int
    row: int
    column: int
    plus: int = 0


@dataclass(frozen=True, slots=True)
class Fresh:
    """A value that must be new at every playing: a number, or text of this length."""

    length: int = 0

    def value(self) -> int | str:
        """One that was not there before."""
        if not self.length:
            return secrets.randbits(63) - 2**62
        return secrets.token_hex(self.length)[: self.length]


@dataclass(slots=True)
class Statement:
    """One statement as it went to the database; `ends` marks the end of a transaction instead."""

    sql: str = ""
    params: Any = None
    many: bool = False
    atomic: bool = False
    ends: bool = False
    rows: list[tuple[Any, ...]] = field(default_factory=list)


@dataclass(slots=True)
class Tape:
    """The statements of a request, and its answer: status, headers and bytes."""

    statements: list[Statement] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def queries(self) -> int:
        """How many statements asked or wrote something (no BEGIN, SAVEPOINT or their ends)."""
        return sum(not is_bracket(statement) for statement in self.statements)


def is_bracket(statement: Statement) -> bool:
    """Whether a statement only opens or closes a transaction or savepoint."""
    words = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return statement.ends or statement.sql.startswith(words)


class _Recorder(CursorWrapper):
    """A cursor that keeps what was sent and, where `answers` are wanted, what came back."""

    def __init__(self, cursor: Any, db: Any, found: list[Statement], *, answers: bool) -> None:
        super().__init__(cursor, db)
        self.found, self.answers = found, answers

    def execute(self, sql: str, params: Any = None) -> Any:
        self._note(Statement(sql, _kept(params), atomic=connection.in_atomic_block))
        return super().execute(sql, params)

    def executemany(self, sql: str, param_list: Any) -> Any:
        listed = [_kept(params) for params in param_list]
        self._note(Statement(sql, listed, many=True, atomic=connection.in_atomic_block))
        return super().executemany(sql, listed)

    def fetchone(self) -> Any:
        row = self.cursor.fetchone()
        self._keep([] if row is None else [row])
        return row

    def fetchmany(self, *size: int) -> Any:
        return self._keep(self.cursor.fetchmany(*size))

    def fetchall(self) -> Any:
        return self._keep(self.cursor.fetchall())

    def __iter__(self) -> Any:
        return iter(self.fetchall())

    def _note(self, said: Statement) -> None:
        self.said = said
        self.found.append(said)

    def _keep(self, rows: Any) -> Any:
        if self.answers:
            self.said.rows += rows
        return rows


@contextmanager
def recording(*, answers: bool = True) -> Iterator[list[Statement]]:
    """The statements that Django sends inside the block, with what came back where `answers` are wanted."""
    found: list[Statement] = []
    commit, rollback, make = connection._commit, connection._rollback, connection.make_cursor

    def ended(end: Callable[[], Any]) -> Callable[[], Any]:
        def marked() -> Any:
            found.append(Statement(ends=True))
            return end()

        return marked

    connection._commit, connection._rollback = ended(commit), ended(rollback)
    connection.make_cursor = lambda cursor: _Recorder(cursor, connection, found, answers=answers)
    try:
        yield found
    finally:
        connection._commit, connection._rollback, connection.make_cursor = commit, rollback, make


def _kept(params: Any) -> Any:
    """Parameters as they can be kept in a file: a view of bytes is the bytes."""
    if not isinstance(params, list | tuple):
        return params
    return type(params)(bytes(value) if isinstance(value, memoryview) else value for value in params)


def repeatable(first: Tape, second: Tape) -> Tape:
    """The first recording with what differs in the second replaced by where it comes from.

    Raises Differs where the two asked for different things.
    """
    if len(first.statements) != len(second.statements):
        raise Differs(f"{len(first.statements)} statements, then {len(second.statements)}")
    made: list[Statement] = []
    for place, (one, two) in enumerate(zip(first.statements, second.statements, strict=True)):
        if SAVEPOINT_NAME.sub("", one.sql) != SAVEPOINT_NAME.sub("", two.sql) or one.many or two.many:
            raise Differs(f"statement {place}: {one.sql[:200]} | {two.sql[:200]}")
        params = one.params
        if params:
            params = [
                _source(a, b, first.statements[:place], second.statements[:place])
                for a, b in zip(one.params, two.params, strict=True)
            ]
        made.append(Statement(one.sql, params, atomic=one.atomic, ends=one.ends, rows=one.rows))
    return Tape(made, first.status, first.headers, first.content)


def _source(a: Any, b: Any, before: Sequence[Statement], before_too: Sequence[Statement]) -> Any:
    if _plain(a) == _plain(b):
        return a
    if isinstance(a, int) and isinstance(b, int):
        return _answer(a, b, before, before_too) or (Fresh() if abs(a) > 2**40 else a)
    if isinstance(a, str) and re.fullmatch(r"[0-9A-Za-z_-]{8,}", a) and not MOMENT.match(a):
        return Fresh(len(a))
    if type(a).__name__ == "UUID":
        return Fresh(32)
    return a


def _answer(a: int, b: int, before: Sequence[Statement], before_too: Sequence[Statement]) -> Answer | None:
    """The newest answer of the database from which both numbers stand equally far, and near."""
    for place in range(len(before) - 1, -1, -1):
        one, two = before[place].rows, before_too[place].rows
        if one and not (len(one) == len(two) == 1 or before[place].sql.startswith("INSERT")):
            continue  # what a search happened to find is not found again
        for row in range(min(len(one), len(two))):
            for column, (x, y) in enumerate(zip(one[row], two[row], strict=False)):
                if type(x) is int and type(y) is int and a - x == b - y and 0 <= a - x <= NEAR:
                    return Answer(place, row, column, a - x)
    return None


def _plain(value: Any) -> Any:
    """A value that can be compared: drivers wrap JSON and bytes in objects that are never equal."""
    inner = getattr(value, "obj", value)
    return bytes(inner) if isinstance(inner, memoryview) else inner


def play(statements: Sequence[Statement]) -> None:
    """Send the statements again, each transaction as one, reading every row that comes back."""
    given: list[list[tuple[Any, ...]]] = []
    start = 0
    while start < len(statements):
        end = start
        while end < len(statements) and not statements[end].ends:
            if statements[end].atomic != statements[start].atomic:
                break
            end += 1
        part = statements[start:end]
        if part and part[0].atomic:
            with transaction.atomic():
                _send(part, given)
        else:
            _send(part, given)
        if end < len(statements) and statements[end].ends:
            given.append([])
            end += 1
        start = end


def _send(statements: Sequence[Statement], given: list[list[tuple[Any, ...]]]) -> None:
    for statement in statements:
        rows: list[tuple[Any, ...]] = []
        if not statement.sql.startswith("BEGIN"):
            with connection.cursor() as cursor:
                if statement.many:
                    cursor.executemany(statement.sql, statement.params)
                else:
                    cursor.execute(statement.sql, _filled(statement.params, given))
                if cursor.description is not None:
                    rows = cursor.fetchall()
        given.append(rows)


def _filled(params: Any, given: Sequence[Sequence[tuple[Any, ...]]]) -> Any:
    if not isinstance(params, list):
        return params
    return [_value(param, given) for param in params]


def _value(param: Any, given: Sequence[Sequence[tuple[Any, ...]]]) -> Any:
    if isinstance(param, Fresh):
        return param.value()
    if isinstance(param, Answer):
        return given[param.statement][param.row][param.column] + param.plus
    return param
