"""The shipped pathways: data that a centre may edit, each figure with its source."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def shipped() -> list[dict[str, Any]]:
    """The pathways that come with this version of the software, by code."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
