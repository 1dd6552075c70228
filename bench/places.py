"""Where a measurement keeps its databases and keys, and the environment in which it runs its children."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "bench"
# What shapes the rows of a population: a change here makes an old database useless.
_SHAPE = ("quancheng/*/migrations/*.py", "quancheng/careplan/pathways/*.json", "bench/population.py")


def digest() -> str:
    """Eight letters that change when the tables or the population's makers do."""
    found = hashlib.sha256()
    for pattern in _SHAPE:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()[:8]


def surroundings(url: str) -> dict[str, str]:
    """The environment of a child: production-like settings, this database, keys of the measurements' own."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QUANCHENG_", "DATABASE_URL", "REDIS_URL"))
    }
    return ours | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "quancheng.config.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "QUANCHENG_VAR": str(KEPT / "keys"),
        # What is owed at sign-in (a second factor, a new password) belongs to the sign-in: not measured.
        "QUANCHENG_REQUIRE_TOTP": "0",
        "QUANCHENG_PASSWORD_ROTATION_DAYS": "0",
        "QUANCHENG_SIGN_IN_CODE_SENDER": "bench.visits.keep_code",
    }


def run(module: str, *words: str, url: str) -> None:
    """Run one of our modules inside Django with this database; raises CalledProcessError where it fails."""
    subprocess.run(
        [sys.executable, "-m", "bench.inside", f"bench.{module}", *words],
        env=surroundings(url),
        cwd=ROOT,
        check=True,
    )
