"""`make bench`: measures what is claimed to be fast, beside its floor.

python -m bench [--patients N] [--database sqlite,postgres] [--only record,search_name] [--keep] …
"""

import argparse
import pickle
import sys
from collections.abc import Sequence

from bench import batches, report
from bench.client import Unreadable
from bench.databases import Databases, opened, population
from bench.goals import GOALS
from bench.places import KEPT, run
from bench.rounds import Plan, measure
from bench.servers import FLOOR, REAL, serving
from tests.servers import Absent


def main() -> int:
    """Measure what was asked for, print the table; with --publish, put it into bench/README.md."""
    options = _options()
    found = report.Run(small=options.small, large=options.patients)
    try:
        for kind in options.database.split(","):
            try:
                with opened(kind) as databases:
                    _measure_on(databases, options, found)
            except Absent as reason:
                print(f"{kind} is left out: {reason}", file=sys.stderr)
    finally:  # what was measured before something broke is told as well
        print(report.as_text(found))
    if options.publish:
        report.publish(found)
    return 0


def _options() -> argparse.Namespace:
    names = [goal.name for goal in GOALS] + list(batches.NAMES)
    parser = argparse.ArgumentParser(prog="make bench BENCH=…", description=__doc__)
    parser.add_argument("--patients", type=int, default=100_000, help="size of the registry (100000)")
    parser.add_argument("--small", type=int, default=1000, help="size that it is compared with; 0: not")
    parser.add_argument("--database", default="sqlite,postgres", help="sqlite, postgres or both")
    parser.add_argument("--only", default=",".join(names), help="of: " + ", ".join(names))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a round")
    parser.add_argument("--writes", type=int, default=250, help="requests a round where something is written")
    parser.add_argument("--publish", action="store_true", help="write the table into bench/README.md")
    options = parser.parse_args()
    options.only = options.only.split(",")
    if unknown := set(options.only) - set(names):
        parser.error(f"no such claim: {', '.join(sorted(unknown))}")
    return options


def _measure_on(databases: Databases, options: argparse.Namespace, found: report.Run) -> None:
    found.versions.append(f"{databases.kind} {databases.version}")
    plan = Plan(options.rounds, options.seconds, options.writes)
    names = [goal.name for goal in GOALS if goal.name in options.only]
    for size in dict.fromkeys(filter(None, (options.small, options.patients))):
        kept = population(databases, size)
        if names:
            _over_http(databases, kept, size, names, plan, found)
        if "stages" in options.only and size == options.patients:
            found.add_batch(databases.kind, batches.stages(databases, kept))
    if "import" in options.only:
        found.add_batch(databases.kind, batches.importing(databases))


def _over_http(
    databases: Databases, kept: str, size: int, names: Sequence[str], plan: Plan, found: report.Run
) -> None:
    out = KEPT / "prepared.pickle"
    databases.copy(kept, "real")
    run("capture", str(out), str(plan.all_writes), *names, url=databases.url("real"))
    databases.copy("real", "floor")
    prepared = pickle.loads(out.read_bytes())
    tapes = str(out.with_suffix(".tapes"))
    with (
        serving(REAL, databases.url("real")) as real,
        serving(FLOOR, databases.url("floor"), BENCH_TAPES=tapes) as floor,
    ):
        found.add_empty(databases.kind, floor, plan)
        for goal in GOALS:
            if goal.name in names:
                one = prepared[goal.name]
                try:
                    figures = measure(one, plan, real, floor, writes=goal.writes)
                except Unreadable as reason:
                    found.miss(databases.kind, size, goal, str(reason))
                else:
                    found.add(databases.kind, size, goal, figures, one)
        found.add_memory(databases.kind, size, real.megabytes)
    for name in ("real", "floor"):
        databases.drop(name)


if __name__ == "__main__":
    sys.exit(main())
