"""Every test, on each database and in the browser, and a summary of what ran and what could not.

    python tests/run.py [--only sqlite,postgres,browser] [whatever pytest takes]
    python tests/run.py --only newcomer    the first start from a fresh clone
    python tests/run.py --only stories     the stories in Chromium once more, told on PostgreSQL

The last two take minutes and run only when asked for.

A server or browser that is not on this machine is left out and named; the rest decides the outcome.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.servers import Absent, Postgres, chromium, chromium_version

ROOT = Path(__file__).resolve().parents[1]
NOTHING_SELECTED = 5
# What a person may say to the tests themselves: docs/how-to/develop.md.
FOR_TESTS = {"QUANCHENG_REFERENCE", "QUANCHENG_MATRIX", "QUANCHENG_SCREENSHOTS"}


@dataclass
class Outcome:
    """What one part of the run gave."""

    name: str
    code: int = 0
    seconds: float = 0
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    absent: str = ""

    @property
    def failed(self) -> bool:
        """True where a test failed, or pytest itself did."""
        return self.code not in (0, NOTHING_SELECTED)

    def read(self, report: Path) -> None:
        """Take the counts from pytest's JUnit report."""
        if not report.exists():
            return
        for case in ElementTree.parse(report).iter("testcase"):
            kinds = {child.tag: child for child in case}
            if "failure" in kinds or "error" in kinds:
                self.counts["failed"] += 1
            elif "skipped" in kinds:
                self.counts["skipped"] += 1
                self.reasons[kinds["skipped"].get("message", "no reason given")] += 1
            else:
                self.counts["passed"] += 1


def surroundings(folder: Path, url: str) -> dict[str, str]:
    """The environment of a part: nothing of a person's own settings, and files in a folder that goes away."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in FOR_TESTS or not name.startswith(("QUANCHENG_", "DATABASE_URL", "REDIS_URL"))
    }
    return kept | {"DATABASE_URL": url, "QUANCHENG_VAR": str(folder / "var")}


def pytest(name: str, part: str, url: str, arguments: list[str], **more: str) -> Outcome:
    """Run pytest once and say what came out."""
    print(f"\n── {name} " + "─" * max(0, 90 - len(name)), flush=True)
    outcome, started = Outcome(name), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="quancheng-tests-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "--no-header", "-q", "-n", "2", "--dist", "worksteal"]
        command += [f"--part={part}", f"--junitxml={report}", *arguments]
        outcome.code = subprocess.run(
            command, cwd=ROOT, env=surroundings(Path(folder), url) | more, check=False
        ).returncode
        outcome.read(report)
    outcome.seconds = time.monotonic() - started
    return outcome


def on_sqlite(arguments: list[str]) -> Outcome:
    """Everything but the browser, on the embedded database."""
    return pytest("SQLite", "suite", "sqlite:///:memory:", arguments)


def on_postgres(arguments: list[str]) -> Outcome:
    """Every test that touches a database, on a PostgreSQL made for this run."""
    with Postgres() as server:
        return pytest(f"PostgreSQL {server.version}", "suite", server.url, arguments)


def in_browser(arguments: list[str]) -> Outcome:
    """The stories told in Chromium, on the embedded database."""
    chromium()
    return pytest(chromium_version(), "browser", "sqlite:///:memory:", arguments)


def stories_on_postgres(arguments: list[str]) -> Outcome:
    """The same stories at a demonstration on PostgreSQL, with the pool and the transactions of production."""
    chromium()
    with Postgres() as server:
        name = "Chromium on PostgreSQL"
        arguments = ["-n0", *arguments, "tests/functional/stories"]
        url = server.new_database("stories")
        return pytest(name, "browser", "sqlite:///:memory:", arguments, QUANCHENG_STORIES=url)


def as_newcomer(arguments: list[str]) -> Outcome:
    """What a newcomer does: a fresh clone of the last commit, an empty environment, `make run`, twice."""
    return pytest("Fresh clone", "newcomer", "sqlite:///:memory:", ["-n0", *arguments, "tests/newcomer"])


PARTS: dict[str, Callable[[list[str]], Outcome]] = {
    "sqlite": on_sqlite,
    "postgres": on_postgres,
    "browser": in_browser,
    "newcomer": as_newcomer,
    "stories": stories_on_postgres,
}
SELDOM = {"newcomer", "stories"}
LEFT_OUT = {
    "sqlite": "the suite on SQLite",
    "postgres": "the suite on PostgreSQL, row-level security among it",
    "browser": "the stories in a browser",
    "newcomer": "the first start from a fresh clone",
    "stories": "the stories in a browser, on PostgreSQL",
}


def summary(outcomes: dict[str, Outcome]) -> None:
    """Say in plain words what ran, what was left out, and why."""
    print("\nWhat ran")
    for outcome in outcomes.values():
        if not outcome.absent:
            words = ", ".join(f"{outcome.counts[kind]} {kind}" for kind in ("passed", "failed", "skipped"))
            words = "no test of this part was chosen" if outcome.code == NOTHING_SELECTED else words
            note = "  pytest itself failed" if outcome.failed and not outcome.counts["failed"] else ""
            print(f"  {outcome.name:<24}{words:<40}{outcome.seconds:>5.0f} s{note}")
    print("What was left out, and why")
    for name in PARTS:
        if name not in outcomes:
            print(f"  {LEFT_OUT[name]}: not asked for")
        elif outcomes[name].absent:
            print(f"  {LEFT_OUT[name]}: {outcomes[name].absent}")
    if {"sqlite", "postgres"} <= outcomes.keys():
        print("  a second run on PostgreSQL of the tests that touch no database: it could show nothing new")
    for reason, count in sum((outcome.reasons for outcome in outcomes.values()), Counter[str]()).items():
        print(f"  {count} skipped: {reason}")


def main() -> int:
    """Run the parts in turn; gives the exit code."""
    parser = argparse.ArgumentParser(prog="tests/run.py", allow_abbrev=False)
    usual = ",".join(name for name in PARTS if name not in SELDOM)
    parser.add_argument("--only", default=usual, help="parts to run: " + ", ".join(PARTS))
    options, arguments = parser.parse_known_args()
    chosen = options.only.split(",")
    if unknown := set(chosen) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped on the way out
    outcomes: dict[str, Outcome] = {}
    with suppress(KeyboardInterrupt):
        for name in chosen:
            try:
                outcomes[name] = PARTS[name](arguments)
            except Absent as reason:
                outcomes[name] = Outcome(name, absent=str(reason))
    summary(outcomes)
    counts = sum((outcome.counts for outcome in outcomes.values()), Counter[str]())
    print(f"\n{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    whole = len(outcomes) == len(chosen) and counts["passed"] > 0
    return 0 if whole and not any(outcome.failed for outcome in outcomes.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
