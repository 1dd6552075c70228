"""What the surroundings decide: database address, keys, flags. Read once, by settings."""

import base64
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


def flag(name: str, default: bool = False) -> bool:
    """True where the variable says 1, true, yes or on."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def database(url: str) -> dict[str, object]:
    """Django's DATABASES entry for a postgresql:// or sqlite:/// address.

    Raises ValueError for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/")) if parts.path != "/:memory:" else ":memory:",
            # Each thread keeps its connection: whoever closes the last one makes SQLite write the log back.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-2000;PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        options: dict[str, object] = dict(parse_qsl(parts.query))
        pool = options.pop("pool", "1") not in {"0", "false"}
        if pool:
            options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
        }
    raise ValueError("DATABASE_URL must start with sqlite:/// or postgresql://")


def kept_secret(folder: Path, name: str, size: int = 32) -> str:
    """A base64 secret from the environment, or from a file made on first use in `folder`.

    The file is for the embedded default only; a hospital sets the variable from its key store.
    """
    if value := os.environ.get(f"QUANCHENG_{name.upper()}"):
        return value
    path = folder / f"{name}.secret"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(base64.b64encode(secrets.token_bytes(size)).decode())
    return path.read_text().strip()
