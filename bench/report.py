"""The table of a run: shares of the floor first, rates beside them, and what misses its goal marked."""

import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from bench.batches import Batch
from bench.client import drive, request_bytes
from bench.goals import MEMORY_MB, Goal
from bench.prepared import Prepared
from bench.rounds import CONNECTIONS, Measured, Plan
from bench.servers import Server, cores
from quancheng.kernel import clock

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
HEADS = (
    "", "share of floor", "by CPU", "goal", "real/s", "floor/s", "CPU ms", "floor's", "p50 ms", "p95 ms",
    "queries", "KB", "large : small",
)  # fmt: skip


@dataclass(slots=True)
class Run:
    """Everything that was measured in one run."""

    small: int
    large: int
    versions: list[str] = field(default_factory=list)
    rows: dict[tuple[str, str, int], tuple[Goal, Measured, Prepared]] = field(default_factory=dict)
    batches: list[tuple[str, Batch]] = field(default_factory=list)
    memory: list[tuple[str, int, list[float]]] = field(default_factory=list)
    empty: list[tuple[str, float]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, kind: str, size: int, goal: Goal, figures: Measured, prepared: Prepared) -> None:
        """One claim over HTTP."""
        self.rows[kind, goal.name, size] = goal, figures, prepared
        _say(kind, f"{size}", goal.words, figures.share, figures.rate)

    def miss(self, kind: str, size: int, goal: Goal, reason: str) -> None:
        """A claim that could not be measured, and why."""
        self.missed.append(f"{goal.words}, {kind}, {size:,} patients: **not measured** ✗ {reason}")
        print(f"  {self.missed[-1]}", file=sys.stderr, flush=True)

    def add_batch(self, kind: str, batch: Batch) -> None:
        """An import or recomputation."""
        self.batches.append((kind, batch))
        _say(kind, "", batch.words, batch.share, batch.rate)

    def add_memory(self, kind: str, size: int, megabytes: Sequence[float]) -> None:
        """What the server's processes took at most."""
        self.memory.append((kind, size, list(megabytes)))

    def add_empty(self, kind: str, floor: Server, plan: Plan) -> None:
        """How fast server and client are with a view that does nothing."""
        request = request_bytes("GET", "/empty")
        load = drive(floor.port, iter(lambda: request, None), connections=CONNECTIONS, seconds=plan.seconds)
        self.empty.append((kind, load.rate))


def _say(kind: str, size: str, words: str, share: float, rate: float) -> None:
    print(f"  {kind:<11}{size:>7} {words:<34}{share:>5.0%}  {rate:>6.0f}/s", file=sys.stderr, flush=True)


def as_text(run: Run) -> str:
    """The tables as Markdown, which a terminal shows well enough."""
    return "\n".join([_machine(run), "", *_http_tables(run), *_batch_table(run), *_notes(run)])


def publish(run: Run) -> None:
    """Put the tables into the README, between its marks."""
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    README.write_text(f"{before}{BEGIN}\n{as_text(run)}\n{END}{after}", encoding="utf-8")


def _machine(run: Run) -> str:
    parts = [
        f"{clock.today():%Y-%m-%d}",
        f"{cores()} cores",
        f"Python {platform.python_version()}",
        f"Django {version('django')}",
        f"granian {version('granian')}",
        *run.versions,
    ]
    return ", ".join(parts)


def _http_tables(run: Run) -> Iterator[str]:
    for kind in dict.fromkeys(kind for kind, _, _ in run.rows):
        yield from ("", f"**{kind}, {run.large:,} patients**", "", _line(HEADS), _line(["---"] * len(HEADS)))
        for (of, name, size), (goal, figures, prepared) in run.rows.items():
            if of == kind and size == run.large:
                small = run.rows.get((kind, name, run.small))
                yield _line(_cells(goal, figures, prepared, small[1] if small else None))


def _cells(goal: Goal, figures: Measured, prepared: Prepared, small: Measured | None) -> list[str]:
    queries = f"{prepared.queries}" + (f" of {goal.queries}" if goal.queries else "")
    return [
        goal.words,
        _marked(f"{figures.share:.0%}", figures.share >= goal.share),
        f"{figures.cpu_share:.0%}",
        f"{goal.share:.0%}",
        f"{figures.rate:.0f}",
        f"{figures.floor:.0f}",
        f"{figures.cpu:.1f}",
        f"{figures.floor_cpu:.1f}",
        f"{figures.p50:.1f}",
        f"{figures.p95:.1f}",
        _marked(queries, not goal.queries or prepared.queries <= goal.queries),
        f"{prepared.size / 1024:.0f}",
        f"{figures.cpu / small.cpu:.2f}" if small else "",
    ]


def _batch_table(run: Run) -> Iterator[str]:
    if run.batches:
        heads = ("", "a second", "goal", "SQL alone", "share of it")
        yield from ("", "**Batches**", "", _line(heads), _line(["---"] * len(heads)))
    for kind, batch in run.batches:
        rate = _marked(f"{batch.rate:.0f}", batch.rate >= batch.goal)
        yield _line(
            [f"{batch.words}, {kind}", rate, f"{batch.goal}", f"{batch.floor:.0f}", f"{batch.share:.0%}"]
        )


def _notes(run: Run) -> Iterator[str]:
    yield ""
    yield from (f"{words}  " for words in run.missed)
    for kind, count, megabytes in run.memory:
        each = ", ".join(f"{size:.0f}" for size in megabytes)
        total = _marked(f"{sum(megabytes):.0f} MB", sum(megabytes) <= MEMORY_MB)
        yield f"Memory of the server (PSS), {kind}, {count:,} patients: {each}, together {total}.  "
    for kind, rate in run.empty:
        yield f"A view that does nothing, behind the same server ({kind} run): {rate:.0f}/s.  "


def _marked(text: str, reached: bool) -> str:
    return text if reached else f"**{text}** ✗"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
