"""Measures one claim: the application and its floor in turns, so that what disturbs one disturbs both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median

from bench.client import Load, drive
from bench.prepared import Prepared
from bench.servers import Server

CONNECTIONS = 8
WARM_SECONDS, WARM_WRITES = 0.7, 40


@dataclass(frozen=True, slots=True)
class Plan:
    """How long: so many rounds of so many seconds; what writes sends so many requests a round instead."""

    rounds: int = 3
    seconds: float = 2.0
    writes: int = 250

    @property
    def all_writes(self) -> int:
        """How many requests a claim that writes uses up on each side."""
        return WARM_WRITES + self.rounds * self.writes


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out: medians over the rounds; `share` is the median of the rounds' own shares.

    `cpu` is processor time of the workers in milliseconds a request. The floor's `cpu` over ours is a share
    too, and one that other work on the machine disturbs less.
    """

    rate: float
    floor: float
    share: float
    p50: float
    p95: float
    cpu: float
    floor_cpu: float

    @property
    def cpu_share(self) -> float:
        """The floor's processor time as a share of ours."""
        return self.floor_cpu / self.cpu if self.cpu else 0.0


class Wrong(Exception):
    """A server answered with another status than the recording did."""


def measure(prepared: Prepared, plan: Plan, real: Server, floor: Server, *, writes: bool) -> Measured:
    """The claim's figures; raises Wrong where an answer is not what was recorded."""
    sides = [_Side(server, prepared, plan, writes) for server in (real, floor)]
    for side in sides:
        side.warm()
    loads: list[tuple[Load, Load]] = []
    for turn in range(plan.rounds):
        ordered = sides if turn % 2 else sides[::-1]
        made = {id(side): side.round() for side in ordered}
        loads.append((made[id(sides[0])], made[id(sides[1])]))
        real.look()
    return _figures(loads, *(side.cpu for side in sides))


def _figures(loads: Sequence[tuple[Load, Load]], cpu: float, floor_cpu: float) -> Measured:
    shares = [one.rate / two.rate for one, two in loads]
    return Measured(
        rate=median(one.rate for one, _ in loads),
        floor=median(two.rate for _, two in loads),
        share=median(shares),
        p50=median(one.percentile(0.5) for one, _ in loads),
        p95=median(one.percentile(0.95) for one, _ in loads),
        cpu=cpu,
        floor_cpu=floor_cpu,
    )


class _Side:
    """One server under the claim's requests."""

    def __init__(self, server: Server, prepared: Prepared, plan: Plan, writes: bool) -> None:
        self.server, self.status, self.plan, self.writes = server, prepared.status, plan, writes
        self.requests: Iterator[bytes] = iter(prepared.requests) if writes else cycle(prepared.requests)
        self.spent, self.answered = 0.0, 0

    def warm(self) -> None:
        self._drive(WARM_WRITES, WARM_SECONDS)

    def round(self) -> Load:
        before = self.server.cpu
        load = self._drive(self.plan.writes, self.plan.seconds)
        self.spent += self.server.cpu - before
        self.answered += len(load.latencies)
        return load

    @property
    def cpu(self) -> float:
        """Milliseconds of processor time for each answer of the rounds."""
        return 1000 * self.spent / self.answered

    def _drive(self, count: int, seconds: float) -> Load:
        requests = islice(self.requests, count) if self.writes else self.requests
        # What writes is bounded by its count; the time is only so that a stuck server ends the run.
        load = drive(
            self.server.port, requests, connections=CONNECTIONS, seconds=120 if self.writes else seconds
        )
        if set(load.statuses) != {self.status}:
            raise Wrong(f"expected {self.status}, got {dict(load.statuses)}")
        return load
