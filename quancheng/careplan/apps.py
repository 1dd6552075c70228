"""Starts what the plan needs: every database that was migrated has the shipped pathways."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _load(**_: Any) -> None:
    from quancheng.access.actor import system
    from quancheng.careplan.actions.pathways import load_pathways
    from quancheng.patients.row_security import acting_as

    machine = system("migrate")
    with acting_as(machine):
        load_pathways(by=machine)


class CareplanConfig(AppConfig):
    """The plan: stages, pathways and steps."""

    name = "quancheng.careplan"

    def ready(self) -> None:
        # As Django itself makes its content types: after `migrate`, and after a test database was emptied.
        post_migrate.connect(_load, sender=self)
