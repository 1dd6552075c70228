"""Prepares a run inside Django: signs people in, records every claim's requests, and writes them down.

Out come, for each claim, the requests as bytes for the client and the tapes for the floor.
"""

import pickle
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from bench.claims import VISITS
from bench.goals import GOALS
from bench.prepared import Prepared
from bench.tape import Tape, repeatable
from bench.world import World

WARM = 3  # the first visits fill caches that a running server has full
MOST = 60  # different requests of a claim


def main(words: Sequence[str]) -> None:
    """OUT WRITES [claim …]: the prepared claims in OUT, with so many requests for each that writes."""
    out, writes, names = Path(words[0]), int(words[1]), words[2:]
    world, prepared, tapes = World(), {}, {}
    for goal in GOALS:
        if goal.name in names:
            own = _written(world, goal.name) if goal.writes else _read(world, goal.name)
            count = writes if goal.writes else len(own)
            prepared[goal.name] = _prepare(world, goal.name, list(own.values()), count)
            tapes |= own
    out.with_suffix(".tapes").write_bytes(pickle.dumps(tapes))
    out.write_bytes(pickle.dumps(prepared))


def _read(world: World, name: str) -> dict[str, Tape]:
    """A tape of each different request."""
    visits = list(islice(VISITS[name](world), MOST))
    for visitor, ask in visits[:WARM]:
        visitor.sees(ask)
    return {f"{name}/{place}": visitor.records(ask) for place, (visitor, ask) in enumerate(visits)}


def _written(world: World, name: str) -> dict[str, Tape]:
    """The same for requests that change something: each is sent twice, to see what differs.

    Once before, too: the first change of a patient may bring a plan up to date that an older day had made.
    """
    for visitor, ask in islice(VISITS[name](world), MOST):
        visitor.sees(ask)
    turns = [[v.records(ask) for v, ask in islice(VISITS[name](world), MOST)] for _ in range(2)]
    pairs = zip(*turns, strict=True)
    return {f"{name}/{place}": repeatable(*pair) for place, pair in enumerate(pairs)}


def _prepare(world: World, name: str, tapes: Sequence[Tape], count: int) -> Prepared:
    requests: list[bytes] = []
    while len(requests) < count:
        visits = islice(VISITS[name](world), len(tapes))
        requests += [v.bytes_of(ask, f"{name}/{place}") for place, (v, ask) in enumerate(visits)]
    return Prepared(
        requests=tuple(requests[:count]),
        status=tapes[0].status,
        queries=max(tape.queries for tape in tapes),
        size=sum(len(tape.content) for tape in tapes) // len(tapes),
    )
