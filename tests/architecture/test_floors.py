"""Who may import whom, and which table may point at which."""

import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.db.models import Field

from tests.architecture.drawing import CODE, ROOT, floors


def test_every_app_stands_on_a_floor() -> None:
    built = {path.name for path in CODE.iterdir() if (path / "__init__.py").exists()}
    assert built - floors().keys() == set()


def test_imports_lead_downwards_and_plain_rooms_stay_plain() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def app_of(module: str) -> str | None:
    """The app that a dotted module belongs to; None for other people's."""
    parts = module.split(".")
    return parts[1] if parts[0] == "quancheng" else None


def test_no_table_points_upwards() -> None:
    upward = []
    for model in apps.get_models(include_auto_created=True):
        here = app_of(model.__module__)
        for field in model._meta.get_fields():
            if (
                here is None
                or not isinstance(field, Field)
                or not field.is_relation
                or not field.related_model
            ):
                continue
            there = app_of(field.related_model.__module__)
            if there not in (None, here) and floors()[there] >= floors()[here]:
                upward.append(f"{model._meta.label}.{field.name} → {field.related_model._meta.label}")
    assert upward == []
