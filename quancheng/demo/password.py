"""The one password of the demonstration's staff: made on this machine, kept beside the database."""

import os
import secrets
from pathlib import Path

from django.conf import settings


def _file() -> Path:
    return Path(settings.VAR) / "demo-password.txt"


def kept_password() -> str:
    """The password of this demonstration; made the first time it is asked for."""
    path = _file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        groups = (f"{secrets.randbelow(10_000):04d}" for _ in range(3))
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write("-".join(["rose", *groups]))
    return path.read_text().strip()
